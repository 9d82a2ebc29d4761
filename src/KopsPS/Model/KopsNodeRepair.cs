namespace KopsPS;

/// <summary>What repairing a node did, or under <c>-WhatIf</c> would do.</summary>
public sealed class KopsNodeRepair
{
    /// <summary>Always <c>Node</c>.</summary>
    public string Kind { get; } = "Node";

    /// <summary>Name of the node that was to be replaced.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required KopsRepairOutcome Outcome { get; init; }

    /// <summary>Its EC2 instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Instance group of kops.</summary>
    public required string InstanceGroup { get; init; }

    /// <summary>The node that came in its place, Ready; null where there is none yet.</summary>
    public string? Replacement { get; init; }

    /// <summary>Every step, in order.</summary>
    public required KopsRepairStep[] Steps { get; init; }

    /// <summary>What became, or would become, of every pod; null where there was no node to drain any more.</summary>
    public KopsNodeDrain? Drain { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Cluster that the node belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>State store by which kops replaced the instance.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region; null where the environment said it.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile; null where none was named.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint of all AWS services; null for AWS' own.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Kubeconfig by which the node was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which the node was reached.</summary>
    public required string Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
