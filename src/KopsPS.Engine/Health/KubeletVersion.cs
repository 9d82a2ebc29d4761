using System.Globalization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Health;

/// <summary>A Kubernetes version as far as skew rules need it.</summary>
internal readonly partial record struct KubeletVersion(int Major, int Minor, int Patch) : IComparable<KubeletVersion>
{
    public static KubeletVersion? Parse(string? text)
    {
        var match = Pattern().Match(text ?? "");
        return match.Success
            ? new KubeletVersion(Number(match, 1), Number(match, 2), Number(match, 3))
            : null;

        static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    public int CompareTo(KubeletVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>Minor versions behind another; negative where ahead.</summary>
    public int MinorsBehind(KubeletVersion other) => other.Major == Major ? other.Minor - Minor : (other.Major - Major) * 100;

    public override string ToString() => $"v{Major}.{Minor}.{Patch}";

    [GeneratedRegex(@"^v?([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4})", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
