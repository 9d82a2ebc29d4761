namespace KopsPS;

/// <summary>What draining a node did, or under <c>-WhatIf</c> would do.</summary>
public sealed class KopsNodeDrain
{
    /// <summary>Always <c>Node</c>.</summary>
    public string Kind { get; } = "Node";

    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Whether nothing is left on it but what belongs to it.</summary>
    public required bool Drained { get; init; }

    /// <summary>Whether this call cordoned it; false where it was cordoned before.</summary>
    public required bool Cordoned { get; init; }

    /// <summary>Whether the node went away while it was drained.</summary>
    public bool Vanished { get; init; }

    /// <summary>Every pod that was or is on it.</summary>
    public required KopsDrainPod[] Pods { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Pods that were evicted.</summary>
    public int Evicted => Count(KopsDrainOutcome.Evicted) + Count(KopsDrainOutcome.Terminating);

    /// <summary>Pods that stay because they belong to the node.</summary>
    public int Left => Count(KopsDrainOutcome.Left);

    /// <summary>Pods that could not be evicted.</summary>
    public int Blocked => Count(KopsDrainOutcome.Blocked);

    /// <summary>Instance group of kops, or null where the label is missing.</summary>
    public string? InstanceGroup { get; init; }

    /// <summary>Cluster that the node belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private int Count(KopsDrainOutcome outcome) => Pods.Count(pod => pod.Outcome == outcome);
}
