using System.Globalization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Reads kops' standard error while it runs and sends each line where it belongs. kops' severities mislead (warnings
/// on every good run, errors that are none), so lines are told apart by their texts; everything is kept.
/// </summary>
internal sealed partial class KopsLog(KopsCall call, IFeedback feedback, Redaction redaction, FailFastWatch? watch)
{
    /// <summary>Warnings of good runs that nobody can or need act on.</summary>
    private static readonly string[] Noise =
    [
        "CA private key was not found", "Exported kubeconfig with no user authentication", "no context set in kubecfg", "Did not find API endpoint",
        "Not validating cluster as cloudonly", "Not draining cluster nodes as 'cloudonly'", // as Repair-KopsNode asks, which has drained already
        "cannot detach control-plane instances", // kops ends them where they are, as it must
        "SSHAccess is empty", // what New-KopsCluster asks for unless told otherwise
    ];

    /// <summary>Warnings of good runs that say how far they are.</summary>
    private static readonly string[] Passing = ["(will retry): ", "error running task "];

    private readonly HeadAndTail _lines = new();
    private readonly List<string> _warnings = [];
    private bool _errorSaid;

    /// <summary>Everything that was said, without secrets.</summary>
    public IReadOnlyList<string> Lines => _lines.Lines;

    /// <summary>What a person should know.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Tasks done by the last count.</summary>
    public int TasksDone { get; private set; }

    /// <summary>Tasks in all by the last count.</summary>
    public int TasksTotal { get; private set; }

    /// <summary>The task for which the run is hopeless, and why.</summary>
    public (string Task, string Cause)? Hopeless { get; private set; }

    /// <summary>The last attempt's failure of a command that waits.</summary>
    public string? LastRetry { get; private set; }

    /// <summary>Takes a line; true once the run should end early.</summary>
    public bool Take(string raw)
    {
        var line = redaction.Apply(raw);
        _lines.Add(line);
        if (!KlogLine.TryParse(line, out var klog))
        {
            TakePlain(line);
            return false;
        }

        if (klog.Severity == 'W' && IsWarning(klog.Text))
        {
            _warnings.Add(klog.Text);
            feedback.Warning("kops: " + klog.Text);
        }
        else
        {
            feedback.Verbose("kops: " + klog.Text);
        }

        if (klog.Text.StartsWith("(will retry): ", StringComparison.Ordinal))
        {
            LastRetry = klog.Text["(will retry): ".Length..];
        }

        Report(klog.Text);
        Hopeless ??= watch?.Take(klog.Text);
        return Hopeless is not null;
    }

    private void TakePlain(string line)
    {
        if (_errorSaid || line.StartsWith("Error: ", StringComparison.Ordinal))
        {
            // The error and its usage text become the fault; said twice they would only confuse.
            _errorSaid = true;
            feedback.Debug("kops: " + line);
        }
        else if (line.Length > 0)
        {
            feedback.Verbose("kops: " + line);
            if (line.StartsWith("error when evicting", StringComparison.Ordinal))
            {
                Report(line);
            }
        }
    }

    private static bool StartsWithAny(string text, string[] starts) => starts.Any(start => text.StartsWith(start, StringComparison.Ordinal));

    private static bool IsWarning(string text) =>
        !StartsWithAny(text, Noise) && !StartsWithAny(text, Passing)
        && (text.StartsWith("Gossip is deprecated", StringComparison.Ordinal) || !text.Contains("is deprecated", StringComparison.Ordinal));

    private void Report(string text)
    {
        var match = Tasks().Match(text);
        if (match.Success
            && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var done)
            && int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var total))
        {
            (TasksDone, TasksTotal) = (done, total);
        }

        if (call.Activity is not { } activity || StartsWithAny(text, Noise))
        {
            return;
        }

        var status = TasksTotal > 0 && (match.Success || TasksDone < TasksTotal) ? $"{TasksDone}/{TasksTotal} tasks" : text;
        if (!match.Success && status != text)
        {
            status += ", " + text;
        }

        feedback.Progress(new ProgressReport(activity, status, TasksTotal > 0 ? (int)(100L * TasksDone / TasksTotal) : null));
    }

    [GeneratedRegex(@"^Tasks: ([0-9]+) done / ([0-9]+) total", RegexOptions.CultureInvariant)]
    private static partial Regex Tasks();
}
