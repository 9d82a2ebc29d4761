namespace KopsPS.Engine;

/// <summary>
/// What the engine tells a person while it works. Calls never block and may come from any thread.
/// </summary>
public interface IFeedback
{
    /// <summary>A line for somebody who follows what is done.</summary>
    void Verbose(string message);

    /// <summary>A line for somebody who looks for a fault in KopsPS.</summary>
    void Debug(string message);

    /// <summary>Something that a person should know. Also shown after Ctrl+C, to say what is left behind.</summary>
    void Warning(string message);

    /// <summary>How far a longer activity has come.</summary>
    void Progress(ProgressReport report);
}
