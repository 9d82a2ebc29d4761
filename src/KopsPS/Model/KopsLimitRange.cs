namespace KopsPS;

/// <summary>One resource of a limit range: what a container, pod or claim of the namespace may ask for. Cores or bytes; null where it says nothing.</summary>
public sealed class KopsLimitRange
{
    /// <summary>Name of the limit range.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds for: <c>Container</c>, <c>Pod</c> or <c>PersistentVolumeClaim</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The resource, such as <c>memory</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>At least.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>At most.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>The limit of a container that has none.</summary>
    public decimal? DefaultLimit { get; init; }

    /// <summary>The request of a container that has none.</summary>
    public decimal? DefaultRequest { get; init; }

    /// <summary>How many times the request a limit may be.</summary>
    public decimal? MaximumRatio { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Resource}";
}
