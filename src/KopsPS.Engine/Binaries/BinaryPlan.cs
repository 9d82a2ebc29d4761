using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>A request with everything decided: which version, for which platform, where to. Nothing is written yet.</summary>
public sealed class BinaryPlan
{
    internal BinaryPlan(BinaryRequest request, SemanticVersion version, BinaryPlatform platform, string path, ReleaseSource source, IReadOnlyList<SemanticVersion>? releases)
    {
        Request = request;
        Version = version;
        Platform = platform;
        Path = path;
        Source = source;
        Releases = releases;
    }

    /// <summary>Name and version, such as <c>kops 1.36.2</c>.</summary>
    public string Title => $"{Request.Name} {VersionText}";

    /// <summary>Where the executable will lie.</summary>
    public string Path { get; }

    internal BinaryRequest Request { get; }

    internal SemanticVersion Version { get; }

    internal string VersionText => Version.ToNormalizedString();

    internal BinaryPlatform Platform { get; }

    internal ReleaseSource Source { get; }

    /// <summary>The list of releases, where it was needed to decide.</summary>
    internal IReadOnlyList<SemanticVersion>? Releases { get; }

    /// <summary>The binary as it is once installed, or would be.</summary>
    public KopsBinary ToBinary(string verified, string? digest) => new()
    {
        Name = Request.Name,
        Version = VersionText,
        Verified = verified,
        Path = Path,
        Source = Request.Destination is null ? KopsBinarySource.Module : KopsBinarySource.Destination,
        Scope = Request.Destination is null ? Request.Scope : null,
        Architecture = Platform.Architecture,
        Sha256 = digest,
        Supported = SupportPolicy.IsSupported(Request.Name, Version, SupportPolicy.Newest(Releases ?? [])),
    };
}
