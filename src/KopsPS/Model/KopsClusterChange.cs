namespace KopsPS;

/// <summary>One change in a cluster, with the judgement before and after it.</summary>
public sealed class KopsClusterChange
{
    /// <summary><c>Node</c> or <c>Pod</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty for nodes.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the object.</summary>
    public required string Name { get; init; }

    /// <summary>What happened to it.</summary>
    public required KopsClusterChangeType Change { get; init; }

    /// <summary>The judgement before; null of what is new.</summary>
    public KopsVerdict? Before { get; init; }

    /// <summary>The judgement now; null of what is gone.</summary>
    public KopsVerdict? Verdict { get; init; }

    /// <summary>The worst that was found now, or null.</summary>
    public KopsFinding? Finding { get; init; }

    /// <summary>The API server's clock when it was seen, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Cluster that the object belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Change} {Kind} {(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}";
}
