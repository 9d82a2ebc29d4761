namespace KopsPS;

/// <summary>Names a workload. Text converts to it (<c>web</c>, <c>deploy/web</c>, <c>deploy/shop/web</c>), and so do the objects that are workloads.</summary>
public sealed class KopsWorkloadReference
{
    /// <summary>Kind, such as <c>Deployment</c>; null where only the name was told.</summary>
    public string? Kind { get; init; }

    /// <summary>Namespace; null where none was told.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Cluster of the object that it was made from.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Kubeconfig of that object.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Context of that object.</summary>
    public string? Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join('/', new[] { Kind, Namespace, Name }.Where(part => part is not null));
}
