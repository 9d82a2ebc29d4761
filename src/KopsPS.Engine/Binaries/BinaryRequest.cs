namespace KopsPS.Engine.Binaries;

/// <summary>What is to be installed.</summary>
public sealed record BinaryRequest
{
    /// <summary><c>kops</c> or <c>kubectl</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// A version, or <c>Latest</c> or <c>Stable</c>: the newest released one, never a pre-release. Null means <c>Latest</c>
    /// for kops and <c>Stable</c> for kubectl, as their makers call them.
    /// </summary>
    public string? Version { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>; null means this machine's.</summary>
    public string? Architecture { get; init; }

    /// <summary>Folder in which the executable is to lie; null means the store of <see cref="Scope"/>.</summary>
    public string? Destination { get; init; }

    /// <summary>For whom it is.</summary>
    public KopsBinaryScope Scope { get; init; }

    /// <summary>Address or template of a mirror; null means the official sites.</summary>
    public string? Mirror { get; init; }

    /// <summary>Whether plain <c>http</c> to other machines is accepted.</summary>
    public bool AllowInsecureMirror { get; init; }

    /// <summary>Digest from elsewhere, which then decides instead of the source's checksum file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether to download although the verified version is there.</summary>
    public bool Force { get; init; }

    /// <summary>Kubernetes version of the cluster that kubectl is for, where known.</summary>
    public string? KubernetesVersion { get; init; }
}
