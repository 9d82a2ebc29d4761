using System.Globalization;

namespace KopsPS;

/// <summary>Writes ages as kubectl does: the coarser the older.</summary>
public static class KopsAge
{
    /// <summary>Such as <c>45s</c>, <c>7m</c>, <c>5h12m</c>, <c>12d</c>; empty for none.</summary>
    public static string Format(TimeSpan? age)
    {
        if (age is not { } span)
        {
            return "";
        }

        return span.TotalSeconds < 0 ? "0s"
            : span.TotalMinutes < 2 ? Text($"{(int)span.TotalSeconds}s")
            : span.TotalHours < 3 ? Text($"{(int)span.TotalMinutes}m")
            : span.TotalHours < 8 && span.Minutes > 0 ? Text($"{(int)span.TotalHours}h{span.Minutes}m")
            : span.TotalHours < 48 ? Text($"{(int)span.TotalHours}h")
            : Text($"{(int)span.TotalDays}d");

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
