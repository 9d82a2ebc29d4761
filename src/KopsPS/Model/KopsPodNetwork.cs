namespace KopsPS;

/// <summary>What a pod may reach and be reached from, by all network policies that select it.</summary>
public sealed class KopsPodNetwork
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The pod.</summary>
    public required string Pod { get; init; }

    /// <summary>Node that it is on.</summary>
    public string? Node { get; init; }

    /// <summary>Its addresses.</summary>
    public required string[] Addresses { get; init; }

    /// <summary>Uses its node's network: policies do not hold it.</summary>
    public required bool HostNetwork { get; init; }

    /// <summary>Policies that close it for what comes in, but for their rules; none means open.</summary>
    public required string[] IngressPolicies { get; init; }

    /// <summary>Policies that close it for what goes out, but for their rules; none means open.</summary>
    public required string[] EgressPolicies { get; init; }

    /// <summary>From where it may be reached: all rules together.</summary>
    public required KopsNetworkRule[] Ingress { get; init; }

    /// <summary>What it may reach: all rules together.</summary>
    public required KopsNetworkRule[] Egress { get; init; }

    /// <summary>What could not be taken into account, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>A policy closes it for what comes in.</summary>
    public bool IngressIsolated => IngressPolicies.Length > 0;

    /// <summary>A policy closes it for what goes out.</summary>
    public bool EgressIsolated => EgressPolicies.Length > 0;

    /// <summary>From where it may be reached, in a sentence; <c>closed</c> where from nowhere.</summary>
    public string ReachedFrom => Text(IngressIsolated, Ingress);

    /// <summary>What it may reach, in a sentence; <c>closed</c> where nothing.</summary>
    public string Reaches => Text(EgressIsolated, Egress);

    /// <inheritdoc/>
    public override string ToString() => $"Pod/{Namespace}/{Pod}";

    private static string Text(bool isolated, KopsNetworkRule[] rules) => !isolated ? "anything" : rules.Length == 0 ? "closed" : string.Join("; ", rules.Select(rule => rule.ToString()));
}
