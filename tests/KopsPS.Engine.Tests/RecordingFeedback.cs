using System.Collections.Concurrent;

namespace KopsPS.Engine.Tests;

/// <summary>Keeps what the engine tells, in order.</summary>
internal sealed class RecordingFeedback : IFeedback
{
    private readonly ConcurrentQueue<(string Stream, string Text)> _said = new();
    private readonly ConcurrentQueue<ProgressReport> _reports = new();

    /// <summary>Called for each line of the verbose stream, to act at a certain point of a run.</summary>
    public Action<string>? OnVerbose { get; set; }

    public IReadOnlyList<string> VerboseLines => Of("verbose");

    public IReadOnlyList<string> Warnings => Of("warning");

    public IReadOnlyList<ProgressReport> Reports => [.. _reports];

    public IReadOnlyList<string> All => [.. _said.Select(said => said.Text), .. _reports.Select(report => $"{report.Activity} {report.Status}")];

    public void Verbose(string message)
    {
        _said.Enqueue(("verbose", message));
        OnVerbose?.Invoke(message);
    }

    public void Debug(string message) => _said.Enqueue(("debug", message));

    public void Warning(string message) => _said.Enqueue(("warning", message));

    public void Progress(ProgressReport report) => _reports.Enqueue(report);

    private List<string> Of(string stream) => [.. _said.Where(said => said.Stream == stream).Select(said => said.Text)];
}
