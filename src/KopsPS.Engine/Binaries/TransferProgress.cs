using System.Globalization;

namespace KopsPS.Engine.Binaries;

/// <summary>Says how far a transfer is, how fast, and how long it still takes.</summary>
internal sealed class TransferProgress
{
    private const double MiB = 1 << 20;

    private readonly IFeedback _feedback;
    private readonly string _activity;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private long _counted;

    public TransferProgress(IFeedback feedback, string activity, TimeProvider clock)
    {
        _feedback = feedback;
        _activity = activity;
        _clock = clock;
        _started = clock.GetTimestamp();
    }

    /// <summary>Reports that further bytes have come.</summary>
    /// <param name="received">How many just now.</param>
    /// <param name="position">How many of the file there are.</param>
    /// <param name="length">How many the file has, where known.</param>
    public void Advance(int received, long position, long? length)
    {
        // The rate is that of bytes received, which differs from the position after a new start.
        _counted += received;
        var rate = _counted / Math.Max(_clock.GetElapsedTime(_started).TotalSeconds, 0.001);
        var speed = string.Create(CultureInfo.InvariantCulture, $"{rate / MiB:0.0} MiB/s");
        _feedback.Progress(length is { } total and > 0
            ? new ProgressReport(
                _activity,
                string.Create(CultureInfo.InvariantCulture, $"{position / MiB:0.0} of {total / MiB:0.0} MiB, {speed}"),
                (int)(100 * position / total),
                TimeSpan.FromSeconds((total - position) / Math.Max(rate, 1)))
            : new ProgressReport(_activity, string.Create(CultureInfo.InvariantCulture, $"{position / MiB:0.0} MiB, {speed}")));
    }

    /// <summary>Takes the report down.</summary>
    public void Complete() => _feedback.Progress(new ProgressReport(_activity, "Done", 100, Completed: true));
}
