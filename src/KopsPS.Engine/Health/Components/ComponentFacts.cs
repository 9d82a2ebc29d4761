using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Components;

/// <summary>What was read of a cluster for its parts.</summary>
internal sealed class ComponentFacts
{
    public required ComponentHealthQuery Query { get; init; }

    /// <summary>Name of the cluster, for people.</summary>
    public required string Cluster { get; init; }

    /// <summary>The API server's clock, or null where its answers have no date.</summary>
    public DateTimeOffset? Now { get; init; }

    public Reading<string> ServerVersion { get; set; }

    public Reading<HealthAnswer> Live { get; set; }

    public Reading<HealthAnswer> Ready { get; set; }

    /// <summary>The fastest of the API server's small answers.</summary>
    public TimeSpan? Latency { get; set; }

    /// <summary>Its certificate; null without TLS.</summary>
    public ServingCertificate? Certificate { get; set; }

    public Reading<List<NodeRow>> Nodes { get; set; }

    public Reading<NodeLeases> NodeLeases { get; set; }

    /// <summary>Leases of kube-system.</summary>
    public Reading<List<LeaderRow>> SystemLeases { get; set; }

    /// <summary>Leases of other namespaces, without those of nodes.</summary>
    public Reading<List<LeaderRow>> OtherLeases { get; set; }

    public Reading<List<SystemPod>> SystemPods { get; set; }

    public Reading<List<SystemPod>> ProxyPods { get; set; }

    /// <summary>Pods of the default scheduler that nobody has looked at.</summary>
    public Reading<List<SystemPod>> UnscheduledPods { get; set; }

    public Reading<List<AgentRow>> DaemonSets { get; set; }

    public Reading<List<AgentRow>> Deployments { get; set; }

    public Reading<List<ServedServiceRow>> Services { get; set; }

    public Reading<ServedEndpoints> Endpoints { get; set; }

    /// <summary>Ready pods that no slice of their service names.</summary>
    public Reading<List<StrayPod>> StrayPods { get; set; }

    public Reading<List<NamespaceRow>> Namespaces { get; set; }

    /// <summary>Namespaces that have the service account <c>default</c>.</summary>
    public Reading<HashSet<string>> ServiceAccounts { get; set; }

    /// <summary>Namespaces that have the config map <c>kube-root-ca.crt</c>.</summary>
    public Reading<HashSet<string>> RootCertificates { get; set; }

    public Reading<List<ApiServiceRow>> ApiServices { get; set; }

    /// <summary>Whether an answer of the metrics API came; the message where none did.</summary>
    public Reading<string> Metrics { get; set; }

    /// <summary>Autoscalers that scale by CPU or memory.</summary>
    public Reading<int> ResourceScalers { get; set; }

    public Reading<List<WebhookConfigurationRow>> Validating { get; set; }

    public Reading<List<WebhookConfigurationRow>> Mutating { get; set; }

    public Reading<List<CertificateRequestRow>> CertificateRequests { get; set; }

    public Reading<List<CsiNodeRow>> CsiNodes { get; set; }

    /// <summary>Cilium's settings; without data where there are none.</summary>
    public Reading<ConfigRow> Cilium { get; set; }

    public Reading<IReadOnlyDictionary<string, DateTimeOffset?>> Backups { get; set; }

    /// <summary>Whether a time lies further back. A time or a clock that nobody knows is old: youth excuses only where it is shown.</summary>
    public bool IsOlder(DateTimeOffset? time, TimeSpan span) => Now is not { } now || time is not { } known || now - known > span;

    /// <summary>The lease of a part.</summary>
    public LeaderRow? SystemLease(string name) => SystemLeases.Value?.Find(lease => lease.Metadata?.Name == name);

    /// <summary>True where the controller manager certainly does not run: what it keeps up to date is then worth nothing.</summary>
    public bool ControllersStopped => SystemLease("kube-controller-manager") is { } lease && Leadership.Of(lease, Now) is { } led && (led.IsStale || led.Holder is null);

