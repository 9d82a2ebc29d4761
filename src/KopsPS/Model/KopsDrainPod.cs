namespace KopsPS;

/// <summary>A pod on a node that is drained.</summary>
public sealed class KopsDrainPod
{
    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What controls it, such as <c>ReplicaSet/web-8bd5fb94f</c>; null for a pod that nothing would make anew.</summary>
    public string? Owner { get; init; }

    /// <summary>What became of it.</summary>
    public required KopsDrainOutcome Outcome { get; init; }

    /// <summary>Why it stays or could not be evicted; an empty string where there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Reason.Length > 0 ? $"{Namespace}/{Name}: {Reason}" : $"{Namespace}/{Name}";
}
