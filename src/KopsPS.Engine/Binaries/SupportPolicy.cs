using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// Which versions their makers support. kOps: the newest minor and the one before (kops docs/welcome/releases.md).
/// Kubernetes: the newest three minors; kubectl works with an API server of at most one minor more or less
/// (https://kubernetes.io/releases/version-skew-policy/).
/// </summary>
internal static class SupportPolicy
{
    /// <summary>The newest minor of both when this was written: later ones can only have raised it.</summary>
    public static readonly SemanticVersion Known = new(1, 36, 0);

    /// <summary>The newest release by a list and by what was known before.</summary>
    public static SemanticVersion Newest(IEnumerable<SemanticVersion> releases) =>
        releases.Where(version => !version.IsPrerelease).Append(Known).Max()!;

    /// <summary>Whether a version is supported where <paramref name="newest"/> is the newest.</summary>
    public static bool IsSupported(string name, SemanticVersion version, SemanticVersion newest) =>
        version.Major > newest.Major
        || (version.Major == newest.Major && version.Minor > newest.Minor - (name == "kops" ? 2 : 3));

    /// <summary>What to say about a version of kops out of support; null where there is nothing to say.</summary>
    public static string? SupportWarning(string name, SemanticVersion version, SemanticVersion newest) =>
        name != "kops" || IsSupported(name, version, newest)
            ? null
            : $"kops {version.ToNormalizedString()} is out of support: kOps supports its newest minor and the one before, now {newest.Major}.{newest.Minor} and {newest.Major}.{newest.Minor - 1}.";

    /// <summary>What to say about a kubectl too far from the API server; null where there is nothing to say.</summary>
    public static string? SkewWarning(SemanticVersion kubectl, SemanticVersion kubernetes, string whose) =>
        kubectl.Major == kubernetes.Major && Math.Abs(kubectl.Minor - kubernetes.Minor) <= 1
            ? null
            : $"kubectl {kubectl.ToNormalizedString()} is more than one minor away from {whose}: {Range(kubernetes)} would work with it.";

    private static string Range(SemanticVersion kubernetes) =>
        $"{kubernetes.Major}.{Math.Max(0, kubernetes.Minor - 1)} to {kubernetes.Major}.{kubernetes.Minor + 1}";
}
