namespace KopsPS.Engine.Prerequisites;

/// <summary>The cluster that should become possible. What is null or empty is not wanted, and what hangs on it is not checked.</summary>
public sealed record PrerequisiteRequest
{
    /// <summary>Name of the cluster to come.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Whether a state store was told, or the environment names one.</summary>
    public bool HasStateStore { get; init; }

    /// <summary>Discovery store, such as <c>s3://acme-oidc</c>.</summary>
    public string? DiscoveryStore { get; init; }

    /// <summary>Hosted zone by name or id.</summary>
    public string? DnsZone { get; init; }

    /// <summary>Name servers to ask about the delegation; empty for public ones and the machine's own.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>Zones of the cluster.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Instance types of the control plane.</summary>
    public IReadOnlyList<string> ControlPlaneSizes { get; init; } = [];

    /// <summary>How many control-plane nodes.</summary>
    public int ControlPlaneCount { get; init; } = 1;

    /// <summary>Instance types of the nodes.</summary>
    public IReadOnlyList<string> NodeSizes { get; init; } = [];

    /// <summary>How many nodes.</summary>
    public int NodeCount { get; init; } = 1;

    /// <summary>Image by id, or owner and name as kops takes them: <c>099720109477/ubuntu/images/…</c>.</summary>
    public string? Image { get; init; }

    /// <summary>An existing VPC.</summary>
    public string? NetworkId { get; init; }

    /// <summary>Path of a public SSH key.</summary>
    public string? SshPublicKey { get; init; }

    /// <summary>Kubernetes version of the cluster, without a <c>v</c>.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Names of checks that are left out.</summary>
    public IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();
}
