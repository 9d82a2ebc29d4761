namespace KopsPS.Engine.Lifecycle;

/// <summary>What is known of a resource during a deletion.</summary>
public enum DeletionState
{
    /// <summary>Not tried yet: something else must go first.</summary>
    Waiting,

    /// <summary>Gone.</summary>
    Deleted,

    /// <summary>AWS refused: something still uses it.</summary>
    HasDependencies,

    /// <summary>AWS refused for another cause.</summary>
    Failed,
}

/// <summary>One resource of a deletion and what became of it.</summary>
/// <param name="type">kops' word for the kind.</param>
/// <param name="id">Identity within the kind.</param>
/// <param name="name">Name that people see.</param>
public sealed class DeletionEntry(string type, string id, string name)
{
    /// <summary>kops' word for the kind.</summary>
    public string Type => type;

    /// <summary>Identity within the kind: an id, a name, an ARN or a URL.</summary>
    public string Id => id;

    /// <summary>Name that people see.</summary>
    public string Name => name;

    /// <summary>How kops' progress names it.</summary>
    public string Key { get; } = $"{type}:{id}";

    /// <summary>What became of it at the last attempt.</summary>
    public DeletionState State { get; private set; }

    /// <summary>What AWS answered at the last attempt, where it failed.</summary>
    public string? Cause { get; private set; }

    internal void MarkAttempt(DeletionState state, string? cause)
    {
        State = state;
        Cause = cause;
    }

    internal void MarkLeft()
    {
        if (State == DeletionState.Deleted)
        {
            State = DeletionState.Waiting;
        }
    }
}
