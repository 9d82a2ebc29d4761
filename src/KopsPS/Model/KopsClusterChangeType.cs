namespace KopsPS;

/// <summary>What happened to an object.</summary>
public enum KopsClusterChangeType
{
    /// <summary>It is new, or was there when the watch began.</summary>
    Added,

    /// <summary>It is another than before.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}
