namespace KopsPS;

/// <summary>A field of an object that a change gives another value.</summary>
public sealed class KopsFieldDifference
{
    /// <summary>The field, such as <c>spec.template.spec.containers[name=web].image</c>.</summary>
    public required string Field { get; init; }

    /// <summary>The value before, as JSON without quotes around text; null where there was none. Values of secrets are never shown.</summary>
    public string? Old { get; init; }

    /// <summary>The value after; null where the field goes.</summary>
    public string? New { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Field} {Old ?? "none"} -> {New ?? "none"}";
}
