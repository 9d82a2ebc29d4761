namespace KopsPS.Engine.Health;

/// <summary>What the judgement on a node is based on besides the node itself.</summary>
internal sealed record NodeEvidence
{
    /// <summary>The API server's clock, or null where its answers have no date.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Version of the API server, or null where it could not be read.</summary>
    public KubeletVersion? Server { get; init; }

    /// <summary>Leases, or null where they could not be read.</summary>
    public NodeLeases? Leases { get; init; }

    /// <summary>What could not be read, for every node alike.</summary>
    public IReadOnlyList<KopsSkippedCheck> NotChecked { get; init; } = [];

    /// <summary>Where the judgement turns.</summary>
    public NodeThresholds Thresholds { get; init; } = new();

    /// <summary>What runs on the nodes, or null where it was not asked for or could not be read.</summary>
    public NodePods? Pods { get; init; }

    /// <summary>When a node itself ran out of memory last, or null where it was not asked for or could not be read.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? OutOfMemory { get; init; }

    /// <summary>The instances, or null where they were not asked for or could not be read.</summary>
    public NodeInstances? Instances { get; init; }

    /// <summary>Tells whether findings and checks of a code are left out; null leaves none out.</summary>
    public Func<string, bool>? Excluded { get; init; }
}