    public static KopsObjectReference ControllerLease { get; } = new() { Kind = "Lease", Namespace = "kube-system", Name = "kube-controller-manager" };

    public IEnumerable<SystemPod> PodsOf(params string[] apps) => (SystemPods.Value ?? []).Where(pod => apps.Contains(pod.App));

    /// <summary>Nodes that do not work, and have not only just come.</summary>
    public IReadOnlyList<NodeRow> NodesDown => _down ??= [.. (Nodes.Value ?? []).Where(node => !node.IsReady)];

    private IReadOnlyList<NodeRow>? _down;

    private Dictionary<(string? User, string? Signer), DateTimeOffset?>? _issued;

    /// <summary>When somebody made the newest request for a certificate that was answered with one.</summary>
    public DateTimeOffset? LastIssued(string? user, string? signer) => (_issued ??= (CertificateRequests.Value ?? []).Where(request => request.Status?.Certificate is { Length: > 0 })
        .GroupBy(request => (request.Spec?.Username, request.Spec?.SignerName)).ToDictionary(group => group.Key, group => group.Max(request => request.Metadata?.CreationTimestamp)))
        .GetValueOrDefault((user, signer));

    public static KopsObjectReference Reference(NodeRow node) => new() { Kind = "Node", Name = node.Name };

    public NodeRow? NodeDown(string? name) => name is null ? null : NodesDown.FirstOrDefault(node => node.Name == name);

    /// <summary>Up to three names and how many more.</summary>
    public static string Names(IEnumerable<string?> names)
    {
        var all = names.OfType<string>().ToArray();
        return string.Join(", ", all.Take(3)) + (all.Length > 3 ? $" and {all.Length - 3} more" : "");
    }
}

/// <summary>A ready pod that its service does not lead to.</summary>
internal sealed record StrayPod(string Namespace, string Service, string Pod, string? Node, DateTimeOffset? Since);

/// <summary>The endpoints of all services.</summary>
internal sealed class ServedEndpoints
{
    private readonly Dictionary<string, Entry> _services = new(StringComparer.Ordinal);

    public void Add(ServedSliceRow slice, bool keepPods)
    {
        if (slice.Metadata?.Labels?.GetValueOrDefault("kubernetes.io/service-name") is not { } service)
        {
            return;
        }

        var key = Keys.Of(slice.Metadata.Namespace, service);
        if (!_services.TryGetValue(key, out var entry))
        {
            _services[key] = entry = new Entry();
        }

        foreach (var endpoint in slice.Endpoints ?? [])
        {
            if (endpoint is null)
            {
                continue;
            }

            // A missing condition says that nobody knows, which counts as ready.
            if (endpoint.Conditions?.Ready != false)
            {
                entry.Ready++;
            }

            if (keepPods && endpoint.TargetRef?.Name is { } pod)
            {
                entry.Pods.Add(pod);
            }

            if (keepPods || key == "default/kubernetes")
            {
                foreach (var address in endpoint.Addresses ?? [])
                {
                    entry.Addresses.Add(address ?? "");
                }
            }
        }
    }

    public int ReadyOf(string? @namespace, string? service) => _services.GetValueOrDefault(Keys.Of(@namespace, service))?.Ready ?? 0;

    public IReadOnlySet<string> AddressesOf(string @namespace, string service) =>
        _services.GetValueOrDefault(Keys.Of(@namespace, service))?.Addresses ?? [];

    public bool Leads(string? @namespace, string? service, string? pod, string? address) =>
        _services.GetValueOrDefault(Keys.Of(@namespace, service)) is { } entry
        && ((pod is not null && entry.Pods.Contains(pod)) || (address is not null && entry.Addresses.Contains(address)));

    private sealed class Entry
    {
        public int Ready { get; set; }

        public HashSet<string> Pods { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Addresses { get; } = new(StringComparer.Ordinal);
    }
}
