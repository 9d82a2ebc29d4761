namespace KopsPS;

/// <summary>A network policy, with the pods that it is about.</summary>
public sealed class KopsNetworkPolicy
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Selector of its pods, as kubectl writes it; empty takes all of its namespace.</summary>
    public required string PodSelector { get; init; }

    /// <summary>The pods that it holds now; null where pods could not be read.</summary>
    public string[]? Pods { get; init; }

    /// <summary>The directions that it closes but for its rules: <c>Ingress</c>, <c>Egress</c>.</summary>
    public required string[] Types { get; init; }

    /// <summary>What it lets in.</summary>
    public required KopsNetworkRule[] Ingress { get; init; }

    /// <summary>What it lets out.</summary>
    public required KopsNetworkRule[] Egress { get; init; }

    /// <summary>Checks that could not run, and why.</summary>
    public required KopsSkippedCheck[] NotChecked { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Time since then, by the API server's clock.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>How many pods it holds; null where pods could not be read.</summary>
    public int? PodCount => Pods?.Length;

    /// <summary>What it does, in a sentence.</summary>
    public string Effect => string.Join("; ", Types.Select(type => (type == "Ingress" ? Ingress : Egress) is { Length: > 0 } rules
        ? $"{type} only {string.Join(", and ", rules.Select(rule => rule.ToString()))}"
        : $"no {type.ToLowerInvariant()}"));

    /// <inheritdoc/>
    public override string ToString() => $"NetworkPolicy/{Namespace}/{Name}";
}
