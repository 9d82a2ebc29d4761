using System.Collections;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;
using KopsPS.Engine.StateStore;
using NuGet.Versioning;

namespace KopsPS.Commands;

/// <summary>Registers a new cluster in the state store, and applies it where asked to.</summary>
[Cmdlet(VerbsCommon.New, "KopsCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = Create)]
[OutputType(typeof(KopsCluster), ParameterSetName = [Create, ApplySet])]
[OutputType(typeof(KopsManifest), ParameterSetName = [DryRunSet])]
public sealed class NewKopsClusterCommand : KopsProcessCmdlet
{
    private const string Create = "Create";
    private const string ApplySet = "Apply";
    private const string DryRunSet = "DryRun";

    private string? _sshPublicKey;

    /// <summary>Name of the cluster, a DNS name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("ClusterName")]
    [ClusterNameTransform]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Availability zones of the cluster.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ZoneCompleter))]
    public string[] Zone { get; set; } = [];

    /// <summary>Zones of the control plane, an odd number.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ZoneCompleter))]
    public string[]? ControlPlaneZone { get; set; }

    /// <summary>Number of control-plane nodes, an odd one.</summary>
    [Parameter]
    public int? ControlPlaneCount { get; set; }

    /// <summary>Instance types of the control plane.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string[]? ControlPlaneSize { get; set; }

    /// <summary>Root volume of control-plane nodes, such as 64Gi.</summary>
    [Parameter]
    [SizeTransform]
    public long? ControlPlaneVolumeSize { get; set; }

    /// <summary>Number of worker nodes in all zones together.</summary>
    [Parameter]
    public int? NodeCount { get; set; }

    /// <summary>Instance types of the workers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string[]? NodeSize { get; set; }

    /// <summary>Root volume of workers, such as 128Gi.</summary>
    [Parameter]
    [SizeTransform]
    public long? NodeVolumeSize { get; set; }

    /// <summary>Machine image of all instances.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Image { get; set; }

    /// <summary>Pod network.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NetworkingCompleter))]
    public string? Networking { get; set; }

    /// <summary>Whether nodes have public addresses.</summary>
    [Parameter]
    [ValidateSet("Public", "Private")]
    public string? Topology { get; set; }

    /// <summary>A bastion for SSH.</summary>
    [Parameter]
    public SwitchParameter Bastion { get; set; }

    /// <summary>Kind of DNS.</summary>
    [Parameter]
    [ValidateSet("Public", "Private", "None")]
    public string? Dns { get; set; }

    /// <summary>Hosted zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneCompleter))]
    public string? DnsZone { get; set; }

    /// <summary>Address ranges of the network.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NetworkCidr { get; set; }

    /// <summary>An existing VPC.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NetworkId { get; set; }

    /// <summary>Existing subnets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SubnetId { get; set; }

    /// <summary>Existing utility subnets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? UtilitySubnetId { get; set; }

    /// <summary>Whether the API's load balancer has a public address.</summary>
    [Parameter]
    [ValidateSet("Public", "Internal")]
    public string? ApiLoadBalancerType { get; set; }

    /// <summary>Class of the API's load balancer.</summary>
    [Parameter]
    [ValidateSet("Network", "Classic")]
    public string? ApiLoadBalancerClass { get; set; }

    /// <summary>Address ranges that may reach the Kubernetes API.</summary>
    [Parameter(
        Mandatory = true,
        HelpMessage = "Who may reach the Kubernetes API? Without an answer kops lets in the whole internet. Give address ranges, such as 203.0.113.0/24; 0.0.0.0/0 if it really is the world.")]
    [ValidateNotNullOrEmpty]
    public string[] AdminAccess { get; set; } = [];

    /// <summary>Address ranges that may reach SSH; none unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SshAccess { get; set; }

    /// <summary>Public key for SSH.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PublicKeyPath")]
    public string? SshPublicKey
    {
        get => _sshPublicKey;
        set => _sshPublicKey = Told(value) is { } path ? SessionState.Path.GetUnresolvedProviderPathFromPSPath(path) : null;
    }

    /// <summary>Kubernetes version.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KubernetesVersionCompleter))]
    public string? KubernetesVersion { get; set; }

    /// <summary>kops channel.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Channel { get; set; }

    /// <summary>Tags of all AWS resources.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Tag { get; set; }

    /// <summary>Encrypt etcd's volumes.</summary>
    [Parameter]
    public SwitchParameter EncryptEtcd { get; set; }

    /// <summary>ARN of the policy that bounds IAM roles.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Public store for OIDC discovery documents.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DiscoveryStore { get; set; }

    /// <summary>Fields of the cluster's spec.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Set { get; set; }

    /// <summary>Further arguments for kops.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? KopsArgument { get; set; }

    /// <summary>Choose what kOps advises for production.</summary>
    [Parameter]
    public SwitchParameter Production { get; set; }

    /// <summary>Build the cluster in the cloud too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ApplySet)]
    public SwitchParameter Apply { get; set; }

    /// <summary>Wait until the cluster is healthy.</summary>
    [Parameter(ParameterSetName = ApplySet)]
    [DurationTransform]
    public TimeSpan? Wait { get; set; }

    /// <summary>Only show what would be stored.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DryRunSet)]
    public SwitchParameter DryRun { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = Choose(Request());
        CreateChecks.Check(request);

        var settings = Settings();
        var reader = ClusterReader.Open(settings, Session, Feedback);

        // What only the environment or a file said is fixed here, so that kops and every output have the same.
        settings = settings with { StateStore = reader.Store.Location.Url };
        var runner = new KopsRunner(settings, Session, Feedback);
        var creator = new ClusterCreator(runner.RunAsync, reader, settings, Feedback);
        await RegionCheck.CheckAsync(request.Zones[0], settings, Feedback, cancellationToken).ConfigureAwait(false);
        await creator.CheckNewAsync(request.Name, cancellationToken).ConfigureAwait(false);
        if (DryRun)
        {
            var kops = await runner.FindAsync(null, cancellationToken).ConfigureAwait(false);
            await WriteAsync(await creator.DescribeAsync(request, kops.Version, TimeLimit, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!await ShouldProcessAsync($"{request.Name} in {settings.StateStore}", Apply ? $"Create and apply {Summary(request)}" : $"Register {Summary(request)}").ConfigureAwait(false))
        {
            return;
        }

        var found = await runner.FindAsync(null, cancellationToken).ConfigureAwait(false);
        var cluster = await creator.CreateAsync(request, found.Version, TimeLimit, !NoFailFast, cancellationToken).ConfigureAwait(false);
        if (Apply)
        {
            await ApplyAsync(settings, runner, found.Version, request.Name, cancellationToken).ConfigureAwait(false);
            cluster = await reader.GetClusterAsync(request.Name, full: true, cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(cluster, cancellationToken).ConfigureAwait(false);
        if (Apply && Wait is { } wait)
        {
            var validator = new ClusterValidator(runner.RunAsync, settings, Feedback, TimeProvider.System);
            var outcome = await validator.ValidateAsync(
                new ValidationRequest { ClusterName = request.Name, Wait = wait, TimeLimit = TimeLimit, LastAppliedBy = found.Version.ToNormalizedString() },
                cancellationToken).ConfigureAwait(false);
            if (outcome.Fault is { } fault)
            {
                throw fault;
            }
        }
    }

    private async Task ApplyAsync(KopsSettings settings, KopsRunner runner, SemanticVersion kops, string name, CancellationToken cancellationToken)
    {
        var updater = new ClusterUpdater(runner.RunAsync, settings, Feedback);
        var request = new PlanRequest
        {
            ClusterName = name,
            KopsVersion = kops.ToNormalizedString(),
            TimeLimit = TimeLimit,
            FailFast = !NoFailFast,
        };
        try
        {
            var plan = await updater.PlanAsync(request, cancellationToken).ConfigureAwait(false);
            await updater.ApplyAsync(request, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is KopsException or OperationCanceledException)
        {
            Feedback.Warning($"The cluster {name} is registered in {settings.StateStore}, but not built. Update-KopsCluster -Name {name} goes on; Remove-KopsCluster -Name {name} takes everything away.");
            throw;
        }
    }

    private CreateRequest Choose(CreateRequest request)
    {
        if (!Production)
        {
            return request;
        }

        var (chosen, choices, warnings) = ProductionChoices.Apply(request);
        foreach (var choice in choices)
        {
            Feedback.Verbose($"-Production: {choice}");
        }

        foreach (var warning in warnings)
        {
            Feedback.Warning(warning);
        }

        return chosen;
    }

    private CreateRequest Request() => new()
    {
        Name = Name,
        Zones = Zone,
        ControlPlaneZones = ControlPlaneZone,
        ControlPlaneCount = ControlPlaneCount,
        ControlPlaneSizes = ControlPlaneSize,
        ControlPlaneVolumeSize = ControlPlaneVolumeSize,
        NodeCount = NodeCount,
        NodeSizes = NodeSize,
        NodeVolumeSize = NodeVolumeSize,
        Image = Image,
        Networking = Networking,
        Topology = Lower(Topology),
        Bastion = IfTold(nameof(Bastion), Bastion),
        Dns = Lower(Dns),
        DnsZone = DnsZone,
        NetworkCidrs = NetworkCidr,
        NetworkId = NetworkId,
        SubnetIds = SubnetId,
        UtilitySubnetIds = UtilitySubnetId,
        ApiLoadBalancerType = Lower(ApiLoadBalancerType),
        ApiLoadBalancerClass = Lower(ApiLoadBalancerClass),
        AdminAccess = AdminAccess,
        SshAccess = SshAccess,
        SshPublicKey = SshPublicKey,
        KubernetesVersion = KubernetesVersion is { Length: > 1 } version && version[0] is 'v' or 'V' ? KubernetesVersion[1..] : KubernetesVersion,
        Channel = Channel,
        Tags = TagTable.Read(Tag),
        EncryptEtcd = IfTold(nameof(EncryptEtcd), EncryptEtcd),
        PermissionsBoundary = PermissionsBoundary,
        DiscoveryStore = DiscoveryStore,
        Sets = Set,
        KopsArguments = KopsArgument,
    };

    private bool? IfTold(string parameter, SwitchParameter value) =>
        MyInvocation.BoundParameters.ContainsKey(parameter) ? value.ToBool() : null;

    private static string? Lower(string? word) => word?.ToLowerInvariant();

    private static string Summary(CreateRequest request)
    {
        var zones = request.ControlPlaneZones ?? [request.Zones[0]];
        var count = request.ControlPlaneCount ?? zones.Count;
        var workers = request.NodeCount ?? request.Zones.Count;
        return $"cluster with {count} control-plane node{(count == 1 ? "" : "s")}, {workers} worker{(workers == 1 ? "" : "s")} in {string.Join(", ", request.Zones)}"
            + $", {request.Topology ?? "public"} topology, API for {string.Join(", ", request.AdminAccess)}"
            + $", SSH for {(request.SshAccess is { Count: > 0 } ssh ? string.Join(", ", ssh) : "nobody")}: its spec, instance groups{(request.SshPublicKey is null ? "" : " and SSH key")}";
    }
}
