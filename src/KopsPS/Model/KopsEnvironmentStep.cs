namespace KopsPS;

/// <summary>One step of setting up an environment.</summary>
public sealed class KopsEnvironmentStep
{
    /// <summary>Name of the step, such as <c>StateStore</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it ended.</summary>
    public required KopsStepOutcome Outcome { get; init; }

    /// <summary>What it was about: a bucket, a zone, a role.</summary>
    public string? Target { get; init; }

    /// <summary>Why it failed or was not tried; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>What it did, one by one.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Detail is null ? $"{Name}: {Outcome}" : $"{Name}: {Outcome}: {Detail}";
}
