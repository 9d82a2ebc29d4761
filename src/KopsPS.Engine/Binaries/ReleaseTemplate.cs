using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>An address with <c>{name}</c>, <c>{version}</c>, <c>{os}</c>, <c>{arch}</c> and <c>{ext}</c> in the places of what differs.</summary>
internal sealed partial class ReleaseTemplate
{
    private static readonly string[] Placeholders = ["{name}", "{version}", "{os}", "{arch}", "{ext}"];

    private readonly string _text;

    public ReleaseTemplate(string text)
    {
        _text = text;
    }

    /// <summary>Whether a text has placeholders at all.</summary>
    public static bool IsTemplate(string text) => Placeholder().IsMatch(text);

    /// <summary>The first placeholder that is none of ours, or null.</summary>
    public static string? UnknownIn(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).FirstOrDefault(name => !Placeholders.Contains(name, StringComparer.Ordinal));

    /// <summary>The address of a binary.</summary>
    public Uri Expand(string name, SemanticVersion version, BinaryPlatform platform) =>
        new(Fill(_text, name, version.ToNormalizedString(), platform));

    /// <summary>The address of the checksum file beside a binary.</summary>
    public static Uri ChecksumOf(Uri binary) => new(binary.GetLeftPart(UriPartial.Path) + ".sha256" + binary.Query);

    /// <summary>The versions that a folder on this machine, laid out like this, has for a platform.</summary>
    public IEnumerable<SemanticVersion> VersionsOnDisk(string name, BinaryPlatform platform)
    {
        var segments = _text.Split('/');
        var at = Array.FindIndex(segments, segment => segment.Contains("{version}", StringComparison.Ordinal));
        var parent = new Uri(Fill(string.Join('/', segments[..at]) + "/", name, "", platform)).LocalPath;
        if (!Directory.Exists(parent))
        {
            yield break;
        }

        var pattern = "^" + Regex.Escape(Fill(segments[at], name, "\n", platform)).Replace("\\n", "(?<version>.+)", StringComparison.Ordinal) + "$";
        foreach (var entry in Directory.EnumerateFileSystemEntries(parent))
        {
            if (Regex.Match(Path.GetFileName(entry), pattern, RegexOptions.CultureInvariant) is { Success: true } match
                && BinaryVersion.TryParse(match.Groups["version"].Value, out var version)
                && File.Exists(Expand(name, version, platform).LocalPath))
            {
                yield return version;
            }
        }
    }

    private static string Fill(string text, string name, string version, BinaryPlatform platform) => text
        .Replace("{name}", name, StringComparison.Ordinal)
        .Replace("{version}", version, StringComparison.Ordinal)
        .Replace("{os}", platform.Os, StringComparison.Ordinal)
        .Replace("{arch}", platform.Architecture, StringComparison.Ordinal)
        .Replace("{ext}", platform.Extension, StringComparison.Ordinal);

    [GeneratedRegex("[{][^{}/]*[}]", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
