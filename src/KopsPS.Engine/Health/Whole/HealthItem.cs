namespace KopsPS.Engine.Health.Whole;

/// <summary>The judgement on one object, of whatever area it is.</summary>
internal sealed record HealthItem
{
    public required string Kind { get; init; }

    public string Namespace { get; init; } = "";

    /// <summary><c>*</c> stands for all objects of a kind that could not be read.</summary>
    public required string Name { get; init; }

    public required KopsVerdict Verdict { get; init; }

    public KopsFinding[] Findings { get; init; } = [];

    public KopsSkippedCheck[] NotChecked { get; init; } = [];

    /// <summary>Other names by which findings call it as their cause.</summary>
    public IReadOnlyList<KopsObjectReference> Aliases { get; init; } = [];

    /// <summary>The object; what the parts call a replica is a pod.</summary>
    public KopsObjectReference Reference => new() { Kind = Kind == "Replica" ? "Pod" : Kind, Namespace = Namespace, Name = Name };
}
