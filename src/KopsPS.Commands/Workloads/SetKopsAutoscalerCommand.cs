using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Changes the autoscaler of a workload, or makes one.</summary>
[Cmdlet(VerbsCommon.Set, "KopsAutoscaler", SupportsShouldProcess = true)]
[OutputType(typeof(KopsAutoscaler))]
public sealed class SetKopsAutoscalerCommand : WorkloadCmdlet
{
    /// <summary>Replicas at least.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Minimum { get; set; }

    /// <summary>Replicas at most.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Maximum { get; set; }

    /// <summary>Percent of the requested CPU that pods are to use on average.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int? CpuUtilization { get; set; }

    /// <summary>Percent of the requested memory that pods are to use on average.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int? MemoryUtilization { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", AutoscalerEditor.Kind];

    /// <inheritdoc/>
    private protected override string PlainKind => "Deployment";

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        var editor = new AutoscalerEditor(client);
        var scaler = await editor.FindAsync(workload, cancellationToken).ConfigureAwait(false);
        var request = new AutoscalerRequest { Minimum = Minimum, Maximum = Maximum, CpuUtilization = CpuUtilization, MemoryUtilization = MemoryUtilization };
        var change = AutoscalerEditor.Plan(workload, scaler, request);
        if (AutoscalerEditor.Unmeasurable(workload, request) is { Count: > 0 } unmeasurable)
        {
            Feedback.Warning($"{workload.Target}: {string.Join(", ", unmeasurable)}: until every container does, the autoscaler cannot tell the utilization and does not scale by it.");
        }

        if (await AgreesAsync(Where(client, scaler ?? workload), $"{(scaler is null ? "Make an autoscaler" : "Change the autoscaler")}: {change.Words}", false).ConfigureAwait(false))
        {
            var set = await editor.ApplyAsync(change, cancellationToken).ConfigureAwait(false);
            await WriteAsync(editor.ToAutoscaler(set, clusterName), cancellationToken).ConfigureAwait(false);
        }
    }
}
