using System.Globalization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine;

/// <summary>Sizes as Kubernetes and people write them: <c>128Gi</c>, <c>128GB</c>, <c>1Ti</c>, always in powers of 1,024.</summary>
public static partial class BinarySize
{
    /// <summary>Reads a size into bytes; a number without a unit is none.</summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var match = Pattern().Match(text?.Trim() ?? "");
        if (!match.Success)
        {
            return false;
        }

        var shift = char.ToUpperInvariant(match.Groups["u"].Value[0]) switch
        {
            'K' => 10,
            'M' => 20,
            'G' => 30,
            _ => 40,
        };
        bytes = long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture) << shift;
        return true;
    }

    [GeneratedRegex("^(?<n>[0-9]{1,6}) ?(?<u>[KMGT])(?:i|iB|B)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
