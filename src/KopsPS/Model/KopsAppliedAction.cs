namespace KopsPS;

/// <summary>What was done with an object of a cluster.</summary>
public enum KopsAppliedAction
{
    /// <summary>It was not there and was made.</summary>
    Created,

    /// <summary>It was there and has other fields now.</summary>
    Configured,

    /// <summary>It was there and is as it was.</summary>
    Unchanged,

    /// <summary>It stood in an earlier set of manifests and no more in this one, and was removed.</summary>
    Pruned,

    /// <summary>It was removed.</summary>
    Removed,
}
