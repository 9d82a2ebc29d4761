using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Suspends cron jobs and jobs, and pauses the rollout of deployments.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "KopsWorkload", SupportsShouldProcess = true)]
[OutputType(typeof(KopsWorkload))]
public sealed class SuspendKopsWorkloadCommand : WorkloadCmdlet
{
    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = ["Deployment", "CronJob", "Job"];

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        if (await AgreesAsync(Where(client, workload), "Suspend", false).ConfigureAwait(false))
        {
            var changed = await new WorkloadEditor(client, Feedback).SuspendAsync(workload, true, cancellationToken).ConfigureAwait(false);
            await WriteAsync(client, changed, clusterName, null, cancellationToken).ConfigureAwait(false);
        }
    }
}
