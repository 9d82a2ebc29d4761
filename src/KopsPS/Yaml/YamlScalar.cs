using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace KopsPS.Yaml;

/// <summary>What an unquoted YAML scalar stands for.</summary>
internal enum YamlScalarKind
{
    String,
    Null,
    Boolean,
    Integer,
    Float,

    /// <summary>Read as a string, written in quotes.</summary>
    Timestamp,

    /// <summary>The merge key <c>&lt;&lt;</c>.</summary>
    Merge,
}

/// <summary>
/// Resolves unquoted scalars as sigs.k8s.io/yaml does, through which kops reads and writes all its files: YAML 1.1 with
/// Go's number forms. <c>0400</c> is 256, <c>08</c> the float 8, <c>yes</c> and <c>y</c> are true; a timestamp stays a string.
/// </summary>
/// <remarks>The rules are those of goyaml.v2/resolve.go in kubernetes-sigs/yaml.</remarks>
internal static partial class YamlScalar
{
    private static readonly Dictionary<string, object?> Words = NewWords();

    /// <summary>The kind of an unquoted scalar and its value: string, long, BigInteger, double, bool or null.</summary>
    public static (YamlScalarKind Kind, object? Value) Resolve(string text)
    {
        if (text.Length == 0)
        {
            return (YamlScalarKind.Null, null);
        }

        var first = text[0];
        if (!char.IsAsciiDigit(first) && !"+-.~<yYnNtTfFoO".Contains(first, StringComparison.Ordinal))
        {
            return (YamlScalarKind.String, text);
        }

        if (Words.TryGetValue(text, out var word))
        {
            return (word switch { null => YamlScalarKind.Null, bool => YamlScalarKind.Boolean, double => YamlScalarKind.Float, _ => YamlScalarKind.Merge }, word);
        }

        if (first == '.')
        {
            return PointFloat().IsMatch(text) && TryFloat(text, out var number) ? (YamlScalarKind.Float, number) : (YamlScalarKind.String, text);
        }

        if (!char.IsAsciiDigit(first) && first is not ('+' or '-'))
        {
            return (YamlScalarKind.String, text);
        }

        return IsTimestamp(text) ? (YamlScalarKind.Timestamp, text) : Number(text);
    }

    /// <summary>Whether other readers could take the text for a number to base 60; it is quoted on their account.</summary>
    public static bool IsBase60(string text) => text.Contains(':', StringComparison.Ordinal) && Base60().IsMatch(text);

    /// <summary>Writes a number as Go's JSON does: whole where it has no fraction, with an exponent only outside of 1e-6 to 1e21.</summary>
    public static string Format(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return text == "-0" ? "0" : text;
        }

        if (Math.Abs(value) is < 1e-6 or >= 1e21)
        {
            return text.Replace('E', 'e');
        }

        var sign = value < 0 ? "-" : "";
        var digits = text[sign.Length..mark].Replace(".", "", StringComparison.Ordinal);
        var point = 1 + int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return point <= 0
            ? $"{sign}0.{new string('0', -point)}{digits}"
            : digits.Length <= point ? sign + digits.PadRight(point, '0') : $"{sign}{digits[..point]}.{digits[point..]}";
    }

    private static (YamlScalarKind Kind, object? Value) Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (TryInteger(plain, out var integer))
        {
            return (YamlScalarKind.Integer, integer >= long.MinValue && integer <= long.MaxValue ? (object)(long)integer : integer);
        }

        return Float().IsMatch(plain) && TryFloat(plain, out var number) ? (YamlScalarKind.Float, number) : (YamlScalarKind.String, text);
    }

    private static bool TryInteger(string text, out BigInteger value)
    {
        value = default;
        var negative = text[0] == '-';
        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (digits.Length == 0)
        {
            return false;
        }

        var radix = 10;
        if (digits[0] == '0' && digits.Length > 1)
        {
            radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'b' => 2, _ => 8 };
            digits = digits[(radix == 8 && char.ToLowerInvariant(digits[1]) != 'o' ? 1 : 2)..];
        }

        // A value longer than this is no number that anybody means, and reading it would take more than linear time.
        if (digits.Length is 0 or > 512)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            var weight = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : 16;
            if (weight >= radix)
            {
                return false;
            }

            value = value * radix + weight;
        }

        value = negative ? -value : value;
        return true;
    }

    private static bool TryFloat(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool IsTimestamp(string text)
    {
        if (text.Length < 8 || text[4] != '-')
        {
            return false;
        }

        var match = Timestamp().Match(text);
        if (!match.Success)
        {
            return false;
        }

        int Part(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (year, month, day) = (Part("y"), Part("mo"), Part("d"));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year == 0 ? 4 : year, month)
            && Part("h") < 24 && Part("mi") < 60 && Part("s") < 60;
    }

    private static Dictionary<string, object?> NewWords()
    {
        var words = new Dictionary<string, object?>(StringComparer.Ordinal) { ["<<"] = "<<" };
        void Add(object? value, params string[] forms)
        {
            foreach (var form in forms)
            {
                words[form] = value;
            }
        }

        Add(true, "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
        Add(false, "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
        Add(null, "~", "null", "Null", "NULL");
        Add(double.NaN, ".nan", ".NaN", ".NAN");
        Add(double.PositiveInfinity, ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF");
        Add(double.NegativeInfinity, "-.inf", "-.Inf", "-.INF");
        return words;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"^\.[0-9]+([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PointFloat();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Base60();

    [GeneratedRegex(
        @"^(?<y>[0-9]{4})-(?<mo>[0-9]{1,2})-(?<d>[0-9]{1,2})(?:(?:[Tt](?<h>[0-9]{1,2}):(?<mi>[0-9]{1,2}):(?<s>[0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2}))|(?: (?<h>[0-9]{1,2}):(?<mi>[0-9]{1,2}):(?<s>[0-9]{1,2})(?:[.,][0-9]+)?))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();
}
