namespace KopsPS;

/// <summary>A cluster as the state store has it. What the spec leaves open is null.</summary>
public sealed class KopsCluster
{
    /// <summary>Name of the cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The same as <see cref="ClusterName"/>.</summary>
    public string Name => ClusterName;

    /// <summary>Version of Kubernetes, such as <c>1.34.7</c>.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Cloud, such as <c>aws</c>.</summary>
    public string? Cloud { get; init; }

    /// <summary>Availability zones of its subnets.</summary>
    public string[] Zones { get; init; } = [];

    /// <summary>Subnets.</summary>
    public KopsSubnet[] Subnets { get; init; } = [];

    /// <summary>Network plug-in, such as <c>cilium</c>.</summary>
    public string? Networking { get; init; }

    /// <summary><c>Private</c> where instances have no public addresses, else <c>Public</c>.</summary>
    public string? Topology { get; init; }

    /// <summary>Kind of DNS: <c>Public</c>, <c>Private</c>, <c>None</c> or <c>Gossip</c>.</summary>
    public string? Dns { get; init; }

    /// <summary>DNS zone, by name or id.</summary>
    public string? DnsZone { get; init; }

    /// <summary>How the API is reached: the load balancer's type and class, such as <c>Public Network</c>, or <c>DNS</c>.</summary>
    public string? ApiEndpointKind { get; init; }

    /// <summary>Public name of the API, where it has one.</summary>
    public string? ApiName { get; init; }

    /// <summary>Address ranges that may reach the API.</summary>
    public string[] ApiAccess { get; init; } = [];

    /// <summary>Address ranges that may reach SSH.</summary>
    public string[] SshAccess { get; init; } = [];

    /// <summary>Address range of the network.</summary>
    public string? NetworkCidr { get; init; }

    /// <summary>Id of an existing network that the cluster shares, or null where kops makes it.</summary>
    public string? NetworkId { get; init; }

    /// <summary>kops' channel of recommended versions.</summary>
    public string? Channel { get; init; }

    /// <summary>Members of the etcd clusters.</summary>
    public KopsEtcdMember[] EtcdMembers { get; init; } = [];

    /// <summary>When the cluster was stored first.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How often the spec was written since; null before the second time.</summary>
    public long? Generation { get; init; }

    /// <summary>Number of control-plane instances that the groups ask for; null unless read with <c>-Full</c>.</summary>
    public int? ControlPlaneCount { get; init; }

    /// <summary>Machine types of the control plane; empty unless read with <c>-Full</c>.</summary>
    public string[] ControlPlaneTypes { get; init; } = [];

    /// <summary>Least number of nodes that the groups ask for; null unless read with <c>-Full</c>.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Largest number of nodes that the groups allow; null unless read with <c>-Full</c>.</summary>
    public int? NodeCountMax { get; init; }

    /// <summary>Machine types of the nodes; empty unless read with <c>-Full</c>.</summary>
    public string[] NodeTypes { get; init; } = [];

    /// <summary>Instance groups; empty unless read with <c>-Full</c>.</summary>
    public KopsInstanceGroup[] InstanceGroups { get; init; } = [];

    /// <summary>Version of kops that applied the cluster last; null before the first time or unless read with <c>-Full</c>.</summary>
    public string? KopsVersion { get; init; }

    /// <summary>The spec with kops' defaults, as last applied; null before the first time or unless read with <c>-Full</c>.</summary>
    public KopsSpec? CompletedSpec { get; init; }

    /// <summary>State store that holds the cluster.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region that it was reached by.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile that it was reached by.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint that it was reached by.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The spec with all its fields.</summary>
    public required KopsSpec Spec { get; init; }

    /// <summary>The whole object: apiVersion, kind, metadata and spec.</summary>
    public required KopsSpec Manifest { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ClusterName;
}
