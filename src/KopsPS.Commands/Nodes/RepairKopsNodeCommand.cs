using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.NodeOperations;
using KopsPS.Engine.Processes;
using KopsPS.Engine.StateStore;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Repairs nodes by replacing them, one at a time: cordons, drains, lets kops end the instance, and waits for the node that comes in its place.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "KopsNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KopsNodeRepair))]
public sealed class RepairKopsNodeCommand : KopsProcessCmdlet
{
    private readonly List<string> _leftAlone = [];
    private string[] _name = [];
    private KopsWorkloadReference? _origin;
    private string? _failed;
    private string? _clusterName;
    private string? _kubeconfig;
    private string? _context;

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

    /// <summary>The cluster, as kops names it. Never taken from a default or the environment.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string? ClusterName
    {
        get => _clusterName;
        set => _clusterName = Told(value);
    }

    /// <summary>Path of a kubeconfig.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Kubeconfig
    {
        get => _kubeconfig;
        set => _kubeconfig = Told(value);
    }

    /// <summary>Context within the kubeconfig.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context
    {
        get => _context;
        set => _context = Told(value);
    }

    /// <summary>Also evict pods whose empty directories are lost with them.</summary>
    [Parameter]
    public SwitchParameter DeleteEmptyDirData { get; set; }

    /// <summary>Time that each pod gets to end; without it the pod's own.</summary>
    [Parameter]
    [DurationTransform]
    public TimeSpan? GracePeriod { get; set; }

    /// <summary>Time for draining each node.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary>Time for the new node to be ready.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? JoinTimeout { get; set; }

    /// <summary>Share of the cluster's nodes, in percent, that may be not ready.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int? MaxUnready { get; set; }

    /// <summary>Also evict pods that nothing would make anew, go on whatever state the cluster is in, and do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var names = Name;
        if (_failed is not null)
        {
            _leftAlone.AddRange(names);
            return;
        }

        var context = await ChooseContextAsync(names[0], cancellationToken).ConfigureAwait(false);
        var cluster = ClusterName ?? context.ClusterEntry;
        var settings = Settings();
        using var session = AwsSession.Create(settings);
        var reader = ClusterReader.Open(settings, session, Feedback);

        // What only the environment or a file said is fixed here, so that kops and every output have the same.
        settings = settings with { StateStore = reader.Store.Location.Url };
        var last = await AppliedVersion.ReadAsync(reader, cluster, cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback, WorkloadPublisher.ClientOptions);
        var repairer = new NodeRepairer(
            client, new KopsRunner(settings, session, Feedback).RunAsync, (id, token) => InstanceFate.FindAsync(session, id, token), cluster, settings, Feedback);
        var whatIf = await InvokeAsync(IsWhatIf).ConfigureAwait(false);
        foreach (var name in names)
        {
            if (_failed is not null)
            {
                _leftAlone.Add(name);
                continue;
            }

            try
            {
                var request = Request(name, last);
                await (whatIf ? PreviewAsync(repairer, request, cluster, cancellationToken) : RepairAsync(repairer, request, cluster, cancellationToken)).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                if (fault.Id == "KopsNodeRepairBusy")
                {
                    // While somebody else repairs, the others would only be refused as well.
                    _failed = name;
                }

                WriteItemError(fault);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        if (_failed is not null && _leftAlone.Count > 0)
        {
            WriteItemError(Faults.KopsNodeRepairStopped(_failed, _leftAlone));
        }

        return Task.CompletedTask;
    }

    private RepairRequest Request(string name, string? lastAppliedBy)
    {
        var drain = new DrainRequest { Node = name, DeleteEmptyDirData = DeleteEmptyDirData, IncludeUncontrolled = Force, GracePeriod = GracePeriod };
        drain = drain with { Timeout = DrainTimeout ?? drain.Timeout };
        var request = new RepairRequest { Drain = drain, IgnoreStopConditions = Force, TimeLimit = TimeLimit, LastAppliedBy = lastAppliedBy };
        return request with { JoinTimeout = JoinTimeout ?? request.JoinTimeout, MaxUnready = MaxUnready ?? request.MaxUnready };
    }

    private async Task PreviewAsync(NodeRepairer repairer, RepairRequest request, string cluster, CancellationToken cancellationToken)
    {
        var plan = await repairer.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var step in plan.Steps)
        {
            await ShouldProcessAsync($"{plan.Name} of {cluster}", $"{step.Name}: {step.Detail}").ConfigureAwait(false);
            foreach (var pod in step.Name == "Drain" ? plan.Drain?.Pods ?? [] : [])
            {
                await ShouldProcessAsync($"{pod.Namespace}/{pod.Name} on {plan.Name}", DrainWords.Of(pod)).ConfigureAwait(false);
            }
        }

        await WriteAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    private async Task RepairAsync(NodeRepairer repairer, RepairRequest request, string cluster, CancellationToken cancellationToken)
    {
        var node = request.Drain.Node;
        if (!Force && !await AskAsync($"{node} of {cluster}", "Repair: cordon and drain it, end its instance, and wait for another in its place").ConfigureAwait(false))
        {
            return;
        }

        var (repair, fault) = await repairer.RepairAsync(request, cancellationToken).ConfigureAwait(false);
        await WriteAsync(repair, cancellationToken).ConfigureAwait(false);
        if (fault is not null)
        {
            _failed = node;
            WriteItemError(fault);
        }
    }

    private async Task<KubeContext> ChooseContextAsync(string name, CancellationToken cancellationToken)
    {
        ContextChoice.CheckOrigin(name, _origin, Context);
        var (cluster, context) = (ClusterName, Context ?? _origin?.Context);
        var kubeconfig = (Kubeconfig ?? _origin?.Kubeconfig) is { } path ? await InvokeAsync(() => SessionPaths.Full(SessionState, path)).ConfigureAwait(false) : null;
        var chosen = await ContextChoice.OfAsync(kubeconfig, cluster, context, SessionDefault, cancellationToken).ConfigureAwait(false);
        if (cluster is null && context is null)
        {
            throw Faults.KubernetesClusterNotNamed(MyInvocation.MyCommand.Name, chosen.Name);
        }

        Feedback.Verbose($"Using context '{chosen.Name}' of {chosen.Source}: {chosen.Server.GetLeftPart(UriPartial.Authority)}.");
        return chosen;
    }
}
