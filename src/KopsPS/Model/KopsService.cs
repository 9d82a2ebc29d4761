namespace KopsPS;

/// <summary>A service: how it is called, where it listens and what it leads to.</summary>
public sealed class KopsService
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its addresses in the cluster, one a family; none for headless ones and for names of others.</summary>
    public required string[] ClusterIPs { get; init; }

    /// <summary>Has no address of its own: its name leads to its pods at once.</summary>
    public required bool IsHeadless { get; init; }

    /// <summary>Names and addresses outside: of its load balancer, and those that it was given.</summary>
    public required string[] ExternalAddresses { get; init; }

    /// <summary>The other name that it stands for; null unless that is its type.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Its ports.</summary>
    public required KopsServicePort[] Ports { get; init; }

    /// <summary>Labels of its pods; null where it selects none.</summary>
    public KopsSpec? Selector { get; init; }

    /// <summary>Leads also to pods that are not ready.</summary>
    public bool PublishesNotReady { get; init; }

    /// <summary>Its whole name in the cluster, such as <c>web.shop.svc.cluster.local</c>.</summary>
    public required string DnsName { get; init; }

    /// <summary>All names by which it is found from anywhere in the cluster; those of its ports and pods are with these.</summary>
    public required string[] DnsNames { get; init; }

    /// <summary>Its EndpointSlices; null where they could not be read.</summary>
    public KopsEndpointSlice[]? Slices { get; init; }

    /// <summary>What it leads to; null where that could not be read.</summary>
    public KopsEndpoint[]? Endpoints { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>Its labels.</summary>
    public KopsSpec? Labels { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Time since then, by the API server's clock.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Endpoints that take traffic.</summary>
    public KopsEndpoint[] ReadyEndpoints => Array.FindAll(Endpoints ?? [], endpoint => endpoint.Ready);

    /// <summary>Endpoints that take none.</summary>
    public KopsEndpoint[] NotReadyEndpoints => Array.FindAll(Endpoints ?? [], endpoint => !endpoint.Ready);

    /// <summary>Ready endpoints of all, such as <c>3/4</c>; <c>?</c> where they could not be read, and empty where there are none by nature.</summary>
    public string EndpointCount => Type == "ExternalName" ? "" : Endpoints is null ? "?" : FormattableString.Invariant($"{ReadyEndpoints.Length}/{Endpoints.Length}");

    /// <summary>Its address in the cluster as kubectl shows it: <c>None</c> for a headless one.</summary>
    public string ClusterIP => IsHeadless ? "None" : string.Join(',', ClusterIPs);

    /// <summary>What it is outside: names and addresses, or the name it stands for.</summary>
    public string External => ExternalName ?? string.Join(',', ExternalAddresses);

    /// <inheritdoc/>
    public override string ToString() => $"Service/{Namespace}/{Name}";
}
