namespace KopsPS.Engine.Workloads;

/// <summary>How long, and how often looked at.</summary>
public sealed record RolloutOptions
{
    /// <summary>Time for all of it.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between two looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Looks without change after which the cause is asked for.</summary>
    public int LooksBeforeCause { get; init; } = 5;
}
