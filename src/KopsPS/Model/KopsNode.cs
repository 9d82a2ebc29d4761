namespace KopsPS;

/// <summary>A node, as far as scheduling on it goes.</summary>
public sealed class KopsNode
{
    /// <summary>Always <c>Node</c>.</summary>
    public string Kind { get; } = "Node";

    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>True where no new pods are scheduled on it (cordoned).</summary>
    public required bool Unschedulable { get; init; }

    /// <summary>Whether this call changed that.</summary>
    public required bool Changed { get; init; }

    /// <summary>Instance group of kops, or null where the label is missing.</summary>
    public string? InstanceGroup { get; init; }

    /// <summary><c>control-plane</c>, <c>node</c>, or another role; null where no label says.</summary>
    public string? Role { get; init; }

    /// <summary>Availability zone.</summary>
    public string? Zone { get; init; }

    /// <summary>The Ready condition: <c>True</c>, <c>False</c> or <c>Unknown</c>; null where the kubelet never posted one.</summary>
    public string? Ready { get; init; }

    /// <summary>EC2 instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Cluster that the node belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
