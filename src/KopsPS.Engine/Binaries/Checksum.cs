using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Binaries;

/// <summary>
/// Checksum files: a bare digest, as kOps and Kubernetes publish them, or a line of <c>sha256sum</c>.
/// </summary>
public static partial class Checksum
{
    /// <summary>Longer than this no checksum file is; a portal's login page is.</summary>
    internal const int MaximumLength = 1024;

    /// <summary>Reads the digest, in lower case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? digest)
    {
        var match = text is { Length: <= MaximumLength } ? Pattern().Match(text) : Match.Empty;
        digest = match.Success ? match.Groups["digest"].Value.ToLowerInvariant() : null;
        return match.Success;
    }

    /// <summary>Writes the line that <c>sha256sum -c</c> reads.</summary>
    internal static string Format(string digest, string fileName) => $"{digest}  {fileName}\n";

    [GeneratedRegex(@"^\uFEFF?\s*(?<digest>[0-9a-fA-F]{64})(?:[ \t]+\*?[^\r\n]+)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
