namespace KopsPS;

/// <summary>A kops or kubectl executable on this machine.</summary>
public sealed class KopsBinary
{
    /// <summary><c>kops</c> or <c>kubectl</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version without a leading <c>v</c>, such as <c>1.36.2</c>; null where the executable would not say.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// <c>SHA-256</c> where the file was just found to have the digest that was published for it, <c>Changed</c> where it
    /// no longer has, <c>No</c> where no published digest is known.
    /// </summary>
    public required string Verified { get; init; }

    /// <summary>Full path of the executable.</summary>
    public required string Path { get; init; }

    /// <summary>Whose binary it is.</summary>
    public required KopsBinarySource Source { get; init; }

    /// <summary>For whom the module's own binary is installed; null for others.</summary>
    public KopsBinaryScope? Scope { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>; null where nobody knows.</summary>
    public string? Architecture { get; init; }

    /// <summary>The published digest, in lower-case hexadecimal, where it is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>
    /// Whether its makers still support the version, judged by the newest release that is known; null where the version is
    /// unknown. kOps supports its newest minor and the one before, Kubernetes the newest three.
    /// </summary>
    public bool? Supported { get; init; }
}
