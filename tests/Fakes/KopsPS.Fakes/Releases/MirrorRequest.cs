namespace KopsPS.Fakes.Releases;

/// <summary>A request that a release mirror got.</summary>
public sealed record MirrorRequest(string Method, string Host, string Path, string? Range, string? IfRange, string? Authorization);
