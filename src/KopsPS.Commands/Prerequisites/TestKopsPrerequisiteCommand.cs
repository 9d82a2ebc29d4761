using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Prerequisites;

namespace KopsPS.Commands;

/// <summary>Checks what a cluster needs before it is made: who asks, what is allowed, what AWS offers, store, zone, key and tools.</summary>
[Cmdlet(VerbsDiagnostic.Test, "KopsPrerequisite")]
[OutputType(typeof(KopsCheck))]
[OutputType(typeof(bool))]
public sealed class TestKopsPrerequisiteCommand : StateStoreCmdlet
{
    private string? _clusterName;
    private string? _discoveryStore;
    private string? _dnsZone;
    private string? _networkId;
    private string? _sshPublicKey;
    private string? _kubernetesVersion;
    private string? _kopsPath;

    /// <summary>Name of the cluster to come.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string? ClusterName
    {
        get => _clusterName;
        set => _clusterName = Told(value);
    }

    /// <summary>Discovery store.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DiscoveryStore
    {
        get => _discoveryStore;
        set => _discoveryStore = Told(value);
    }

    /// <summary>Hosted zone, by name or id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DnsZone
    {
        get => _dnsZone;
        set => _dnsZone = Told(value);
    }

    /// <summary>Name servers to ask about the delegation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NameServer { get; set; }

    /// <summary>Zones of the cluster.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ZoneCompleter))]
    public string[]? Zone { get; set; }

    /// <summary>Instance types of the control plane.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string[]? ControlPlaneSize { get; set; }

    /// <summary>Number of control-plane nodes.</summary>
    [Parameter]
    [ValidateRange(1, 99)]
    public int ControlPlaneCount { get; set; } = 1;

    /// <summary>Instance types of the nodes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string[]? NodeSize { get; set; }

    /// <summary>Number of nodes.</summary>
    [Parameter]
    [ValidateRange(0, 5000)]
    public int NodeCount { get; set; } = 1;

    /// <summary>Image of the nodes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Image { get; set; }

    /// <summary>An existing VPC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? NetworkId
    {
        get => _networkId;
        set => _networkId = Told(value);
    }

    /// <summary>Public SSH key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PublicKeyPath")]
    public string? SshPublicKey
    {
        get => _sshPublicKey;

        // Read now, on PowerShell's own thread.
        set => _sshPublicKey = Told(value) is { } path ? SessionPaths.Full(SessionState, path) : null;
    }

    /// <summary>Kubernetes version of the cluster.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? KubernetesVersion
    {
        get => _kubernetesVersion;
        set => _kubernetesVersion = Told(value)?.TrimStart('v', 'V');
    }

    /// <summary>The kops to check.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KopsPath
    {
        get => _kopsPath;
        set => _kopsPath = value is null ? null : SessionPaths.Full(SessionState, value);
    }

    /// <summary>Checks to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PrerequisiteCompleter))]
    public string[]? ExcludeCheck { get; set; }

    /// <summary>Write only true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = Request();
        var unknown = request.Excluded.FirstOrDefault(name => !PrerequisiteChecker.Names.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw Faults.CheckUnknown(unknown, PrerequisiteChecker.Names);
        }

        // The zones say which region is meant; a region told beside them has to be the same.
        var settings = Settings();
        if (request.Zones.Count > 0)
        {
            var region = CreateChecks.RegionOf(request.Zones[0]);
            settings = Region is null || Region == region ? settings with { Region = region } : throw Faults.ZoneInvalid(request.Zones[0], $"it is not in -Region {Region}");
        }

        using var session = AwsSession.Create(settings);
        var good = true;
        await foreach (var result in new PrerequisiteChecker(settings, session, Feedback).CheckAsync(request, cancellationToken).ConfigureAwait(false))
        {
            good &= result.IsGood;
            if (!Quiet)
            {
                await WriteAsync(result.Check, cancellationToken).ConfigureAwait(false);
            }
            else if (result.Fault is { } fault)
            {
                // A Boolean must not hide that nobody could be asked.
                throw fault;
            }
        }

        if (Quiet)
        {
            await WriteAsync(good, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        var settings = base.Settings();
        return settings with { KopsPath = KopsPath ?? settings.KopsPath };
    }

    private PrerequisiteRequest Request()
    {
        foreach (var zone in Zone ?? [])
        {
            if (!CreateChecks.IsZone(zone))
            {
                throw Faults.ZoneInvalid(zone, "a zone is written like eu-central-1a: the region and a letter");
            }
        }

        var settings = Settings();
        return new PrerequisiteRequest
        {
            ClusterName = ClusterName,
            HasStateStore = Engine.StateStore.StateStoreLocation.TryResolve(settings) is not null,
            DiscoveryStore = DiscoveryStore,
            DnsZone = DnsZone,
            NameServers = NameServer ?? [],
            Zones = Zone ?? [],
            ControlPlaneSizes = ControlPlaneSize ?? [],
            ControlPlaneCount = ControlPlaneCount,
            NodeSizes = NodeSize ?? [],
            NodeCount = NodeCount,
            Image = Image,
            NetworkId = NetworkId,
            SshPublicKey = SshPublicKey,
            KubernetesVersion = KubernetesVersion,
            Excluded = new HashSet<string>(ExcludeCheck ?? [], StringComparer.OrdinalIgnoreCase),
        };
    }
}
