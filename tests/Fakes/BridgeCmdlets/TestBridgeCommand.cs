using System.Management.Automation;
using KopsPS.Commands;
using KopsPS.Engine;

namespace KopsPS.Fakes.Bridge;

/// <summary>Does on request what engine work can do to the bridge.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Bridge", SupportsShouldProcess = true)]
public sealed class TestBridgeCommand : AsyncCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Step { get; set; } = [];

    /// <summary>Where the work leaves notes that outlive the pipeline.</summary>
    [Parameter]
    public System.Collections.IList Notes { get; set; } = new List<string>();

    [Parameter]
    public string FailIn { get; set; } = "";

    protected override Task BeginAsync(CancellationToken cancellationToken) => FailIn == "Begin" ? throw Fault("begin") : Task.CompletedTask;

    protected override Task EndAsync(CancellationToken cancellationToken) => FailIn == "End" ? throw Fault("end") : Task.CompletedTask;

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var step in Step)
        {
            await Do(step, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        Notes.Add("disposed");
        base.Dispose(disposing);
    }

    private static KopsException Fault(string about) =>
        new("BridgeFault", FaultKind.ResourceBusy, $"Fault about {about}.", about, "Do something else.", new InvalidOperationException("cause"));

    private async Task Do(string step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case "many":
                for (var i = 0; i < 10_000; i++)
                {
                    await WriteAsync(i, cancellationToken).ConfigureAwait(false);
                    Notes.Add(i);
                }

                break;
            case "endless":
                try
                {
                    Feedback.Progress(new ProgressReport("Waiting", "half-way", 50, TimeSpan.FromSeconds(30)));
                    await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    Feedback.Warning("left behind");
                    Notes.Add("cleaned up");
                }

                break;
            case "short":
                Feedback.Progress(new ProgressReport("Reading", "1 of 2", 50));
                Feedback.Progress(new ProgressReport("Reading", "", Completed: true));
                Feedback.Progress(new ProgressReport("Left open", "1 of 2", 50));
                break;
            case "long":
                Feedback.Progress(new ProgressReport("Waiting", "begun", 0));
                Feedback.Progress(new ProgressReport("Waiting", "half-way", 50));
                Feedback.Verbose("told");
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
                break;
            case "streams":
                Feedback.Verbose("a verbose line");
                Feedback.Debug("a debug line");
                Feedback.Warning("a warning");
                break;
            case "ask":
                await WriteAsync(await ShouldProcessAsync("the thing", "Change it").ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                break;
            case "caught":
                try
                {
                    await InvokeAsync<int>(() => throw new NotImplementedException("no such thing here")).ConfigureAwait(false);
                }
                catch (NotImplementedException fault)
                {
                    await WriteAsync($"caught: {fault.Message}", cancellationToken).ConfigureAwait(false);
                }

                break;
            case "not caught":
                await InvokeAsync(() => GetUnresolvedProviderPathFromPSPath("nosuchdrive:/x")).ConfigureAwait(false);
                break;
            case "stopped":
                try
                {
                    await InvokeAsync<int>(() => throw new PipelineStoppedException()).ConfigureAwait(false);
                }
                finally
                {
                    Notes.Add("cleaned up");
                }

                break;
            case "item fault":
                throw Fault("item");
            case "defect":
                throw new InvalidDataException("a defect");
            default:
                await WriteAsync(step, cancellationToken).ConfigureAwait(false);
                break;
        }
    }
}
