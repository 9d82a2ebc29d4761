namespace KopsPS;

/// <summary>One reason why a cluster is not ready.</summary>
public sealed class KopsValidationFailure
{
    /// <summary>What failed: <c>Machine</c>, <c>Node</c>, <c>Pod</c>, <c>InstanceGroup</c>, <c>Dns</c>, or <c>Api</c> where the API could not be asked.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of it; pods as <c>namespace/name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What kops says about it; may have several lines.</summary>
    public required string Message { get; init; }

    /// <summary>The instance group that it belongs to, where kops knows.</summary>
    public string? InstanceGroup { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}: {Message}";
}
