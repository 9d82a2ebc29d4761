namespace KopsPS.Engine.Logs;

/// <summary>
/// Where a log was when its stream broke. The API takes only whole seconds as a beginning, so what comes again after a new start is the log
/// from the second of the newest line on; how many lines of that were read is counted, and as many are left out. Times alone would not do:
/// several lines may have one time, and those of the two output streams may stand in the wrong order.
/// </summary>
internal sealed class LogReplay
{
    private DateTimeOffset? _newest;
    private DateTimeOffset _second;
    private DateTimeOffset? _begin;
    private long _sinceSecond;
    private long _toSkip;

    /// <summary>Time of the newest line; null where nothing was read yet.</summary>
    public DateTimeOffset? Newest => _newest;

    /// <summary>From when to read again; null where nothing was read yet.</summary>
    public DateTimeOffset? From => _newest is null ? null : _second;

    /// <summary>Nothing up to a time is wanted.</summary>
    public void Begin(DateTimeOffset time)
    {
        (_newest, _begin, _second) = (time, time, Second(time));
        _sinceSecond = 0;
    }

    /// <summary>The stream begins anew at <see cref="From"/>.</summary>
    public void Restart() => _toSkip = _newest is null ? 0 : _sinceSecond;

    /// <summary>Whether a line is new.</summary>
    public bool Take(DateTimeOffset time)
    {
        if (time <= _begin)
        {
            return false;
        }

        if (_toSkip > 0)
        {
            if (time <= _newest)
            {
                _toSkip--;
                return false;
            }

            // Another container than before: its log does not begin with what was read.
            _toSkip = 0;
        }

        if (_newest is null || time > _newest)
        {
            _newest = time;
            if (Second(time) is var second && second != _second)
            {
                (_second, _sinceSecond) = (second, 0);
            }
        }

        if (time >= _second)
        {
            _sinceSecond++;
        }

        return true;
    }

    private static DateTimeOffset Second(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);
}
