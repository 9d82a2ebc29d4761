using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>A service with everything that lies behind it, as far as it could be read.</summary>
internal sealed class ServiceSituation
{
    public required ServiceRow Service { get; init; }

    /// <summary>Its slices; null where they could not be read.</summary>
    public List<EndpointSliceRow>? Slices { get; init; }

    /// <summary>The pods with the labels of its selector, whatever their state; null where they could not be read, or where it has none.</summary>
    public List<PodRow>? Pods { get; init; }

    /// <summary>The same and whatever else judges need of the cluster.</summary>
    public required ClusterFacts Facts { get; init; }

    /// <summary>Pods that are not over for good.</summary>
    public IEnumerable<PodRow> Living => (Pods ?? []).Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"));

    /// <summary>Why a pod does not work; null where it does or is not known.</summary>
    public PodProblem? ProblemOf(string? pod) =>
        Facts.Pods?.Find(fact => fact.Name == pod) is { } fact ? PodDiagnosis.Of(fact, Facts) : null;

    /// <summary>Puts together what was read.</summary>
    public static ServiceSituation Of(
        ServiceRow service, List<EndpointSliceRow>? slices, List<PodRow>? pods, List<PlaceRow>? nodes, List<ReplicatedRow>? deployments, List<ReplicatedRow>? stateful,
        DateTimeOffset? now, IReadOnlyList<UnreadKind> unread, EventFacts? events = null)
    {
        var pool = new StringPool();
        return new ServiceSituation
        {
            Service = service,
            Slices = slices,
            Pods = pods,
            Facts = new ClusterFacts
            {
                Now = now,
                Services = [service],
                Slices = slices?.ConvertAll(slice => slice.ForHealth()),
                Pods = pods?.ConvertAll(pod => PodFact.Of(pod, pool, keepLabels: true)),
                Nodes = nodes,
                Deployments = deployments,
                StatefulSets = stateful,
                Unread = unread,
                Events = events ?? new EventFacts(),
            },
        };
    }
}

/// <summary>Reads what lies behind a service: only its own namespace, and only the nodes that matter.</summary>
internal sealed class ServiceSituationReader(KubeClient client)
{
    /// <summary>Nodes asked for one by one; a service on more of them is on most.</summary>
    private const int MostNodes = 25;

    private readonly NetworkLister _lister = new(client);

    /// <summary>Reads; what may not be read is missing, and says so.</summary>
    public async Task<ServiceSituation> ReadAsync(ServiceRow service, CancellationToken cancellationToken)
    {
        var (name, space) = (service.Metadata?.Name ?? "", service.Metadata?.Namespace ?? "");
        string[] here = [space];
        List<UnreadKind> unread = [];
        var selector = service.Spec?.Selector is { Count: > 0 } labels ? string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}")) : null;
        var reading = _lister.TryListAsync(
            NetworkLister.Discovery, "endpointslices", here, $"kubernetes.io/service-name={name}", null, NetworkJson.Default.Slices, cancellationToken);
        var (pods, podsUnread) = selector is null ? (null, null) : await _lister.TryListAsync(
            NetworkLister.Core, "pods", here, selector, null, WorkloadJson.Default.Pods, cancellationToken).ConfigureAwait(false);
        var (slices, slicesUnread) = await reading.ConfigureAwait(false);
        Note("EndpointSlice", slicesUnread);
        Note("Pod", podsUnread);
        var nodes = await NodesAsync(slices, pods, Note, cancellationToken).ConfigureAwait(false);
        List<ReplicatedRow>? deployments = null, stateful = null;
        if (selector is not null && slices is not null && !slices.Exists(slice => slice.Endpoints is { Count: > 0 }))
        {
            (deployments, _) = await _lister.TryListAsync("/apis/apps/v1", "deployments", here, null, null, WorkloadJson.Default.Replicated, cancellationToken).ConfigureAwait(false);
            (stateful, _) = await _lister.TryListAsync("/apis/apps/v1", "statefulsets", here, null, null, WorkloadJson.Default.Replicated, cancellationToken).ConfigureAwait(false);
        }

        return ServiceSituation.Of(service, slices, pods, nodes, deployments, stateful, client.Clock.Now, unread);

        void Note(string kind, string? reason)
        {
            if (reason is not null)
            {
                unread.Add(new UnreadKind(kind, null, reason));
            }
        }
    }

    private async Task<List<PlaceRow>?> NodesAsync(List<EndpointSliceRow>? slices, List<PodRow>? pods, Action<string, string?> note, CancellationToken cancellationToken)
    {
        var names = (slices ?? []).SelectMany(slice => slice.Endpoints ?? []).Select(endpoint => endpoint.NodeName).Concat((pods ?? []).Select(pod => pod.Spec?.NodeName))
            .Where(name => !string.IsNullOrEmpty(name)).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length > MostNodes)
        {
            var (all, unread) = await _lister.TryListAsync(NetworkLister.Core, "nodes", null, null, null, WorkloadJson.Default.Places, cancellationToken).ConfigureAwait(false);
            note("Node", unread);
            return all;
        }

        var read = await Task.WhenAll(names.Select(name => _lister.TryGetAsync(KubePath.For("", "v1", "nodes", null, name), WorkloadJson.Default.PlaceRow, cancellationToken))).ConfigureAwait(false);
        if (Array.Find(read, one => one.Unread is not null).Unread is { } why)
        {
            note("Node", why);
            return null;
        }

        return [.. read.Select(one => one.Row).OfType<PlaceRow>()];
    }
}
