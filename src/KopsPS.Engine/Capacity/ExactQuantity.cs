using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace KopsPS.Engine.Capacity;

/// <summary>
/// Kubernetes' quantities without a rounding error: <c>0.1</c> and <c>100m</c> are the same number, and a thousand of them are 100. As in Kubernetes nothing is
/// finer than a billionth; what is, counts as a whole one.
/// </summary>
public static class ExactQuantity
{
    private const decimal Finest = 1e-9m;

    private static readonly SearchValues<byte> OfNumber = SearchValues.Create("+-.0123456789"u8);

    private static readonly decimal[] PowersOfTen = [.. Enumerable.Range(0, 29).Select(power => decimal.Parse("1" + new string('0', power), CultureInfo.InvariantCulture))];

    /// <summary>The number, or null where the text is none or none that fits.</summary>
    public static decimal? Parse(string? text) => text is null || text.Length > 64 ? null : Parse(Encoding.UTF8.GetBytes(text.Trim()));

    /// <summary>The same of bytes, as they stand in an answer.</summary>
    public static decimal? Parse(ReadOnlySpan<byte> text)
    {
        // The number alone: what follows may begin like an exponent.
        var used = text.IndexOfAnyExcept(OfNumber) is >= 0 and var end ? end : text.Length;
        if (!Utf8Parser.TryParse(text[..used], out decimal number, out var read) || read != used)
        {
            return null;
        }

        try
        {
            var scaled = text[used..] switch
            {
                [] => number,
                [(byte)'n'] => number / 1_000_000_000m,
                [(byte)'u'] => number / 1_000_000m,
                [(byte)'m'] => number / 1_000m,
                [(byte)'k'] => number * 1_000m,
                [(byte)'M'] => number * 1_000_000m,
                [(byte)'G'] => number * 1_000_000_000m,
                [(byte)'T'] => number * 1_000_000_000_000m,
                [(byte)'P'] => number * 1_000_000_000_000_000m,
                [(byte)'E'] => number * 1_000_000_000_000_000_000m,
                [(byte)'K', (byte)'i'] => number * (1L << 10),
                [(byte)'M', (byte)'i'] => number * (1L << 20),
                [(byte)'G', (byte)'i'] => number * (1L << 30),
                [(byte)'T', (byte)'i'] => number * (1L << 40),
                [(byte)'P', (byte)'i'] => number * (1L << 50),
                [(byte)'E', (byte)'i'] => number * (1L << 60),
                [(byte)'e' or (byte)'E', .. var exponent] => Power(number, exponent),
                _ => (decimal?)null,
            };
            return scaled is { } value ? UpTo(value, Finest) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Rounded up to a multiple, as Kubernetes rounds wherever it must.</summary>
    public static decimal UpTo(decimal value, decimal step)
    {
        var rest = value % step;
        return rest == 0 ? value : rest > 0 ? value - rest + step : value - rest;
    }

    private static decimal? Power(decimal number, ReadOnlySpan<byte> exponent) =>
        Utf8Parser.TryParse(exponent, out int power, out var used) && used == exponent.Length
            ? power switch
            {
                >= 0 and <= 28 => number * PowersOfTen[power],
                < 0 and >= -28 => number / PowersOfTen[-power],
                _ => null,
            }
            : null;
}
