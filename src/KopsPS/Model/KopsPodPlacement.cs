namespace KopsPS;

/// <summary>Whether a pod that waits for a node can have one. Only what nodes are and have is looked at, not volumes or affinity to other pods.</summary>
public enum KopsPodPlacement
{
    /// <summary>A node has room.</summary>
    Possible,

    /// <summary>Nodes could hold it, but none can now: they are full, cordoned or not ready.</summary>
    NotNow,

    /// <summary>No node could hold it, were it empty and sound.</summary>
    Never,

    /// <summary>It is held back by a scheduling gate, and nobody looks for a node.</summary>
    Gated,
}
