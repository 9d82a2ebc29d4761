namespace KopsPS.Engine.Health.Workloads;

/// <summary>Which objects are wanted.</summary>
public sealed record WorkloadHealthQuery
{
    /// <summary>Tells whether an object is wanted by its kind, namespace and name; null is every one.</summary>
    public Func<string, string, string, bool>? Name { get; init; }

    /// <summary>Names that were told without wildcards: a pod of such a name is wanted whoever controls it.</summary>
    public IReadOnlySet<string> Names { get; init; } = new HashSet<string>();

    /// <summary>Kinds, as Kubernetes writes them; empty is all.</summary>
    public IReadOnlySet<string> Kinds { get; init; } = new HashSet<string>();

    /// <summary>Namespaces by name: only these are asked for, which needs no right to others. Empty is the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Tells whether a namespace is wanted, where patterns were told; null is every one.</summary>
    public Func<string, bool>? Namespace { get; init; }

    /// <summary>Selects by the labels of the objects; null is every one.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>What is young is judged as if it had had its time: for one who waits and asks what for.</summary>
    public bool Impatient { get; init; }

    /// <summary>Tells whether a finding is left out.</summary>
    public Func<string, bool>? ExcludeCheck { get; init; }
}
