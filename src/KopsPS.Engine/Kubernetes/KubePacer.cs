namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Spaces the calls of one client, as kubectl's client library does: a burst may go out at once, what follows keeps to a
/// rate, so that a loop over thousands of objects takes no other client's place at the API server.
/// </summary>
internal sealed class KubePacer(double perSecond, int burst, TimeProvider time)
{
    private readonly object _lock = new();
    private double _left = burst;
    private long _at = time.GetTimestamp();

    /// <summary>Takes a turn; how long to wait for it.</summary>
    public TimeSpan Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond)) - 1;
            _at = now;
            return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / perSecond);
        }
    }

    /// <summary>Waits for a turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Take() is var pause && pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellationToken) : Task.CompletedTask;
}
