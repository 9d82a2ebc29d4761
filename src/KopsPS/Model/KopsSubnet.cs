namespace KopsPS;

/// <summary>A subnet of a cluster, as its spec has it.</summary>
public sealed class KopsSubnet
{
    /// <summary>Name that instance groups refer to.</summary>
    public required string Name { get; init; }

    /// <summary>Availability zone.</summary>
    public string? Zone { get; init; }

    /// <summary><c>Public</c>, <c>Private</c>, <c>DualStack</c> or <c>Utility</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Address range.</summary>
    public string? Cidr { get; init; }

    /// <summary>Id of an existing subnet that the cluster shares, or null where kops makes it.</summary>
    public string? SubnetId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
