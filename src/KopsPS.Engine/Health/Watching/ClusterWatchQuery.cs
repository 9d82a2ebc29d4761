namespace KopsPS.Engine.Health.Watching;

/// <summary>What is watched, and which of its changes are told.</summary>
public sealed record ClusterWatchQuery
{
    /// <summary>Nodes.</summary>
    public bool Nodes { get; init; } = true;

    /// <summary>Pods.</summary>
    public bool Pods { get; init; } = true;

    /// <summary>Only pods of this namespace; null is every one.</summary>
    public string? Namespace { get; init; }

    /// <summary>Tell also what is there at the start.</summary>
    public bool IncludeExisting { get; init; }

    /// <summary>Tell also changes that change neither verdict nor finding.</summary>
    public bool All { get; init; }
}
