using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace KopsPS.Engine.Binaries;

/// <summary>Versions of kops and kubectl, with or without the leading <c>v</c>.</summary>
public static class BinaryVersion
{
    /// <summary>Reads <c>1.36.2</c>, <c>v1.36.2</c> and <c>1.37.0-alpha.1</c>; anything shorter or longer is no version.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        text = text?.Trim();
        return SemanticVersion.TryParse(text is ['v' or 'V', .. var rest] ? rest : text ?? "", out version);
    }

    /// <summary>Reads a version that must be one.</summary>
    /// <exception cref="KopsException"><c>KopsBinaryVersionInvalid</c>.</exception>
    public static SemanticVersion Parse(string? text) =>
        TryParse(text, out var version) ? version : throw Faults.BinaryVersionInvalid(text);

    /// <summary>
    /// The offered versions that somebody who typed <paramref name="wanted"/> most likely means: of the same minor those
    /// with the nearest patch, then of the nearest minors the newest. Released versions only, unless a pre-release was wanted.
    /// </summary>
    public static IReadOnlyList<string> Nearest(SemanticVersion wanted, IEnumerable<SemanticVersion> offered, int count = 3) =>
    [
        .. offered
            .Where(version => wanted.IsPrerelease || !version.IsPrerelease)
            .OrderBy(version => Math.Abs(version.Major - wanted.Major))
            .ThenBy(version => Math.Abs(version.Minor - wanted.Minor))
            .ThenBy(version => version.Minor == wanted.Minor ? Math.Abs(version.Patch - wanted.Patch) : 0)
            .ThenByDescending(version => version)
            .Take(count)
            .Select(version => version.ToNormalizedString()),
    ];
}
