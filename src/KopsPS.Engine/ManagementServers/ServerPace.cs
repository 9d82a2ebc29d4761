namespace KopsPS.Engine.ManagementServers;

/// <summary>How often and for how long something is asked until it is as it should be.</summary>
/// <param name="Interval">Time between two questions.</param>
/// <param name="Limit">Time after which it is given up.</param>
/// <param name="Clock">Clock that measures both.</param>
public sealed record ServerPace(TimeSpan Interval, TimeSpan Limit, TimeProvider Clock)
{
    /// <summary>For states of instances: a start takes about half a minute, an end of a large instance minutes.</summary>
    public static ServerPace States { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10), TimeProvider.System);

    /// <summary>For a new instance profile to reach EC2, which takes seconds, seldom minutes.</summary>
    public static ServerPace Profiles { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(3), TimeProvider.System);

    /// <summary>Asks until there is an answer, or the limit is over.</summary>
    /// <param name="ask">Asks once; null means not yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer, or null where there was none in time.</returns>
    public async Task<T?> UntilAsync<T>(Func<TimeSpan, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ask);
        var start = Clock.GetTimestamp();
        while (true)
        {
            var waited = Clock.GetElapsedTime(start);
            if (await ask(waited).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }

            if (Clock.GetElapsedTime(start) + Interval > Limit)
            {
                return null;
            }

            await Task.Delay(Interval, Clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
