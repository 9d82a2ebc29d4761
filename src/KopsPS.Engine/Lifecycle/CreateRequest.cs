namespace KopsPS.Engine.Lifecycle;

/// <summary>What a new cluster should be like. Null means "as kops decides".</summary>
public sealed record CreateRequest
{
    /// <summary>Name of the cluster, a DNS name.</summary>
    public required string Name { get; init; }

    /// <summary>Availability zones of the cluster.</summary>
    public required IReadOnlyList<string> Zones { get; init; }

    /// <summary>Zones of the control plane.</summary>
    public IReadOnlyList<string>? ControlPlaneZones { get; init; }

    /// <summary>Number of control-plane nodes.</summary>
    public int? ControlPlaneCount { get; init; }

    /// <summary>Instance types of the control plane; more than one makes a mixed group.</summary>
    public IReadOnlyList<string>? ControlPlaneSizes { get; init; }

    /// <summary>Root volume of control-plane nodes, in bytes.</summary>
    public long? ControlPlaneVolumeSize { get; init; }

    /// <summary>Number of worker nodes in all zones together.</summary>
    public int? NodeCount { get; init; }

    /// <summary>Instance types of the workers; more than one makes a mixed group.</summary>
    public IReadOnlyList<string>? NodeSizes { get; init; }

    /// <summary>Root volume of workers, in bytes.</summary>
    public long? NodeVolumeSize { get; init; }

    /// <summary>Machine image of all instances.</summary>
    public string? Image { get; init; }

    /// <summary>Pod network, in kops' words.</summary>
    public string? Networking { get; init; }

    /// <summary><c>public</c> or <c>private</c>.</summary>
    public string? Topology { get; init; }

    /// <summary>A bastion for SSH.</summary>
    public bool? Bastion { get; init; }

    /// <summary><c>public</c>, <c>private</c> or <c>none</c>.</summary>
    public string? Dns { get; init; }

    /// <summary>Hosted zone, by name or id.</summary>
    public string? DnsZone { get; init; }

    /// <summary>Address ranges of the network; the first is the main one.</summary>
    public IReadOnlyList<string>? NetworkCidrs { get; init; }

    /// <summary>An existing VPC to use.</summary>
    public string? NetworkId { get; init; }

    /// <summary>Existing subnets to use.</summary>
    public IReadOnlyList<string>? SubnetIds { get; init; }

    /// <summary>Existing utility subnets to use.</summary>
    public IReadOnlyList<string>? UtilitySubnetIds { get; init; }

    /// <summary><c>public</c> or <c>internal</c>.</summary>
    public string? ApiLoadBalancerType { get; init; }

    /// <summary><c>network</c> or <c>classic</c>.</summary>
    public string? ApiLoadBalancerClass { get; init; }

    /// <summary>Address ranges that may reach the Kubernetes API.</summary>
    public required IReadOnlyList<string> AdminAccess { get; init; }

    /// <summary>Address ranges that may reach SSH; null or empty lets nobody in.</summary>
    public IReadOnlyList<string>? SshAccess { get; init; }

    /// <summary>Path of the public key for SSH, absolute.</summary>
    public string? SshPublicKey { get; init; }

    /// <summary>Kubernetes version, without a leading v.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>kops channel: a name or a URL.</summary>
    public string? Channel { get; init; }

    /// <summary>Tags of all AWS resources.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Encryption of etcd's volumes.</summary>
    public bool? EncryptEtcd { get; init; }

    /// <summary>ARN of the IAM policy that bounds the roles that kops makes.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Public store for OIDC discovery documents (IAM roles for service accounts).</summary>
    public string? DiscoveryStore { get; init; }

    /// <summary>Fields of the cluster's spec, each <c>path=value</c>.</summary>
    public IReadOnlyList<string>? Sets { get; init; }

    /// <summary>Further arguments for kops, as they are.</summary>
    public IReadOnlyList<string>? KopsArguments { get; init; }
}
