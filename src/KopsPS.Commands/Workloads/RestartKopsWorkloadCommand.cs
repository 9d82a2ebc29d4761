using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Replaces the pods of workloads, a few at a time.</summary>
[Cmdlet(VerbsLifecycle.Restart, "KopsWorkload", SupportsShouldProcess = true)]
[OutputType(typeof(KopsWorkload))]
public sealed class RestartKopsWorkloadCommand : WorkloadCmdlet
{
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
        if (await AgreesAsync(Where(client, workload), "Restart", false).ConfigureAwait(false))
        {
            var restarted = await new WorkloadEditor(client, Feedback).RestartAsync(workload, cancellationToken).ConfigureAwait(false);
            await WriteAsync(client, restarted, clusterName, Wait ? Timeout : null, cancellationToken).ConfigureAwait(false);
        }
    }
}
