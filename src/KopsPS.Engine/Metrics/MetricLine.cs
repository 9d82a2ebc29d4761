using System.Globalization;
using System.Text;

namespace KopsPS.Engine.Metrics;

/// <summary>One sample as it stands in a line: <c>name{label="value",…} value [time]</c>.</summary>
/// <param name="Name">Name.</param>
/// <param name="Labels">Labels in their order.</param>
/// <param name="Value">Value.</param>
/// <param name="Time">Time, where one is told.</param>
internal sealed record MetricLine(string Name, IReadOnlyList<(string Name, string Value)> Labels, double Value, DateTimeOffset? Time)
{
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>
    /// Reads a sample: the text format of Prometheus, of which OpenMetrics' times (seconds) and examples after a value, and names in quotes,
    /// are understood as well.
    /// </summary>
    /// <param name="text">The line.</param>
    /// <param name="why">What is wrong with it, where it is none.</param>
    public static MetricLine? Read(string text, out string? why)
    {
        var at = Blanks(text, 0);
        var end = at;
        while (end < text.Length && IsNameChar(text[end], end == at))
        {
            end++;
        }

        var name = text[at..end];
        List<(string Name, string Value)> labels = [];
        at = Blanks(text, end);
        if (at < text.Length && text[at] == '{')
        {
            at = ReadLabels(text, at + 1, labels, ref name, out why);
            if (why is not null)
            {
                return null;
            }
        }
        else if (at == end && at < text.Length)
        {
            why = "its name has a letter that no name has";
            return null;
        }

        if (name.Length == 0)
        {
            why = "it has no name";
            return null;
        }

        return Rest(name, labels, text, at, out why);
    }

    private static MetricLine? Rest(string name, List<(string Name, string Value)> labels, string text, int at, out string? why)
    {
        var words = text[at..];
        if (words.IndexOf(" # ", StringComparison.Ordinal) is >= 0 and var example)
        {
            words = words[..example];
        }

        var parts = words.Split([' ', '\t'], 4, StringSplitOptions.RemoveEmptyEntries);
        (why, double value, DateTimeOffset? time) = (null, 0, null);
        if (parts.Length is 0 or > 2)
        {
            why = parts.Length == 0 ? "it has no value" : "something stands behind its value";
        }
        else if (!TryNumber(parts[0], out value))
        {
            why = "its value is no number";
        }
        else if (parts.Length == 2 && !TryTime(parts[1], out time))
        {
            why = "its time is none";
        }

        return why is null ? new MetricLine(name, labels, value, time) : null;
    }

    /// <summary>Reads labels up to their closing brace; gives the place behind it. A quoted word without a value is the metric's name.</summary>
    private static int ReadLabels(string text, int at, List<(string Name, string Value)> labels, ref string name, out string? why)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        while (true)
        {
            at = Blanks(text, at);
            if (at < text.Length && text[at] == '}')
            {
                why = null;
                return at + 1;
            }

            string? label;
            var isQuoted = at < text.Length && text[at] == '"';
            if (isQuoted)
            {
                label = Quoted(text, ref at);
            }
            else
            {
                var from = at;
                while (at < text.Length && text[at] != ':' && IsNameChar(text[at], at == from))
                {
                    at++;
                }

                label = text[from..at];
            }

            at = Blanks(text, at);
            if (isQuoted && label is { Length: > 0 } && name.Length == 0 && at < text.Length && text[at] is ',' or '}')
            {
                name = label;
            }
            else if (label is not { Length: > 0 } || at >= text.Length || text[at] != '=')
            {
                why = "a label has no name or no value";
                return at;
            }
            else
            {
                at = Blanks(text, at + 1);
                if (at >= text.Length || text[at] != '"' || Quoted(text, ref at) is not { } value)
                {
                    why = "the value of a label is not in quotes";
                    return at;
                }

                if (!names.Add(label))
                {
                    why = $"the label {label} is there twice";
                    return at;
                }

                labels.Add((label, value));
                at = Blanks(text, at);
            }

            if (at < text.Length && text[at] == ',')
            {
                at++;
            }
            else if (at >= text.Length || text[at] != '}')
            {
                why = "its labels have no end";
                return at;
            }
        }
    }

    /// <summary>A text in quotes with its escapes undone; null where the quotes have no end.</summary>
    private static string? Quoted(string text, ref int at)
    {
        var from = ++at;
        while (at < text.Length && text[at] is not ('"' or '\\'))
        {
            at++;
        }

        if (at < text.Length && text[at] == '"')
        {
            return text[from..at++];
        }

        while (at < text.Length && text[at] != '"')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at < text.Length ? Unescape(text[from..at++]) : null;
    }

    /// <summary>Undoes escapes; one that is none stays as it is.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var value = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                _ = text[at] switch
                {
                    'n' => value.Append('\n'),
                    '\\' or '"' => value.Append(text[at]),
                    _ => value.Append('\\').Append(text[at]),
                };
            }
            else
            {
                value.Append(text[at]);
            }
        }

        return value.ToString();
    }

    /// <summary>A number as Go writes it.</summary>
    public static bool TryNumber(string text, out double value)
    {
        switch (text.TrimStart('+').ToUpperInvariant())
        {
            case "INF" or "INFINITY":
                value = double.PositiveInfinity;
                return true;
            case "-INF" or "-INFINITY":
                value = double.NegativeInfinity;
                return true;
            case "NAN":
                value = double.NaN;
                return true;
            default:
                return double.TryParse(text, Real, CultureInfo.InvariantCulture, out value);
        }
    }

    /// <summary>Milliseconds as a whole number, or (OpenMetrics) seconds with a fraction.</summary>
    private static bool TryTime(string text, out DateTimeOffset? time)
    {
        time = null;
        if (!double.TryParse(text, Real, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var milliseconds = text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? number * 1000 : number;
        if (!(Math.Abs(milliseconds) < 2e14) || milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
        return true;
    }

    private static int Blanks(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private static bool IsNameChar(char letter, bool isFirst) => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' or ':' || (!isFirst && letter is >= '0' and <= '9');
}
