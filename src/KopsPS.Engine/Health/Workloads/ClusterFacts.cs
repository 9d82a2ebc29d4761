namespace KopsPS.Engine.Health.Workloads;

/// <summary>Everything that was read of a cluster, with the ways through it. A kind that is null could not be read, or was not needed.</summary>
internal sealed class ClusterFacts
{
    private Dictionary<string, List<PodFact>>? _podsByController;
    private ILookup<string, ReplicatedRow>? _replicaSets;
    private ILookup<string, JobRow>? _jobs;
    private ILookup<string, SliceRow>? _slices;
    private ILookup<string, PodFact>? _podsByClaim;
    private Dictionary<string, PodFact>? _podsByKey;
    private Dictionary<string, PlaceRow>? _nodes;
    private Dictionary<string, ClaimRow>? _claims;
    private Dictionary<string, VolumeRow>? _volumes;
    private Dictionary<string, ServiceRow>? _services;
    private Dictionary<string, ReplicatedRow>? _setsByKey;
    private Dictionary<string, JobRow>? _jobsByKey;
    private ILookup<string, PodFact>? _labelled;
    private HashSet<string>? _zones;

    /// <summary>What <see cref="WhyDown"/> says of a node that only its lease shows to be dead.</summary>
    public const string Silent = "is silent without being marked so";

    public static KopsObjectReference ControllerManager { get; } = new() { Kind = "Component", Name = "kube-controller-manager" };

    /// <summary>The API server's clock, or null where its answers have no date.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>True where the controller manager certainly does not run: counts and slices are then as old as its last word, and prove nothing.</summary>
    public bool ControllersStopped { get; init; }

    /// <summary>Leases of nodes, read only where the controller manager does not run: nobody else marks a node that fell silent.</summary>
    public NodeLeases? NodeLeases { get; init; }

    public List<PodFact>? Pods { get; init; }

    public List<PlaceRow>? Nodes { get; init; }

    public List<ReplicatedRow>? Deployments { get; init; }

    public List<ReplicatedRow>? ReplicaSets { get; init; }

    public List<ReplicatedRow>? ReplicationControllers { get; init; }

    public List<ReplicatedRow>? StatefulSets { get; init; }

    public List<DaemonSetRow>? DaemonSets { get; init; }

    public List<JobRow>? Jobs { get; init; }

    public List<CronJobRow>? CronJobs { get; init; }

    public List<ClaimRow>? Claims { get; init; }

    public List<VolumeRow>? Volumes { get; init; }

    public List<StorageClassRow>? StorageClasses { get; init; }

    public List<ServiceRow>? Services { get; init; }

    public List<SliceRow>? Slices { get; init; }

    public List<IngressRow>? Ingresses { get; init; }

    public List<IngressClassRow>? IngressClasses { get; init; }

    public List<AutoscalerRow>? Autoscalers { get; init; }

    public List<QuotaRow>? Quotas { get; init; }

    public List<BudgetRow>? Budgets { get; init; }

    /// <summary>Why a kind is missing, or is missing in some namespaces.</summary>
    public IReadOnlyList<UnreadKind> Unread { get; init; } = [];

    public EventFacts Events { get; init; } = new();

    /// <summary>Whether a time lies further back than this. A time that nobody knows is old: what is not explained by youth is a fault.</summary>
    public bool IsOlder(DateTimeOffset? time, TimeSpan span) => Now is not { } now || time is not { } known || now - known > span;

    /// <summary>Whether a time has passed by at least this; unknown clocks prove nothing.</summary>
    public bool HasPassed(DateTimeOffset? time, TimeSpan slack) => Now is { } now && time is { } known && now - known > slack;

