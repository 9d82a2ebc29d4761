using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Sets the number of replicas of workloads.</summary>
[Cmdlet(VerbsCommon.Set, "KopsWorkloadScale", SupportsShouldProcess = true)]
[OutputType(typeof(KopsWorkload))]
public sealed class SetKopsWorkloadScaleCommand : WorkloadCmdlet
{
    /// <summary>How many.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Replicas")]
    public int Replica { get; set; }

    /// <summary>Only where it wants so many now.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? CurrentReplica { get; set; }

    /// <summary>Wait until it has rolled out.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        var now = (int?)workload.Body["spec"]?["replicas"] ?? 1;
        if (await AgreesAsync(Where(client, workload), $"Scale from {now} to {Replica} replicas", false).ConfigureAwait(false))
        {
            var scaled = await new WorkloadEditor(client, Feedback).ScaleAsync(workload, Replica, CurrentReplica, cancellationToken).ConfigureAwait(false);
            await WriteAsync(client, scaled, clusterName, Wait ? Timeout : null, cancellationToken).ConfigureAwait(false);
        }
    }
}
