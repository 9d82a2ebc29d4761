namespace KopsPS;

/// <summary>What applying a plan does to one resource.</summary>
public enum KopsPlanAction
{
    /// <summary>Makes it.</summary>
    Create,

    /// <summary>Changes fields of it.</summary>
    Modify,

    /// <summary>Deletes it during the update.</summary>
    Delete,

    /// <summary>Deletes it, but only with <c>-Prune</c>.</summary>
    Prune,
}
