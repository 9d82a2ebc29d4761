namespace KopsPS.Engine.Processes;

/// <summary>What a run of kops gave.</summary>
public sealed record KopsRun
{
    /// <summary>Exit status; 128 and the signal's number where a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Standard output, whole; empty where the call took it line by line.</summary>
    public required string Stdout { get; init; }

    /// <summary>Standard error. Of more than a few megabytes, head and tail with a line that says how much is missing.</summary>
    public required IReadOnlyList<string> StderrLines { get; init; }

    /// <summary>What kops warned of, without its prefixes and without what it says on every good run.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Tasks done, from kops' last count; 0 where it counted none.</summary>
    public int TasksDone { get; init; }

    /// <summary>Tasks in all, from kops' last count.</summary>
    public int TasksTotal { get; init; }

    /// <summary>Wall time of the process.</summary>
    public required TimeSpan Duration { get; init; }
}
