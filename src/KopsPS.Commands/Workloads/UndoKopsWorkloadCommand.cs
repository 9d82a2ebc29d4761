using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Takes workloads back to an earlier revision of their template.</summary>
[Cmdlet(VerbsCommon.Undo, "KopsWorkload", SupportsShouldProcess = true)]
[OutputType(typeof(KopsAppliedObject))]
public sealed class UndoKopsWorkloadCommand : WorkloadCmdlet
{
    /// <summary>Differences that a question names; the rest is counted.</summary>
    private const int Named = 5;

    /// <summary>The revision; without it the one before the present.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, long.MaxValue)]
    public long? Revision { get; set; }

    /// <summary>Wait until it has rolled out.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        var history = new WorkloadHistory(client);
        var undoing = await history.PlanAsync(workload, Revision, cancellationToken).ConfigureAwait(false);
        var changes = string.Join("; ", undoing.Differences.Take(Named).Select(difference => difference.ToString()))
            + (undoing.Differences.Length > Named ? $" and {undoing.Differences.Length - Named} more" : "");
        var previews = await InvokeAsync(IsWhatIf).ConfigureAwait(false);
        var agreed = undoing.Differences.Length > 0
            && await AgreesAsync(Where(client, workload), $"Go back to revision {undoing.Revision}: {changes}", false).ConfigureAwait(false);
        if (agreed)
        {
            await history.ApplyAsync(undoing, cancellationToken).ConfigureAwait(false);
        }

        if (agreed || previews || undoing.Differences.Length == 0)
        {
            await WriteAsync(
                new KopsAppliedObject
                {
                    Action = undoing.Differences.Length > 0 ? KopsAppliedAction.Configured : KopsAppliedAction.Unchanged,
                    ApiVersion = "apps/v1",
                    Kind = workload.Target.Kind,
                    Namespace = workload.Target.Namespace,
                    Name = workload.Target.Name,
                    Differences = undoing.Differences,
                    DryRun = previews,
                    Source = $"revision {undoing.Revision}",
                    ClusterName = clusterName ?? client.Context.ClusterEntry,
                    Kubeconfig = client.Context.Source,
                    Context = client.Context.Name,
                },
                cancellationToken).ConfigureAwait(false);
        }

        if (agreed && Wait)
        {
            try
            {
                await new RolloutWaiter(client, Feedback).WaitAsync(workload.Target, new RolloutOptions { Limit = Timeout }, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Feedback.Warning($"Stopped while waiting: {workload.Target} goes back to revision {undoing.Revision}, and its rollout goes on.");
                throw;
            }
        }
    }
}
