namespace KopsPS;

/// <summary>What a cluster's components reported about an object: one event, or several of the same kind as one.</summary>
public sealed class KopsEvent
{
    /// <summary>Kind of the object that it is about, such as <c>Pod</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its namespace; empty for objects of the cluster.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name; with several objects in one group that of the newest event.</summary>
    public required string Name { get; init; }

    /// <summary><c>Warning</c> for what should not be, else <c>Info</c>.</summary>
    public required KopsSeverity Severity { get; init; }

    /// <summary>The component's word for it, such as <c>BackOff</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What the newest of them says.</summary>
    public required string Message { get; init; }

    /// <summary>How often it was reported.</summary>
    public required int Count { get; init; }

    /// <summary>How many objects it is about.</summary>
    public int ObjectCount { get; init; } = 1;

    /// <summary>When it was first reported, in UTC.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>When it was last reported, in UTC.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The component that reported it.</summary>
    public string? Source { get; init; }

    /// <summary>The node on which that component runs, where it says so.</summary>
    public string? Node { get; init; }

    /// <summary>The API server's clock when it was read, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Cluster that it comes from.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Kind and name, and how many others there are.</summary>
    public string Resource => ObjectCount > 1 ? $"{Kind}/{Name} (+{ObjectCount - 1})" : $"{Kind}/{Name}";

    /// <summary>Time since it was last reported.</summary>
    public TimeSpan? Age => LastSeen is { } last && ObservedAt is { } now ? (now > last ? now - last : TimeSpan.Zero) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}: {Reason}: {Message}";
}
