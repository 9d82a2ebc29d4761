namespace KopsPS.Fakes;

/// <summary>One answer of the fake: a recording, or text of the test's own, and how it misbehaves while giving it.</summary>
public sealed record ReplayKopsStep
{
    /// <summary>Name of a recording, with or without its number; null for an answer of the test's own.</summary>
    public string? Recording { get; init; }

    /// <summary>The call that a step without a recording answers, such as <c>update cluster --yes</c>; null answers any.</summary>
    public string? Command { get; init; }

    /// <summary>Standard output of a step without a recording.</summary>
    public string Stdout { get; init; } = "";

    /// <summary>Standard error of a step without a recording.</summary>
    public string Stderr { get; init; } = "";

    /// <summary>Exit status where it is not the recorded one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Snapshot of the state store that is there after the step, such as <c>20-updated</c>.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Text written where the call wants its kubeconfig, for stories that go on with an API server of the test's own.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>0: at once; 1: at the recorded pace; 0.1: ten times as fast.</summary>
    public double Pace { get; init; }

    /// <summary>How it ends.</summary>
    public ReplayKopsEnd End { get; init; }

    /// <summary>Lines (of both streams, in the recorded order) after which it ends in the way of <see cref="End"/>; null: after the last.</summary>
    public int? EndAfterLines { get; init; }

    /// <summary>Goes on after SIGINT, and where it is one, CTRL+BREAK.</summary>
    public bool IgnoreInterrupt { get; init; }

    /// <summary>Starts a child that outlives it, keeps both streams open and ignores SIGINT; its id is in the file <c>grandchild.pid</c>.</summary>
    public bool Grandchild { get; init; }

    /// <summary>Bytes written to standard error before the answer, in lines of 1,000.</summary>
    public long StderrFlood { get; init; }

    /// <summary>Bytes written to standard output before the answer, in lines of 1,000.</summary>
    public long StdoutFlood { get; init; }

    /// <summary>Writes bytes that are no text to both streams before the answer.</summary>
    public bool Garbage { get; init; }

    /// <summary>How many more times the last wave of tasks (from the last <c>Tasks:</c> line on) is printed before the end.</summary>
    public int MoreWaves { get; init; }

    /// <summary>A step that plays a recording.</summary>
    public static implicit operator ReplayKopsStep(string recording) => new() { Recording = recording };

    /// <summary>A step that plays a recording.</summary>
    public static ReplayKopsStep FromString(string recording) => recording;
}

/// <summary>How an answer ends.</summary>
public enum ReplayKopsEnd
{
    /// <summary>With its exit status.</summary>
    Normal,

    /// <summary>Never.</summary>
    Hang,

    /// <summary>By SIGKILL of itself; by TerminateProcess on Windows.</summary>
    Killed,

    /// <summary>By a Go panic: text, stack, exit status 2.</summary>
    Crash,
}
