namespace KopsPS.Fakes.Kubernetes;

/// <summary>A request that the server got.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query.</param>
/// <param name="Query">The query, decoded.</param>
/// <param name="User">Who asked: a user of the recording, <c>none</c> or <c>bad</c>.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body; empty where it has none.</param>
public sealed record KubeRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Query, string User, IReadOnlyDictionary<string, string> Headers,
    string Body = "");
