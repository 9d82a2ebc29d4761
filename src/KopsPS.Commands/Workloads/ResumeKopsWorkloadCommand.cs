using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Lets suspended cron jobs and jobs, and paused rollouts of deployments go on.</summary>
[Cmdlet(VerbsLifecycle.Resume, "KopsWorkload", SupportsShouldProcess = true)]
[OutputType(typeof(KopsWorkload))]
public sealed class ResumeKopsWorkloadCommand : WorkloadCmdlet
{
    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = ["Deployment", "CronJob", "Job"];

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        if (await AgreesAsync(Where(client, workload), "Resume", false).ConfigureAwait(false))
        {
            var changed = await new WorkloadEditor(client, Feedback).SuspendAsync(workload, false, cancellationToken).ConfigureAwait(false);
            await WriteAsync(client, changed, clusterName, null, cancellationToken).ConfigureAwait(false);
        }
    }
}
