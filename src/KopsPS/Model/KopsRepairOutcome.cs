namespace KopsPS;

/// <summary>How the repair of a node, or one step of it, ended.</summary>
public enum KopsRepairOutcome
{
    /// <summary>It would be done.</summary>
    Planned,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>There was nothing to do: an earlier call had done it.</summary>
    Skipped,

    /// <summary>It was begun and not finished.</summary>
    Failed,
}
