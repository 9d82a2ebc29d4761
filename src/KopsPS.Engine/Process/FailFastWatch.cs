using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Notices a run that can never succeed. kops repeats a failing task every ten seconds for ten minutes, whatever the
/// cause. A first failure decides nothing, since IAM takes its time; but a task that fails for a minute with the same
/// permanent cause, in waves in which nothing else succeeds (each ends in <c>Continuing to run N task(s)</c>), will not pass.
/// </summary>
/// <param name="clock">The clock; kops' own count of the time that remains to a task is believed before it.</param>
internal sealed partial class FailFastWatch(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Failure> _failures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wave = new(StringComparer.Ordinal);

    /// <summary>Takes what a log line says; gives the task that makes the run hopeless and why, once there is one.</summary>
    public (string Task, string Cause)? Take(string text)
    {
        if (text.StartsWith("error running task ", StringComparison.Ordinal))
        {
            Note(text);
            return null;
        }

        if (text.StartsWith("Tasks: ", StringComparison.Ordinal))
        {
            // A wave without "Continuing to run" had successes.
            if (_wave.Count > 0)
            {
                _failures.Clear();
                _wave.Clear();
            }

            return null;
        }

        if (!text.StartsWith("Continuing to run ", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var task in _failures.Keys.Where(task => !_wave.Contains(task)).ToArray())
        {
            _failures.Remove(task);
        }

        _wave.Clear();
        foreach (var (task, failure) in _failures)
        {
            // Standing still is counted from the end of the first such wave.
            failure.Since ??= failure.Now;
            if (failure.Permanent && failure.Now.Elapsed(failure.Since.Value) >= Patience)
            {
                return (task, failure.Cause);
            }
        }

        return null;
    }

    private void Note(string text)
    {
        var match = FailingTask().Match(text);
        if (!match.Success)
        {
            return;
        }

        var task = match.Groups["task"].Value;
        var cause = match.Groups["cause"].Value;
        var now = new Moment(
            clock.GetUtcNow(),
            GoDuration.TryParse(match.Groups["left"].Value, out var left) ? left : null);
        var sameCause = RequestId().Replace(cause, "");
        if (!_failures.TryGetValue(task, out var failure) || failure.SameCause != sameCause)
        {
            failure = _failures[task] = new Failure { SameCause = sameCause, Permanent = Permanent().IsMatch(cause) };
        }

        failure.Cause = cause;
        failure.Now = now;
        _wave.Add(task);
    }

    [GeneratedRegex(@"^error running task ""(?<task>[^""]+)"" \((?<left>-?[\dhms.]+) remaining to succeed\): (?<cause>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex FailingTask();

    [GeneratedRegex(@"RequestID: [\w-]*|HostID: [\w+/=-]*|Encoded authorization failure message: \S+", RegexOptions.CultureInvariant)]
    private static partial Regex RequestId();

    // The last two are kops' own: a manifest that it made itself and cannot read (1.36.2, a tag with a quote), and a private
    // zone that a preview cannot make (1.30.1). Trying again renders the same.
    [GeneratedRegex(@"UnauthorizedOperation|AccessDenied|AuthFailure|\b(?:not|n't) supported|do(?:es)? not support|error parsing yaml|DNS ZoneID not set", RegexOptions.CultureInvariant)]
    private static partial Regex Permanent();

    private readonly record struct Moment(DateTimeOffset At, TimeSpan? Left)
    {
        public TimeSpan Elapsed(Moment since) => Left is { } left && since.Left is { } before ? before - left : At - since.At;
    }

    private sealed class Failure
    {
        public required string SameCause { get; init; }

        public required bool Permanent { get; init; }

        public string Cause { get; set; } = "";

        public Moment Now { get; set; }

        public Moment? Since { get; set; }
    }
}
