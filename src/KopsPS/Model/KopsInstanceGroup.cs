namespace KopsPS;

/// <summary>An instance group of a cluster, as the state store has it.</summary>
public sealed class KopsInstanceGroup
{
    /// <summary>Cluster that the group belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Name of the group.</summary>
    public required string Name { get; init; }

    /// <summary><c>ControlPlane</c> (<c>Master</c> in the spec), <c>Node</c>, <c>Bastion</c> or <c>APIServer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Machine type, such as <c>m5.large</c>.</summary>
    public string? MachineType { get; init; }

    /// <summary>Least number of instances.</summary>
    public int? MinSize { get; init; }

    /// <summary>Largest number of instances.</summary>
    public int? MaxSize { get; init; }

    /// <summary>Availability zones of the group's subnets.</summary>
    public string[] Zones { get; init; } = [];

    /// <summary>Names of the subnets.</summary>
    public string[] Subnets { get; init; } = [];

    /// <summary>Machine image.</summary>
    public string? Image { get; init; }

    /// <summary>Size of the root volume in GiB; null where kops' default holds.</summary>
    public int? RootVolumeSize { get; init; }

    /// <summary>Taints that its nodes get.</summary>
    public string[] Taints { get; init; } = [];

    /// <summary>When the group was stored first.</summary>
    public DateTimeOffset? Created { get; init; }

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
    public override string ToString() => Name;
}
