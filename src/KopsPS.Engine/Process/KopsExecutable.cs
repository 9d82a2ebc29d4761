using NuGet.Versioning;

namespace KopsPS.Engine.Processes;

/// <summary>A kops that was found and answered.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Version">Its version.</param>
/// <param name="Source">Where it was found, in words: <c>-KopsPath</c>, <c>Install-KopsBinary</c>, <c>PATH</c>.</param>
public sealed record KopsExecutable(string Path, SemanticVersion Version, string Source)
{
    /// <summary>
    /// Commands that talk to the Kubernetes API need a kubeconfig context. Of the versions looked at, 1.30.1 does and
    /// 1.36.2 makes its own access; those between get the context, which they ignore if they need none.
    /// </summary>
    public bool NeedsKubeconfigContext => Version.Major < 1 || (Version.Major == 1 && Version.Minor < 36);
}
