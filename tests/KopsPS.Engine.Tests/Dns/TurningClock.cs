namespace KopsPS.Engine.Tests.DnsZones;

/// <summary>A clock whose waits pass at once; something happens at each.</summary>
internal sealed class TurningClock(Action turn) : TimeProvider
{
    private long _ticks;

    public int Turns { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            _ticks += dueTime.Ticks;
            Turns++;
            turn();
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
