namespace KopsPS.Engine.NodeOperations;

/// <summary>How a node is drained.</summary>
public sealed record DrainRequest
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Also evict pods whose empty directories are lost with them.</summary>
    public bool DeleteEmptyDirData { get; init; }

    /// <summary>Also evict pods that nothing would make anew.</summary>
    public bool IncludeUncontrolled { get; init; }

    /// <summary>Time that each pod gets to end; null is its own.</summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>Time for the whole drain.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Time between two looks at the node.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after the first refusal of an eviction; it doubles each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest such pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
