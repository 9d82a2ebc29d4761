using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>Which services are wanted.</summary>
public sealed record ServiceQuery
{
    /// <summary>Tells whether a service is wanted by its namespace and name; null is every one.</summary>
    public Func<string, string, bool>? Name { get; init; }

    /// <summary>The names, where all were told without wildcards: only their EndpointSlices are read then.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces by name: only these are asked for, which needs no right to others. Empty is the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Tells whether a namespace is wanted, where patterns were told; null is every one.</summary>
    public Func<string, bool>? Namespace { get; init; }

    /// <summary>Selects by the labels of the services; null is every one.</summary>
    public LabelSelector? Selector { get; init; }
}
