using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Removes autoscalers; what they scaled keeps its replicas.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsAutoscaler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KopsAppliedObject))]
public sealed class RemoveKopsAutoscalerCommand : WorkloadCmdlet
{
    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", AutoscalerEditor.Kind];

    /// <inheritdoc/>
    private protected override string PlainKind => AutoscalerEditor.Kind;

    /// <inheritdoc/>
    private protected override bool Destroys => true;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        var scaler = await new AutoscalerEditor(client).FindAsync(workload, cancellationToken).ConfigureAwait(false)
            ?? throw Faults.KubernetesAutoscalerNotFound(workload.Target.ToString(), clusterName ?? client.Context.ClusterEntry);
        if (await AgreesAsync(Where(client, scaler), "Remove the autoscaler", Force).ConfigureAwait(false))
        {
            await new WorkloadEditor(client, Feedback).RemoveAsync(scaler, new RolloutOptions { Limit = TimeSpan.FromMinutes(1) }, cancellationToken).ConfigureAwait(false);
            await WriteAsync(
                new KopsAppliedObject
                {
                    Action = KopsAppliedAction.Removed,
                    ApiVersion = "autoscaling/v2",
                    Kind = AutoscalerEditor.Kind,
                    Namespace = scaler.Target.Namespace,
                    Name = scaler.Target.Name,
                    ClusterName = clusterName ?? client.Context.ClusterEntry,
                    Kubeconfig = client.Context.Source,
                    Context = client.Context.Name,
                },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
