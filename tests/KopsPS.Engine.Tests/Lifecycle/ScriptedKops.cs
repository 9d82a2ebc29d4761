using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Tests.Lifecycle;

/// <summary>A kops that answers calls from a list; the last answer is given again and again.</summary>
internal sealed class ScriptedKops
{
    private readonly Queue<Func<KopsRun>> _answers = new();
    private Func<KopsRun>? _last;

    public List<KopsCall> Calls { get; } = [];

    public RunKops Run => (call, cancellationToken) =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add(call);
        _last = _answers.Count > 0 ? _answers.Dequeue() : _last ?? throw new InvalidOperationException("no answer");
        return Task.FromResult(_last());
    };

    public ScriptedKops Answers(string stdout, int tasks = 0, params string[] warnings)
    {
        _answers.Enqueue(() => new KopsRun
        {
            ExitCode = 0, Stdout = stdout, StderrLines = [], Warnings = warnings, TasksDone = tasks, TasksTotal = tasks, Duration = TimeSpan.FromSeconds(3),
        });
        return this;
    }

    public ScriptedKops Fails(string id)
    {
        _answers.Enqueue(() => throw new KopsException(id, FaultKind.ConnectionError, $"{id}: it says why"));
        return this;
    }
}

/// <summary>A clock whose timers are due at once and move it on.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    private long _ticks;

    public TimeSpan Passed => TimeSpan.FromTicks(_ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(_ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            _ticks += dueTime.Ticks;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Keeps what it is told.</summary>
internal sealed class Told : IFeedback
{
    public List<string> Warnings { get; } = [];

    public List<string> VerboseLines { get; } = [];

    public List<ProgressReport> Reports { get; } = [];

    public void Verbose(string message) => VerboseLines.Add(message);

    public void Debug(string message)
    {
    }

    public void Warning(string message) => Warnings.Add(message);

    public void Progress(ProgressReport report) => Reports.Add(report);
}
