namespace KopsPS;

/// <summary>A version of kops or kubectl that can be installed.</summary>
public sealed class KopsBinaryRelease
{
    /// <summary><c>kops</c> or <c>kubectl</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Version without a leading <c>v</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Whether its makers still support it: kOps its newest minor and the one before, Kubernetes the newest three.</summary>
    public required bool Supported { get; init; }

    /// <summary>Whether this is an alpha, beta or release candidate.</summary>
    public required bool Prerelease { get; init; }

    /// <summary>Whether <c>Install-KopsBinary</c> has put this version on this machine.</summary>
    public required bool Installed { get; init; }
}
