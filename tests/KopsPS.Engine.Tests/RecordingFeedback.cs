using System.Collections.Concurrent;

namespace KopsPS.Engine.Tests;

/// <summary>Keeps what the engine tells.</summary>
internal sealed class RecordingFeedback : IFeedback
{
    private readonly ConcurrentQueue<string> _verbose = new();
    private readonly ConcurrentQueue<string> _debug = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ConcurrentQueue<ProgressReport> _reports = new();

    public IReadOnlyList<string> VerboseLines => [.. _verbose];

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public IReadOnlyList<ProgressReport> Reports => [.. _reports];

    public IReadOnlyList<string> All => [.. _verbose, .. _debug, .. _warnings, .. _reports.Select(report => $"{report.Activity} {report.Status}")];

    public void Verbose(string message) => _verbose.Enqueue(message);

    public void Debug(string message) => _debug.Enqueue(message);

    public void Warning(string message) => _warnings.Enqueue(message);

    public void Progress(ProgressReport report) => _reports.Enqueue(report);
}
