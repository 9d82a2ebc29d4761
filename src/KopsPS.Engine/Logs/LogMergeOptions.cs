namespace KopsPS.Engine.Logs;

/// <summary>How long lines wait for older ones of other logs, and how many may.</summary>
internal sealed record LogMergeOptions
{
    /// <summary>A log without a line for so long is quiet; lines of now wait so long for older ones.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>The others wait so long for a log that is being opened,</summary>
    public required TimeSpan Opening { get; init; }

    /// <summary>and so long for the first line of one that is open.</summary>
    public required TimeSpan Opened { get; init; }

    /// <summary>Lines from then on are of now: they are held back for a short time only. Null: all lines are of the past, and their order is exact.</summary>
    public DateTimeOffset? LiveFrom { get; init; }

    /// <summary>Lines of all logs together that may wait.</summary>
    public int MostLines { get; init; } = 32 * 1024;

    /// <summary>Bytes of all logs together that may wait; of each log one line may wait in any case.</summary>
    public long MostSize { get; init; } = 64 * 1024 * 1024;
}
