using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KopsPS.Engine;

/// <summary>Durations as Go and kops write them: <c>15m</c>, <c>1h30m</c>, <c>90s</c>, <c>1.5h</c>, <c>500ms</c>.</summary>
public static partial class GoDuration
{
    /// <summary>Reads a duration; a number without a unit is none.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var match = Pattern().Match(text?.Trim() ?? "");
        if (!match.Success)
        {
            return false;
        }

        var milliseconds = 0.0;
        for (var i = 0; i < match.Groups["n"].Captures.Count; i++)
        {
            var amount = double.Parse(match.Groups["n"].Captures[i].ValueSpan, CultureInfo.InvariantCulture);
            milliseconds += amount * match.Groups["u"].Captures[i].Value switch
            {
                "h" => 3_600_000,
                "m" => 60_000,
                "s" => 1_000,
                _ => 1,
            };
        }

        if (milliseconds > TimeSpan.MaxValue.TotalMilliseconds / 2)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Writes a duration for kops.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        var culture = CultureInfo.InvariantCulture;
        if ((long)duration.TotalHours is > 0 and var hours)
        {
            text.Append(culture, $"{hours}h");
        }

        if (duration.Minutes > 0)
        {
            text.Append(culture, $"{duration.Minutes}m");
        }

        if (duration.Seconds > 0)
        {
            text.Append(culture, $"{duration.Seconds}s");
        }

        if (duration.Milliseconds > 0)
        {
            text.Append(culture, $"{duration.Milliseconds}ms");
        }

        return text.Length > 0 ? text.ToString() : "1ms";
    }

    [GeneratedRegex(@"^(?:(?<n>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?<u>ms|h|m|s))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
