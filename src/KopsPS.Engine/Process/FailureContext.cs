using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>Adds to a cause what kops said of it elsewhere: reasons in banners, known zones in the log, the last attempt of a wait.</summary>
internal static partial class FailureContext
{
    /// <summary>The cause with what belongs to it.</summary>
    public static KopsCause Complete(KopsCause cause, KopsRun run, string? lastRetry) => cause.Id switch
    {
        "KopsTooOld" when Banner().Matches(run.Stdout) is { Count: > 0 } banners =>
            cause with { Said = cause.Said + "\n" + string.Join('\n', banners
                .Select(banner => Blank().Replace(banner.Groups[1].Value.Trim(), " "))
                .Where(text => !text.Contains("Upgrading is recommended", StringComparison.Ordinal))) },
        "KopsZoneInvalid" when run.StderrLines.Select(line => Zones().Match(line)).FirstOrDefault(match => match.Success) is { } zones =>
            cause with { Action = "Zones that these credentials see in the region: " + zones.Groups[1].Value.Replace(",", ", ", StringComparison.Ordinal) },
        "KopsValidationTimeout" when lastRetry is not null => cause with { Said = $"{cause.Said}: {lastRetry}" },
        _ => cause,
    };

    // Also banners that only recommend something; they are no reason.
    [GeneratedRegex(@"^\*{20,}\r?\n(.*?)\r?\n\*{20,}", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Banner();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();

    [GeneratedRegex("Known zones: \"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Zones();
}
