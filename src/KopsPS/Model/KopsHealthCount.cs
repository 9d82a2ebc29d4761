namespace KopsPS;

/// <summary>How many objects of a kind have which verdict.</summary>
public sealed class KopsHealthCount
{
    /// <summary>Kind, such as <c>Node</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How many were looked at.</summary>
    public int Total => Healthy + Degraded + Unhealthy + NotChecked;

    /// <summary>How many are healthy.</summary>
    public required int Healthy { get; init; }

    /// <summary>How many are degraded.</summary>
    public required int Degraded { get; init; }

    /// <summary>How many are unhealthy.</summary>
    public required int Unhealthy { get; init; }

    /// <summary>Of how many nobody can say so; a kind that could not be read at all counts as one.</summary>
    public required int NotChecked { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Healthy} healthy, {Degraded} degraded, {Unhealthy} unhealthy, {NotChecked} not checked";
}
