using System.Diagnostics;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// The API server's clock, from the <c>Date</c> of its answers; goes on by the machine's monotonic clock, which no wrong
/// setting of the date disturbs.
/// </summary>
public sealed class ServerClock
{
    private readonly object _lock = new();
    private DateTimeOffset? _date;
    private long _at;

    /// <summary>The server's time now, or null as long as no answer had a date.</summary>
    public DateTimeOffset? Now
    {
        get
        {
            lock (_lock)
            {
                return _date + Stopwatch.GetElapsedTime(_at);
            }
        }
    }

    /// <summary>The time from one to the other, for ages; none where either is not known. A clock may lag, but nothing is younger than now.</summary>
    internal static TimeSpan? Age(DateTimeOffset? now, DateTimeOffset? since) => now - since is { } age ? age < TimeSpan.Zero ? TimeSpan.Zero : age : null;

    internal void Heard(DateTimeOffset? date)
    {
        if (date is null)
        {
            return;
        }

        lock (_lock)
        {
            _date = date;
            _at = Stopwatch.GetTimestamp();
        }
    }
}
