using System.Collections.Concurrent;

namespace KopsPS.Engine.Tests.Processes;

/// <summary>Keeps what the engine says, in order.</summary>
internal sealed class RecordedFeedback : IFeedback
{
    private readonly ConcurrentQueue<(string Stream, string Text)> _said = new();
    private readonly ConcurrentQueue<ProgressReport> _progress = new();

    /// <summary>Called for each line of the verbose stream, to act at a certain point of a run.</summary>
    public Action<string>? OnVerbose { get; set; }

    public IReadOnlyList<string> Warnings => Of("warning");

    public IReadOnlyList<string> VerboseLines => Of("verbose");

    public IReadOnlyList<ProgressReport> Reports => [.. _progress];

    public string Everything => string.Join('\n', _said.Select(said => said.Text).Concat(_progress.Select(report => report.Status)));

    public void Verbose(string message)
    {
        _said.Enqueue(("verbose", message));
        OnVerbose?.Invoke(message);
    }

    public void Debug(string message) => _said.Enqueue(("debug", message));

    public void Warning(string message) => _said.Enqueue(("warning", message));

    public void Progress(ProgressReport report) => _progress.Enqueue(report);

    private List<string> Of(string stream) => [.. _said.Where(said => said.Stream == stream).Select(said => said.Text)];
}
