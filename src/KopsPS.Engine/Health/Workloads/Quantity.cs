using System.Globalization;
using System.Numerics;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Reads Kubernetes' quantities, such as <c>3700m</c>, <c>8Gi</c> and <c>12e3</c>.</summary>
internal static class Quantity
{
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>The number, or null where the text is none.</summary>
    public static double? Parse(string? text)
    {
        var number = text?.Trim() ?? "";
        var factor = 1.0;
        if (Array.FindIndex(Binary, suffix => number.EndsWith(suffix, StringComparison.Ordinal)) is >= 0 and var power)
        {
            factor = (double)BigInteger.Pow(1024, power + 1);
            number = number[..^2];
        }
        else if (number.Length > 0 && number[^1] switch
        {
            'n' => 1e-9,
            'u' => 1e-6,
            'm' => 1e-3,
            'k' => 1e3,
            'M' => 1e6,
            'G' => 1e9,
            'T' => 1e12,
            'P' => 1e15,
            'E' => 1e18,
            _ => 0,
        } is > 0 and var scale)
        {
            factor = scale;
            number = number[..^1];
        }

        return double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value * factor
            : null;
    }
}
