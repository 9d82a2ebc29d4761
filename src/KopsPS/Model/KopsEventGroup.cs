namespace KopsPS;

/// <summary>Which events are shown as one.</summary>
public enum KopsEventGroup
{
    /// <summary>Those with one reason and one severity about one object.</summary>
    Resource,

    /// <summary>Those with one reason and one severity about objects of one kind in one namespace.</summary>
    Reason,

    /// <summary>None: each for itself.</summary>
    None,
}
