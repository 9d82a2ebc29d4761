namespace KopsPS;

/// <summary>What a node, a pod or a container uses at present.</summary>
public sealed class KopsUsage
{
    private const double MiB = 1024 * 1024;

    /// <summary><c>Node</c>, <c>Pod</c> or <c>Container</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace; empty for a node.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the node, the pod or the container.</summary>
    public required string Name { get; init; }

    /// <summary>The node, where it is known.</summary>
    public string? Node { get; init; }

    /// <summary>Cores used, as the mean of <see cref="Window"/>.</summary>
    public double? Cpu { get; init; }

    /// <summary>The same in percent of what pods may have of the node; null for pods, and where the node cannot be read.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Bytes of memory that cannot be taken back (the working set).</summary>
    public long? Memory { get; init; }

    /// <summary>The same in percent of what pods may have of the node; null for pods, and where the node cannot be read.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Bytes used of the node's disk, by a pod with its logs and empty directories; only from a kubelet's summary.</summary>
    public long? Storage { get; init; }

    /// <summary>Bytes of that disk; only from a kubelet's summary.</summary>
    public long? StorageCapacity { get; init; }

    /// <summary>Bytes received since its start; only from a kubelet's summary.</summary>
    public long? Received { get; init; }

    /// <summary>Bytes sent since its start; only from a kubelet's summary.</summary>
    public long? Sent { get; init; }

    /// <summary>Volumes of a pod; only from a kubelet's summary.</summary>
    public KopsVolumeUsage[] Volumes { get; init; } = [];

    /// <summary>Containers of a pod.</summary>
    public KopsUsage[] Containers { get; init; } = [];

    /// <summary>When it was measured, in UTC.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Over how long; null where it is not told.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Thousandths of cores used, as kubectl shows them.</summary>
    public double? CpuMillicores => Cpu * 1000;

    /// <summary>Memory in MiB, as kubectl shows it.</summary>
    public double? MemoryMiB => Memory / MiB;

    /// <summary>Used bytes of the disk in percent of all.</summary>
    public double? StoragePercent => StorageCapacity > 0 ? 100.0 * Storage / StorageCapacity : null;

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length > 0 ? $"{Kind}/{Namespace}/{Name}" : $"{Kind}/{Name}";
}
