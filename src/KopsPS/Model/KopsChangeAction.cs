namespace KopsPS;

/// <summary>What is done with one thing in the cloud, or on this machine.</summary>
public enum KopsChangeAction
{
    /// <summary>It is there and as it should be.</summary>
    Keep,

    /// <summary>It is not there and is made.</summary>
    Create,

    /// <summary>It is there and is brought to what it should be.</summary>
    Change,

    /// <summary>It is removed.</summary>
    Delete,
}
