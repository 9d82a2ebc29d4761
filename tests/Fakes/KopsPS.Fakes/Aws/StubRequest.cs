namespace KopsPS.Fakes.Aws;

/// <summary>A request that a stub got.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path.</param>
/// <param name="Query">Query, with its question mark.</param>
/// <param name="Body">Body.</param>
/// <param name="AccessKeyId">Access key that signed it.</param>
/// <param name="Region">Region that it was signed for.</param>
public sealed record StubRequest(string Method, string Path, string Query, string Body, string? AccessKeyId, string? Region);