    public IReadOnlyList<PodFact> PodsOf(string kind, ObjectMeta? controller)
    {
        if (_podsByController is null)
        {
            _podsByController = new Dictionary<string, List<PodFact>>(StringComparer.Ordinal);
            foreach (var pod in Pods ?? [])
            {
                if (pod.Controller is not null)
                {
                    var key = Keys.Of(pod.ControllerKind, pod.Namespace, pod.Controller);
                    if (!_podsByController.TryGetValue(key, out var siblings))
                    {
                        _podsByController[key] = siblings = [];
                    }

                    siblings.Add(pod);
                }
            }
        }

        return _podsByController.GetValueOrDefault(Keys.Of(kind, controller?.Namespace, controller?.Name)) ?? [];
    }

    /// <summary>The replica sets of a deployment, newest first.</summary>
    public IEnumerable<ReplicatedRow> ReplicaSetsOf(ObjectMeta? deployment) =>
        (_replicaSets ??= Owned(ReplicaSets, "Deployment"))[deployment?.Key ?? ""].OrderByDescending(set => set.Metadata?.CreationTimestamp);

    /// <summary>The jobs of a cron job, newest first.</summary>
    public IEnumerable<JobRow> JobsOf(ObjectMeta? cronJob) =>
        (_jobs ??= Owned(Jobs, "CronJob"))[cronJob?.Key ?? ""].OrderByDescending(job => job.Metadata?.CreationTimestamp);

    public IEnumerable<SliceRow> SlicesOf(ObjectMeta? service) =>
        (_slices ??= (Slices ?? []).ToLookup(
            slice => Keys.Of(slice.Metadata?.Namespace, slice.Metadata?.Labels?.GetValueOrDefault("kubernetes.io/service-name")), StringComparer.Ordinal))[service?.Key ?? ""];

    public IEnumerable<PodFact> PodsWith(ObjectMeta? claim) =>
        (_podsByClaim ??= (Pods ?? []).SelectMany(pod => pod.Claims.Select(name => (Key: Keys.Of(pod.Namespace, name), Pod: pod)))
            .ToLookup(pair => pair.Key, pair => pair.Pod, StringComparer.Ordinal))[claim?.Key ?? ""];

    /// <summary>The pods of a namespace whose labels are known: those in trouble, and the first of each controller.</summary>
    public IEnumerable<PodFact> LabelledPods(string? @namespace) =>
        (_labelled ??= (Pods ?? []).Where(pod => pod.AnyLabels is not null).ToLookup(pod => pod.Namespace, StringComparer.Ordinal))[@namespace ?? ""];

    /// <summary>A pod that is not simply sound; any pod where nobody keeps up to date which are.</summary>
    public PodFact? TroubledPod(string? @namespace, string? name)
    {
        if (_podsByKey is null)
        {
            _podsByKey = new Dictionary<string, PodFact>(StringComparer.Ordinal);
            foreach (var pod in (Pods ?? []).Where(pod => pod.Row is not null || ControllersStopped))
            {
                _podsByKey[Keys.Of(pod.Namespace, pod.Name)] = pod;
            }
        }

        return _podsByKey.GetValueOrDefault(Keys.Of(@namespace, name));
    }

    /// <summary>Whether a pod works that an endpoint says to be ready: while nobody keeps the slices, the pod itself decides.</summary>
    public bool MayServe(string? @namespace, ObjectName? target) =>
        !ControllersStopped || Pods is null || WhyUnread("Pod", @namespace) is not null || target is not { Kind: "Pod" }
        || (TroubledPod(@namespace, target.Name) is { } pod && IsServing(pod));

    /// <summary>Ready, and on a node that works.</summary>
    public bool IsServing(PodFact pod) => pod is { IsReady: true, IsDeleting: false, IsOver: false } && WhyDown(pod.Node) is null;

