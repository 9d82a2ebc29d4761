namespace KopsPS.Engine.Logs;

/// <summary>One log of those that are brought into one order; its fields belong to the merge.</summary>
internal sealed class LogLane(LogMerge merge, int number)
{
    public int Number => number;

    public Queue<(KopsLogLine Line, long At)> Lines { get; } = new();

    /// <summary>Bytes that its lines hold, roughly.</summary>
    public long Size { get; set; }

    /// <summary>From when on others do not wait for its next line.</summary>
    public long QuietAt { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>Set while its share is full.</summary>
    public TaskCompletionSource? Room { get; set; }

    /// <summary>Adds a line; waits while this log's share is full.</summary>
    public async ValueTask PutAsync(KopsLogLine line, CancellationToken cancellationToken)
    {
        while (merge.Put(this, line) is { } room)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Its stream is open.</summary>
    public void Opened() => merge.Opened(this);

    /// <summary>It has no further lines.</summary>
    public void End() => merge.End(this);
}
