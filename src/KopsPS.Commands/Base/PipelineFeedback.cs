using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Brings what the engine tells to the streams of a cmdlet, on the pipeline thread.</summary>
internal sealed class PipelineFeedback(AsyncCmdlet cmdlet) : IFeedback
{
    /// <summary>Faster than this nobody reads, and drawing a bar costs time.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private static int _lastActivityId;

    private readonly ConcurrentQueue<string> _afterStop = new();
    private readonly ConcurrentDictionary<string, Activity> _activities = new(StringComparer.Ordinal);

    public void Verbose(string message) => cmdlet.Post(() => cmdlet.WriteVerbose(message));

    public void Debug(string message) => cmdlet.Post(() => cmdlet.WriteDebug(message));

    public void Warning(string message)
    {
        if (cmdlet.StopRequested)
        {
            // A stopped pipeline takes no more output; the host still does.
            _afterStop.Enqueue(message);
        }
        else
        {
            cmdlet.Post(() => cmdlet.WriteWarning(message));
        }
    }

    public void Progress(ProgressReport report)
    {
        var activity = _activities.GetOrAdd(report.Activity, _ => new Activity(Interlocked.Increment(ref _lastActivityId)));
        if (!report.Completed && !activity.IsDue())
        {
            return;
        }

        if (report.Completed)
        {
            _activities.TryRemove(report.Activity, out _);
        }

        var record = new ProgressRecord(activity.Id, report.Activity, report.Status.Length == 0 ? " " : report.Status)
        {
            PercentComplete = report.Percent ?? -1,
            SecondsRemaining = report.Remaining is { } left ? (int)left.TotalSeconds : -1,
            RecordType = report.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
        cmdlet.Post(() => cmdlet.WriteProgress(record));
    }

    /// <summary>Takes down what is left of progress bars and says what could not be said before. On the pipeline thread.</summary>
    public void EndOfWork()
    {
        foreach (var (name, activity) in _activities.ToArray())
        {
            var record = new ProgressRecord(activity.Id, name, "Done") { RecordType = ProgressRecordType.Completed };
            if (cmdlet.StopRequested)
            {
                cmdlet.Host.UI?.WriteProgress(activity.Id, record);
            }
            else
            {
                cmdlet.WriteProgress(record);
            }
        }

        _activities.Clear();
        while (_afterStop.TryDequeue(out var message))
        {
            cmdlet.Host.UI?.WriteWarningLine(message);
        }
    }

    private sealed class Activity(int id)
    {
        private long _last;

        public int Id => id;

        public bool IsDue()
        {
            var last = Interlocked.Read(ref _last);
            var now = Stopwatch.GetTimestamp();
            return (last == 0 || Stopwatch.GetElapsedTime(last, now) >= ProgressInterval)
                && Interlocked.CompareExchange(ref _last, now, last) == last;
        }
    }
}
