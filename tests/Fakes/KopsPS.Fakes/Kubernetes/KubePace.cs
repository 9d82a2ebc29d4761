using System.Diagnostics;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>Shares a rate of bytes among all answers of a server.</summary>
internal sealed class KubePace(long bytesPerSecond)
{
    private readonly Lock _lock = new();
    private long _free = Stopwatch.GetTimestamp();

    public async Task TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            _free = Math.Max(_free, now) + (bytes * Stopwatch.Frequency / bytesPerSecond);
            wait = Stopwatch.GetElapsedTime(now, _free);
        }

        // Shorter waits than this cannot be kept; they add up until one can.
        if (wait.TotalMilliseconds >= 2)
        {
            await Task.Delay(wait, cancellationToken);
        }
    }
}
