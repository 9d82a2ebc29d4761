using System.Collections.Concurrent;
using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Brings what the engine tells to the streams of a cmdlet, on the pipeline thread.</summary>
internal sealed class PipelineFeedback(AsyncCmdlet cmdlet) : IFeedback
{
    /// <summary>Faster than this nobody reads, and drawing a bar costs time.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private static int _lastActivityId;

    private ProgressSettings _settings = ProgressSettings.Default;

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

    /// <summary>Told by the host before work begins. On the pipeline thread.</summary>
    public void Begin(ProgressSettings settings) => _settings = settings;

    public void Progress(ProgressReport report)
    {
        if (report.Completed)
        {
            if (_activities.TryRemove(report.Activity, out var ended))
            {
                ended.End(Record(ended.Id, report));
            }

            return;
        }

        _activities.GetOrAdd(report.Activity, _ => new Activity(Interlocked.Increment(ref _lastActivityId), _settings, Show))
            .Tell(report);
    }

    /// <summary>Takes down what is left of progress bars and says what could not be said before. On the pipeline thread.</summary>
    public void EndOfWork()
    {
        foreach (var (name, activity) in _activities.ToArray())
        {
            activity.End(null);
            if (!activity.Shown)
            {
                continue;
            }

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

    private void Show(ProgressRecord record) => cmdlet.Post(() => cmdlet.WriteProgress(record));

    private static ProgressRecord Record(int id, ProgressReport report) => new(id, report.Activity, report.Status.Length == 0 ? " " : report.Status)
    {
        PercentComplete = report.Percent ?? -1,
        SecondsRemaining = report.Remaining is { } left ? (int)left.TotalSeconds : -1,
        RecordType = report.Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };

    /// <summary>
    /// One activity: shown once it lasts, then at most every tenth of a second. What it told last before it was shown waits
    /// for a timer, as an activity may tell once and then work for minutes.
    /// </summary>
    private sealed class Activity(int id, ProgressSettings settings, Action<ProgressRecord> show)
    {
        private readonly object _lock = new();
        private readonly long _started = settings.Clock.GetTimestamp();
        private long _last;
        private ProgressReport? _latest;
        private ITimer? _timer;
        private bool _ended;

        public int Id => id;

        public bool Shown { get; private set; }

        public void Tell(ProgressReport report)
        {
            lock (_lock)
            {
                _latest = report;
                var now = settings.Clock.GetTimestamp();
                if (_ended)
                {
                    return;
                }

                if (!Shown && settings.Clock.GetElapsedTime(_started, now) < settings.Delay)
                {
                    _timer ??= settings.Clock.CreateTimer(_ => Reveal(), null, settings.Delay, Timeout.InfiniteTimeSpan);
                }
                else if (!Shown || settings.Clock.GetElapsedTime(_last, now) >= ProgressInterval)
                {
                    Put(report, now);
                }
            }
        }

        /// <summary>Nothing is shown any more, but the end given, of what was shown.</summary>
        public void End(ProgressRecord? end)
        {
            lock (_lock)
            {
                _ended = true;
                _timer?.Dispose();
                if (Shown && end is not null)
                {
                    show(end);
                }
            }
        }

        private void Reveal()
        {
            lock (_lock)
            {
                if (!_ended && !Shown)
                {
                    Put(_latest!, settings.Clock.GetTimestamp());
                }
            }
        }

        private void Put(ProgressReport report, long now)
        {
            Shown = true;
            _last = now;
            show(Record(id, report));
        }
    }
}
