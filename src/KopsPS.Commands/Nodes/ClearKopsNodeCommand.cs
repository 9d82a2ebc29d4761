using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.NodeOperations;

namespace KopsPS.Commands;

/// <summary>Drains nodes: cordons them and evicts their pods, as the disruption budgets allow.</summary>
[Cmdlet(VerbsCommon.Clear, "KopsNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KopsNodeDrain))]
public sealed class ClearKopsNodeCommand : KubernetesChangeCmdlet
{
    private string[] _name = [];
    private KopsWorkloadReference? _origin;

    /// <summary>Names of nodes, or nodes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NodeNameTransform]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[] Name
    {
        get => _name;
        set => (_name, _origin) = (value, NodeNameTransformAttribute.OriginOfLast);
    }

    /// <summary>Also evict pods whose empty directories are lost with them.</summary>
    [Parameter]
    public SwitchParameter DeleteEmptyDirData { get; set; }

    /// <summary>Time that each pod gets to end; without it the pod's own.</summary>
    [Parameter]
    [DurationTransform]
    public TimeSpan? GracePeriod { get; set; }

    /// <summary>Time for each node.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Also evict pods that nothing would make anew, and do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (names, clusterName) = (Name, ClusterName);
        var context = await ChooseContextAsync(names[0], _origin, destroys: true, cancellationToken).ConfigureAwait(false);
        var client = ClientOf(context);
        var drainer = new NodeDrainer(client, clusterName, Feedback);
        var cluster = clusterName ?? context.ClusterEntry;
        var whatIf = await InvokeAsync(IsWhatIf).ConfigureAwait(false);
        foreach (var name in names)
        {
            var request = new DrainRequest { Node = name, DeleteEmptyDirData = DeleteEmptyDirData, IncludeUncontrolled = Force, GracePeriod = GracePeriod };
            request = Timeout is { } timeout ? request with { Timeout = timeout } : request;
            try
            {
                await (whatIf ? PreviewAsync(drainer, request, cluster, cancellationToken) : DrainAsync(drainer, request, cluster, cancellationToken)).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    private async Task PreviewAsync(NodeDrainer drainer, DrainRequest request, string cluster, CancellationToken cancellationToken)
    {
        var plan = await drainer.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        if (plan.Cordoned)
        {
            await ShouldProcessAsync($"{request.Node} of {cluster}", "Cordon").ConfigureAwait(false);
        }

        foreach (var pod in plan.Pods)
        {
            await ShouldProcessAsync($"{pod.Namespace}/{pod.Name} on {request.Node}", DrainWords.Of(pod)).ConfigureAwait(false);
        }

        await WriteAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    private async Task DrainAsync(NodeDrainer drainer, DrainRequest request, string cluster, CancellationToken cancellationToken)
    {
        if (!await AgreesAsync($"{request.Node} of {cluster}", "Drain: cordon it and evict its pods", Force).ConfigureAwait(false))
        {
            return;
        }

        var drain = await drainer.DrainAsync(request, cancellationToken).ConfigureAwait(false);
        await WriteAsync(drain, cancellationToken).ConfigureAwait(false);
        if (!drain.Drained)
        {
            WriteItemError(Faults.KubernetesNodeNotDrained(drain));
        }
    }
}
