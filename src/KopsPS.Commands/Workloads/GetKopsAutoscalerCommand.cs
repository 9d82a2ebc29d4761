using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Shows autoscalers: what they scale, between which numbers, by what, and why they do not.</summary>
[Cmdlet(VerbsCommon.Get, "KopsAutoscaler")]
[OutputType(typeof(KopsAutoscaler))]
public sealed class GetKopsAutoscalerCommand : KubernetesCmdlet
{
    /// <summary>Names of autoscalers, or of what they scale with its kind; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [WorkloadNameTransform]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only this namespace.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, names) = (ClusterName, Name);
        var wanted = names is null ? null : Array.ConvertAll(names, name => WorkloadName.Parse(name) ?? throw Faults.KubernetesWorkloadNameInvalid(name));
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var editor = new AutoscalerEditor(client);
        var missing = wanted?.Where(name => name.IsLiteral).ToList() ?? [];
        foreach (var item in await new WorkloadFinder(client).ListAsync(AutoscalerEditor.Kind, Namespace, null, null, cancellationToken).ConfigureAwait(false))
        {
            var scaler = editor.ToAutoscaler(item, clusterName);
            missing.RemoveAll(name => Fits(name, scaler));
            if (wanted is null || Array.Exists(wanted, name => Fits(name, scaler)))
            {
                await WriteAsync(scaler, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var name in missing)
        {
            WriteItemError(Faults.KubernetesAutoscalerNotFound(name.Text, clusterName ?? context.ClusterEntry));
        }
    }

    private static bool Fits(WorkloadName name, KopsAutoscaler scaler) =>
        name.Fits(AutoscalerEditor.Kind, scaler.Namespace, scaler.Name) || (name.Kind is not null && name.Fits(scaler.TargetKind, scaler.Namespace, scaler.TargetName));
}
