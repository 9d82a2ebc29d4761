namespace KopsPS.Engine.NodeOperations;

/// <summary>How a node is repaired.</summary>
public sealed record RepairRequest
{
    /// <summary>How it is drained, and which node it is.</summary>
    public required DrainRequest Drain { get; init; }

    /// <summary>Go on where the rest of the cluster is in no state for it.</summary>
    public bool IgnoreStopConditions { get; init; }

    /// <summary>Share of the cluster's nodes, in percent, that may be not ready.</summary>
    public int MaxUnready { get; init; } = 40;

    /// <summary>Time for the new node to be Ready.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Time between two looks for it.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long another repair is kept away after this one gave its last sign of life.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>kops is interrupted after this time; null waits for it.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Version of kops that applied the cluster last.</summary>
    public string? LastAppliedBy { get; init; }
}
