namespace KopsPS.Engine;

/// <summary>Feedback for callers that want none.</summary>
public sealed class NoFeedback : IFeedback
{
    /// <summary>The only instance.</summary>
    public static readonly NoFeedback Instance = new();

    private NoFeedback()
    {
    }

    /// <inheritdoc/>
    public void Verbose(string message)
    {
    }

    /// <inheritdoc/>
    public void Debug(string message)
    {
    }

    /// <inheritdoc/>
    public void Warning(string message)
    {
    }

    /// <inheritdoc/>
    public void Progress(ProgressReport report)
    {
    }
}
