namespace KopsPS.Engine.Buckets;

/// <summary>How often, and how many times, AWS is asked whether what was just made can be used.</summary>
/// <param name="Interval">Time between two questions.</param>
/// <param name="Attempts">Questions before it is given up.</param>
public sealed record WaitPace(TimeSpan Interval, int Attempts)
{
    /// <summary>Two minutes: S3 promises nothing about how soon a setting holds, and mostly needs less than five seconds.</summary>
    public static WaitPace Default { get; } = new(TimeSpan.FromSeconds(2), 60);
}
