using System.Net;

namespace KopsPS.Fakes.Aws;

/// <summary>A request that a stub got.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path.</param>
/// <param name="Query">Query, with its question mark.</param>
/// <param name="Body">Body.</param>
/// <param name="AccessKeyId">Access key that signed it.</param>
/// <param name="Region">Region that it was signed for.</param>
public sealed record StubRequest(string Method, string Path, string Query, string Body, string? AccessKeyId, string? Region)
{
    /// <summary>Action of the query protocol, or null.</summary>
    public string? Action => Field("Action");

    /// <summary>A field of the query protocol, or null.</summary>
    public string? Field(string name)
    {
        var found = Body.Split('&').FirstOrDefault(field => field.StartsWith(name + "=", StringComparison.Ordinal));
        return found is null ? null : WebUtility.UrlDecode(found[(name.Length + 1)..]);
    }
}
