namespace KopsPS.Engine.DnsZones;

/// <summary>How long changes of Route 53 are waited for.</summary>
/// <param name="Interval">Time between two questions.</param>
/// <param name="Limit">When to give up; Route 53 usually needs less than a minute.</param>
/// <param name="Clock">The clock to wait by.</param>
public sealed record DnsPace(TimeSpan Interval, TimeSpan Limit, TimeProvider Clock)
{
    /// <summary>Two seconds, up to five minutes.</summary>
    public static DnsPace Default { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), TimeProvider.System);
}
