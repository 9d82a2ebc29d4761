using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>Which policies or pods are wanted.</summary>
public sealed record PolicyQuery
{
    /// <summary>Tells whether a policy or pod is wanted by its namespace and name; null is every one.</summary>
    public Func<string, string, bool>? Name { get; init; }

    /// <summary>Namespaces by name: only these are asked for, which needs no right to others. Empty is the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Tells whether a namespace is wanted, where patterns were told; null is every one.</summary>
    public Func<string, bool>? Namespace { get; init; }

    /// <summary>Selects pods by their labels; null is every one.</summary>
    public LabelSelector? Selector { get; init; }

    internal bool Wants(string @namespace, string name) => Name?.Invoke(@namespace, name) != false && Namespace?.Invoke(@namespace) != false;
}
