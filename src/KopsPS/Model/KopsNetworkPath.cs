namespace KopsPS;

/// <summary>Whether network policies let traffic through from one end to the other.</summary>
public sealed class KopsNetworkPath
{
    /// <summary>Where it comes from: <c>namespace/pod</c>, or an address.</summary>
    public required string From { get; init; }

    /// <summary>Where it goes to: <c>namespace/pod</c>, or an address.</summary>
    public required string To { get; init; }

    /// <summary>The port that was asked for; null for any.</summary>
    public int? Port { get; init; }

    /// <summary>The protocol that was asked for.</summary>
    public required string Protocol { get; init; }

    /// <summary>The answer. Without a port: whether any is open.</summary>
    public required KopsNetworkDecision Decision { get; init; }

    /// <summary>What the policies of the source say.</summary>
    public required KopsNetworkDecision Egress { get; init; }

    /// <summary>What the policies of the destination say.</summary>
    public required KopsNetworkDecision Ingress { get; init; }

    /// <summary>All ports that both ends allow, such as <c>8080/TCP</c> or <c>any</c>.</summary>
    public required string[] AllowedPorts { get; init; }

    /// <summary>Policies that allow it, as <c>namespace/name</c>; none where nothing is closed.</summary>
    public required string[] AllowedBy { get; init; }

    /// <summary>Policies that close an end and do not allow it, as <c>namespace/name</c>.</summary>
    public required string[] DeniedBy { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What could not be taken into account, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{From} -> {To}: {Decision}";
}
