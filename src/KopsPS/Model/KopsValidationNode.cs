namespace KopsPS;

/// <summary>One node as a validation saw it.</summary>
public sealed class KopsValidationNode
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Availability zone.</summary>
    public string? Zone { get; init; }

    /// <summary><c>control-plane</c> or <c>node</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Host name or address that kops shows.</summary>
    public string? HostName { get; init; }

    /// <summary>True where the node's condition Ready is True.</summary>
    public required bool Ready { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {(Ready ? "Ready" : "NotReady")}";
}
