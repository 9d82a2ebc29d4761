namespace KopsPS;

/// <summary>One thing that setting up or taking down an environment does, or would do, outside of a cluster.</summary>
public sealed class KopsChange
{
    /// <summary>What is done.</summary>
    public required KopsChangeAction Action { get; init; }

    /// <summary>Kind of the thing in AWS' words, such as <c>Bucket</c>, <c>HostedZone</c>, <c>Role</c>, <c>Instance</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name, or its id where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>What exactly, such as <c>versioning: off, should be on</c>.</summary>
    public string? Detail { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Detail is null ? $"{Action} {Kind} {Name}" : $"{Action} {Kind} {Name}: {Detail}";
}
