using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>
/// A line of kops' log: severity letter, date without a year, time, padded process id, source. Severities mislead, so
/// they are kept but decide nothing.
/// </summary>
/// <param name="Severity"><c>I</c>, <c>W</c>, <c>E</c> or <c>F</c>.</param>
/// <param name="Text">What it says.</param>
internal readonly partial record struct KlogLine(char Severity, string Text)
{
    /// <summary>Reads a line; false where it is none of the log's.</summary>
    public static bool TryParse(string line, out KlogLine read)
    {
        read = default;
        if (line.Length < 25 || line[0] is not ('I' or 'W' or 'E' or 'F') || !char.IsAsciiDigit(line[1]))
        {
            return false;
        }

        var match = Pattern().Match(line);
        if (match.Success)
        {
            read = new KlogLine(line[0], line[match.Length..]);
        }

        return match.Success;
    }

    [GeneratedRegex(@"^[IWEF][0-9]{4} [0-9][0-9]:[0-9][0-9]:[0-9][0-9]\.[0-9]{6} +[0-9]+ [^\s:\]]+:[0-9]+\] ", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
