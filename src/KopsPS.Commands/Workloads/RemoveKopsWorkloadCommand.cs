using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Removes workloads with their pods, and waits until they are gone.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsWorkload", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KopsAppliedObject))]
public sealed class RemoveKopsWorkloadCommand : WorkloadCmdlet
{
    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long to wait at most.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds { get; } = [.. WorkloadFinder.Kinds, "Pod"];

    /// <inheritdoc/>
    private protected override bool Destroys => true;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        if (await AgreesAsync(Where(client, workload), "Remove with its pods", Force).ConfigureAwait(false))
        {
            await new WorkloadEditor(client, Feedback).RemoveAsync(workload, new RolloutOptions { Limit = Timeout }, cancellationToken).ConfigureAwait(false);
            await WriteAsync(
                new KopsAppliedObject
                {
                    Action = KopsAppliedAction.Removed,
                    ApiVersion = (string?)workload.Body["apiVersion"] ?? "",
                    Kind = workload.Target.Kind,
                    Namespace = workload.Target.Namespace,
                    Name = workload.Target.Name,
                    ClusterName = clusterName ?? client.Context.ClusterEntry,
                    Kubeconfig = client.Context.Source,
                    Context = client.Context.Name,
                },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
