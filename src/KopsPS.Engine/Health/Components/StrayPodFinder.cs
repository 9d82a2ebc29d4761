namespace KopsPS.Engine.Health.Components;

/// <summary>Finds ready pods that no endpoint slice of their service names. Pods are looked at as they come and then forgotten.</summary>
internal sealed class StrayPodFinder
{
    /// <summary>What the endpoint controller may take, on a busy cluster.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>By namespace and one pair of the selector: a pod that has not got it has nothing to do with the service.</summary>
    private readonly ILookup<(string Namespace, string Key, string Value), ServedServiceRow> _services;
    private readonly HashSet<string> _spaces;
    private readonly ServedEndpoints _endpoints;
    private readonly DateTimeOffset? _readAt;

    /// <summary>Creates a finder.</summary>
    /// <param name="services">All services.</param>
    /// <param name="endpoints">Their endpoints.</param>
    /// <param name="readAt">The server's clock before the slices were read; without one nothing is known to be old enough.</param>
    public StrayPodFinder(IEnumerable<ServedServiceRow> services, ServedEndpoints endpoints, DateTimeOffset? readAt)
    {
        _services = services
            .Where(service => service.Spec is { Selector.Count: > 0 } and not { Type: "ExternalName" } && service.Metadata?.DeletionTimestamp is null
                && readAt - service.Metadata?.CreationTimestamp > Grace)
            .ToLookup(service => (service.Metadata?.Namespace ?? "", service.Spec!.Selector!.First().Key, service.Spec.Selector!.First().Value));
        _spaces = _services.Select(group => group.Key.Namespace).ToHashSet(StringComparer.Ordinal);
        _endpoints = endpoints;
        _readAt = readAt;
    }

    public List<StrayPod> Found { get; } = [];

    public void Look(ServedPod pod)
    {
        var (metadata, status) = (pod.Metadata, pod.Status);
        if (metadata?.Namespace is not { } space || !_spaces.Contains(space) || metadata.DeletionTimestamp is not null
            || status is not { Phase: "Running", PodIp.Length: > 0 } || metadata.Labels is not { Count: > 0 } labels
            || status.Conditions?.Find(condition => condition?.Type == "Ready") is not { Status: "True" } ready
            || !(_readAt - ready.LastTransitionTime > Grace))
        {
            return;
        }

        foreach (var service in labels.SelectMany(pair => _services[(space, pair.Key, pair.Value)]))
        {
            if (service.Spec!.Selector!.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
                && !_endpoints.Leads(space, service.Metadata?.Name, metadata.Name, status.PodIp))
            {
                Found.Add(new StrayPod(space, service.Metadata?.Name ?? "", metadata.Name ?? "", pod.Spec?.NodeName, ready.LastTransitionTime));
            }
        }
    }
}
