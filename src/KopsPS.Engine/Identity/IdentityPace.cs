namespace KopsPS.Engine.Identity;

/// <summary>How long and how often to look whether something new can be used: IAM tells all of AWS in its own time.</summary>
public sealed record IdentityPace
{
    /// <summary>Two seconds, for two minutes.</summary>
    public static IdentityPace Default { get; } = new();

    /// <summary>Time between two looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Looks before giving up.</summary>
    public int Count { get; init; } = 60;

    /// <summary>Waits.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Time until it is given up.</summary>
    public TimeSpan Limit => Interval * Count;

    /// <summary>Does something again until it works.</summary>
    /// <param name="attempt">Says by null that it works, else by a fault that it does not yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null, or the last fault once time was up.</returns>
    internal async Task<Exception?> UntilAsync(Func<Task<Exception?>> attempt, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var fault = await attempt().ConfigureAwait(false);
            if (fault is null || tries >= Count)
            {
                return fault;
            }

            await Delay(Interval, cancellationToken).ConfigureAwait(false);
        }
    }
}
