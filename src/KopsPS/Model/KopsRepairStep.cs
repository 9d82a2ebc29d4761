namespace KopsPS;

/// <summary>One step of the repair of a node.</summary>
public sealed class KopsRepairStep
{
    /// <summary><c>Cordon</c>, <c>Drain</c>, <c>Replace</c> or <c>Wait</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What became of it.</summary>
    public required KopsRepairOutcome Outcome { get; init; }

    /// <summary>What is done, or was.</summary>
    public required string Detail { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Outcome}: {Detail}";
}
