using System.Runtime.CompilerServices;

namespace KopsPS.Engine.Logs;

/// <summary>
/// Brings the lines of many logs into one order of time. The oldest line goes out as soon as every other log has shown its next line, has
/// ended, or has been quiet for a while. What waits is bounded: a log whose share is full holds up its own stream, not the memory.
/// </summary>
internal sealed class LogMerge(LogMergeOptions options, TimeProvider time) : IDisposable
{
    private readonly object _lock = new();

    /// <summary>Logs with lines that wait, by the time of the first of them.</summary>
    private readonly PriorityQueue<LogLane, (DateTimeOffset Time, int Number)> _heads = new();

    /// <summary>Logs that have not ended and have no line here.</summary>
    private readonly HashSet<LogLane> _bare = [];
    private readonly SemaphoreSlim _bell = new(0);
    private Exception? _cause;
    private DateTimeOffset _lastGone;
    private long _quietBy;
    private int _open;
    private int _numbers;
    private int _full;
    private bool _isComplete;
    private bool _isWaiting;
    private bool _wantsAny;

    /// <summary>Lines that wait at present.</summary>
    public int Waiting { get; private set; }

    /// <summary>Adds a log; others wait a while for its first line.</summary>
    public LogLane Open()
    {
        lock (_lock)
        {
            _open++;
            var lane = new LogLane(this, _numbers++) { QuietAt = In(options.Opening) };
            Bare(lane);
            return lane;
        }
    }

    /// <summary>No further logs come.</summary>
    /// <param name="cause">Why, where that is a fault; told when all lines are out.</param>
    public void Complete(Exception? cause)
    {
        lock (_lock)
        {
            (_isComplete, _cause) = (true, cause);
            Ring(true);
        }
    }

    /// <summary>The lines, until all logs have ended and no others come.</summary>
    public async IAsyncEnumerable<KopsLogLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out var line, out var wait))
            {
                yield return line!;
                continue;
            }

            if (wait is not { } pause)
            {
                break;
            }

            await _bell.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }

        if (_cause is not null)
        {
            throw _cause;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bell.Dispose();

    /// <summary>Takes the next line, if one may go out now.</summary>
    /// <param name="line">The line.</param>
    /// <param name="wait">Without a line: how long to wait at most; null where nothing comes any more.</param>
    internal bool TryTake(out KopsLogLine? line, out TimeSpan? wait)
    {
        lock (_lock)
        {
            (line, wait) = (null, null);
            _isWaiting = false;
            if (_heads.Count == 0)
            {
                if (_bare.Count == 0 && _isComplete)
                {
                    return false;
                }

                wait = Timeout.InfiniteTimeSpan;
                (_isWaiting, _wantsAny) = (true, true);
                return false;
            }

            var lane = _heads.Peek();
            var head = lane.Lines.Peek();
            if (HoldUntil(head.Line, head.At, out _wantsAny) is { } until)
            {
                wait = TimeSpan.FromMilliseconds(Math.Max(1, time.GetElapsedTime(time.GetTimestamp(), until).TotalMilliseconds));
                _isWaiting = true;
                return false;
            }

            _heads.Dequeue();
            lane.Lines.Dequeue();
            lane.Size -= SizeOf(head.Line);
            Waiting--;
            if (lane.Lines.TryPeek(out var next))
            {
                _heads.Enqueue(lane, (next.Line.Time, lane.Number));
            }
            else if (!lane.HasEnded)
            {
                Bare(lane);
            }

            if (lane.Room is not null && !IsFull(lane, 2))
            {
                _full--;
                lane.Room.SetResult();
                lane.Room = null;
            }

            _lastGone = head.Line.Time > _lastGone ? head.Line.Time : _lastGone;
            line = head.Line;
            return true;
        }
    }

    /// <summary>Adds a line to a log, or gives what to wait for where its share is full.</summary>
    internal Task? Put(LogLane lane, KopsLogLine line)
    {
        lock (_lock)
        {
            if (lane.Lines.Count > 0 && IsFull(lane, 1))
            {
                if (lane.Room is null)
                {
                    lane.Room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _full++;
                    Ring(true);
                }

                return lane.Room.Task;
            }

            var isFirst = lane.Lines.Count == 0;
            lane.Lines.Enqueue((line, time.GetTimestamp()));
            lane.Size += SizeOf(line);
            lane.QuietAt = In(options.Window);
            Waiting++;
            if (isFirst)
            {
                _bare.Remove(lane);
                _heads.Enqueue(lane, (line.Time, lane.Number));
                Ring(false);
            }

            return null;
        }
    }

    /// <summary>A log's stream is open: what it has at once is on the way.</summary>
    internal void Opened(LogLane lane)
    {
        lock (_lock)
        {
            lane.QuietAt = In(options.Opened);
            _quietBy = Math.Max(_quietBy, lane.QuietAt);
        }
    }

    /// <summary>A log has no further lines.</summary>
    internal void End(LogLane lane)
    {
        lock (_lock)
        {
            if (!lane.HasEnded)
            {
                lane.HasEnded = true;
                _open--;
                _bare.Remove(lane);
                Ring(true);
            }
        }
    }

    /// <summary>Until when a line has to wait; null where it may go.</summary>
    /// <param name="line">The oldest line there is.</param>
    /// <param name="at">When it came.</param>
    /// <param name="forOthers">Whether it waits for the next line of another log, not only for a time.</param>
    private long? HoldUntil(KopsLogLine line, long at, out bool forOthers)
    {
        forOthers = false;

        // A line older than one that is out already can't be put right any more; lines of now must not pile up behind a quiet log.
        var isLive = options.LiveFrom is { } from && line.Time >= from;
        if (line.Time < _lastGone || (isLive && _full > 0))
        {
            return null;
        }

        var now = time.GetTimestamp();
        if (_bare.Count > 0 && _quietBy > now)
        {
            // The bound may be of a log that has lines again.
            _quietBy = _bare.Max(lane => lane.QuietAt);
            if (_quietBy > now)
            {
                forOthers = true;
                return _quietBy;
            }
        }

        var aged = at + Ticks(options.Window);
        return isLive && _bare.Count > 0 && aged > now ? aged : null;
    }

    private void Bare(LogLane lane)
    {
        _bare.Add(lane);
        _quietBy = Math.Max(_quietBy, lane.QuietAt);
    }

    private bool IsFull(LogLane lane, int parts) =>
        lane.Lines.Count >= Math.Max(16, options.MostLines / Math.Max(1, _open)) / parts || lane.Size >= options.MostSize / Math.Max(1, _open) / parts;

    private void Ring(bool always)
    {
        if (_isWaiting && (always || _wantsAny))
        {
            _isWaiting = false;
            _bell.Release();
        }
    }

    private static long SizeOf(KopsLogLine line) => 200 + (2L * line.Message.Length);

    private long In(TimeSpan span) => time.GetTimestamp() + Ticks(span);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
