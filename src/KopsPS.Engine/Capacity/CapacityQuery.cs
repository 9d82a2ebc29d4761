using System.Text.Json.Nodes;

namespace KopsPS.Engine.Capacity;

/// <summary>What is asked of a cluster's capacity.</summary>
public sealed record CapacityQuery
{
    /// <summary>What is told of.</summary>
    public required IReadOnlyCollection<KopsCapacityScope> Scopes { get; init; }

    /// <summary>Which nodes count; null is all.</summary>
    public Func<string, bool>? Node { get; init; }

    /// <summary>Nodes that were named in full.</summary>
    public IReadOnlyList<string> NodeNames { get; init; } = [];

    /// <summary>Instance groups that were named in full.</summary>
    public IReadOnlyList<string> InstanceGroups { get; init; } = [];

    /// <summary>Nodes of which instance groups count; null is all.</summary>
    public Func<string, bool>? InstanceGroup { get; init; }

    /// <summary>Which namespaces are told of, and pods of which; null is all.</summary>
    public Func<string, bool>? Namespace { get; init; }

    /// <summary>The same, where each is named in full; empty where not.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Whether pods that wait are told of and nothing else.</summary>
    public bool OnlyWaiting { get; init; }

    /// <summary>A pod (or the template of one) of which is told how many more fit; null asks for none.</summary>
    public JsonObject? Pod { get; init; }

    /// <summary>Namespace that it would go to; null keeps limit ranges and quotas out.</summary>
    public string? PodNamespace { get; init; }
}
