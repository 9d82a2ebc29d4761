namespace KopsPS;

/// <summary>An object of a cluster with what a command did with it, or (<see cref="DryRun"/>) would do.</summary>
public sealed class KopsAppliedObject
{
    /// <summary>What was done.</summary>
    public required KopsAppliedAction Action { get; init; }

    /// <summary>API version, such as <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind, such as <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty where the kind has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>The fields that got another value; none for an object that was made or removed.</summary>
    public KopsFieldDifference[] Differences { get; init; } = [];

    /// <summary>True where nothing was done: the API server only said what it would do.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where its manifest was read; null where there is none.</summary>
    public string? Source { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>The differences in short.</summary>
    public string Change => string.Join("; ", Differences.AsEnumerable());

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind}/{Name}" : $"{Kind}/{Namespace}/{Name}";
}
