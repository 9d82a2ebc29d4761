namespace KopsPS;

/// <summary>What is used of a pod's volume.</summary>
public sealed class KopsVolumeUsage
{
    /// <summary>Name within the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Claim that it is of; null where it is of none.</summary>
    public string? Claim { get; init; }

    /// <summary>Bytes used.</summary>
    public long? Used { get; init; }

    /// <summary>Bytes that there are.</summary>
    public long? Capacity { get; init; }

    /// <summary>Bytes that are free.</summary>
    public long? Available { get; init; }

    /// <summary>Inodes used.</summary>
    public long? InodesUsed { get; init; }

    /// <summary>Inodes that there are.</summary>
    public long? Inodes { get; init; }

    /// <summary>Used bytes in percent of all.</summary>
    public double? UsedPercent => Capacity > 0 ? 100.0 * Used / Capacity : null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