    /// <summary>What a pod is judged with: the workload that it belongs to as far as that was read, else the pod itself.</summary>
    public KopsObjectReference WorkloadOf(PodFact pod)
    {
        var (kind, name) = (pod.ControllerKind, pod.Controller);
        if (kind == "ReplicaSet" && (_setsByKey ??= ByKey(ReplicaSets)).GetValueOrDefault(Keys.Of(pod.Namespace, name))?.Metadata?.Controller is { } deployment)
        {
            (kind, name) = (deployment.Kind, deployment.Name);
        }
        else if (kind == "Job" && (_jobsByKey ??= ByKey(Jobs)).GetValueOrDefault(Keys.Of(pod.Namespace, name))?.Metadata?.Controller is { } cronJob)
        {
            (kind, name) = (cronJob.Kind, cronJob.Name);
        }

        var isJudged = kind switch
        {
            "Deployment" => Deployments is not null,
            "ReplicaSet" => ReplicaSets is not null,
            "StatefulSet" => StatefulSets is not null,
            "DaemonSet" => DaemonSets is not null,
            "ReplicationController" => ReplicationControllers is not null,
            "Job" => Jobs is not null,
            "CronJob" => CronJobs is not null,
            _ => false,
        };
        return isJudged && name is not null
            ? new KopsObjectReference { Kind = kind!, Namespace = pod.Namespace, Name = name }
            : new KopsObjectReference { Kind = "Pod", Namespace = pod.Namespace, Name = pod.Name };
    }

    public ClaimRow? Claim(string? @namespace, string? name) => (_claims ??= ByKey(Claims)).GetValueOrDefault(Keys.Of(@namespace, name));

    public VolumeRow? Volume(string? name) => (_volumes ??= ByKey(Volumes)).GetValueOrDefault(Keys.Of(null, name));

    public ServiceRow? Service(string? @namespace, string? name) => (_services ??= ByKey(Services)).GetValueOrDefault(Keys.Of(@namespace, name));

    /// <summary>Why a node does not work, or null where it does or nobody knows.</summary>
    public string? WhyDown(string? node)
    {
        if (node is null || Nodes is null)
        {
            return null;
        }

        _nodes ??= ByName();
        return !_nodes.TryGetValue(node, out var row) ? "is gone"
            : row.Ready is not { } ready ? "was never ready"
            : ready.Status switch { "True" => IsSilent(node) ? Silent : null, "Unknown" => "is down (kubelet silent)", _ => "is not ready" };
    }

    public DateTimeOffset? DownSince(string? node) => node is null ? null
        : IsSilent(node) ? NodeLeases!.Find(node)!.Renewed
        : (_nodes ??= ByName()).TryGetValue(node, out var row) ? row.Ready?.LastTransitionTime : null;

    /// <summary>Zones in which there are nodes that work.</summary>
    public IReadOnlySet<string> Zones() =>
        _zones ??= (Nodes ?? []).Select(node => node.Metadata?.Labels?.GetValueOrDefault("topology.kubernetes.io/zone")).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Why a kind is not known in a namespace, or null where it is known.</summary>
    public string? WhyUnread(string kind, string? @namespace) =>
        Unread.FirstOrDefault(unread => unread.Kind == kind && (unread.Namespace is null || @namespace is null || unread.Namespace == @namespace))?.Reason;

    private bool IsSilent(string node) => NodeLeases?.Find(node)?.IsOver(Now) == true;

    private static ILookup<string, T> Owned<T>(List<T>? rows, string kind)
        where T : IKubeRow =>
        (rows ?? []).Where(row => row.Metadata?.Controller?.Kind == kind)
            .ToLookup(row => Keys.Of(row.Metadata!.Namespace, row.Metadata.Controller!.Name), StringComparer.Ordinal);

    private static Dictionary<string, T> ByKey<T>(List<T>? rows)
        where T : IKubeRow
    {
        var byKey = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var row in rows ?? [])
        {
            byKey[Keys.Of(row.Metadata?.Namespace, row.Metadata?.Name)] = row;
        }

        return byKey;
    }

    private Dictionary<string, PlaceRow> ByName()
    {
        var byName = new Dictionary<string, PlaceRow>(StringComparer.Ordinal);
        foreach (var node in Nodes ?? [])
        {
            byName[node.Metadata?.Name ?? ""] = node;
        }

        return byName;
    }
}

/// <summary>A kind that could not be read.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace where only this one could not be read; null is everywhere.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnreadKind(string Kind, string? Namespace, string Reason);
