namespace KopsPS;

/// <summary>A pod that waits for a node, and why none holds it.</summary>
public sealed class KopsWaitingPod
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What made it, such as <c>ReplicaSet/web-8bd5fb94f</c>; null where nothing did.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether a node can hold it.</summary>
    public required KopsPodPlacement Placement { get; init; }

    /// <summary>What keeps it from the nodes.</summary>
    public required KopsCapacityBlock[] Blocks { get; init; }

    /// <summary>What it asks for.</summary>
    public required KopsCapacityResource[] Resources { get; init; }

    /// <summary>What the scheduler says; null where it has not tried.</summary>
    public string? Message { get; init; }

    /// <summary>How long it has waited, by the API server's clock.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Why in short: what keeps it from the nodes, or, where nodes have room, what the scheduler says.</summary>
    public string Why => Blocks.Length > 0 && Placement != KopsPodPlacement.Possible ? string.Join(", ", (object[])Blocks) : Message ?? "the scheduler has said nothing";

    /// <inheritdoc/>
    public override string ToString() => $"Pod/{Namespace}/{Name}";
}
