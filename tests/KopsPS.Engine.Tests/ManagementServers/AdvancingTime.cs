using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Tests.ManagementServers;

/// <summary>A clock on which a wait is over as soon as it is begun.</summary>
internal sealed class AdvancingTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <summary>A pace on this clock.</summary>
    public static ServerPace Pace(TimeSpan interval, TimeSpan limit) => new(interval, limit, new AdvancingTime());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            Interlocked.Add(ref _now, dueTime.Ticks);
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
