namespace KopsPS;

/// <summary>How one step of setting up an environment ended.</summary>
public enum KopsStepOutcome
{
    /// <summary>Everything was there and as it should be.</summary>
    Kept,

    /// <summary>Something was made.</summary>
    Created,

    /// <summary>Something was there and was brought to what it should be.</summary>
    Changed,

    /// <summary>It failed; what was done before stays, and the same call goes on from there.</summary>
    Failed,

    /// <summary>It was not tried, because a step that it needs failed.</summary>
    Skipped,
}
