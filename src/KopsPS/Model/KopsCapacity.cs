namespace KopsPS;

/// <summary>What a part of a cluster has, what is asked of it and used of it, and what still fits.</summary>
public class KopsCapacity
{
    /// <summary><c>Cluster</c>, <c>InstanceGroup</c>, <c>Zone</c>, <c>Node</c>, <c>Namespace</c>, or the kind of a workload.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace of a workload; else empty.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>CPU, in cores.</summary>
    public required KopsCapacityResource Cpu { get; init; }

    /// <summary>Memory, in bytes.</summary>
    public required KopsCapacityResource Memory { get; init; }

    /// <summary>Pods.</summary>
    public required KopsCapacityResource Pods { get; init; }

    /// <summary>These and every other resource that nodes have or pods ask for.</summary>
    public required KopsCapacityResource[] Resources { get; init; }

    /// <summary>Nodes; null for what no nodes belong to.</summary>
    public int? Nodes { get; init; }

    /// <summary>Of these the nodes that take pods: ready, not cordoned, not in trouble.</summary>
    public int? OpenNodes { get; init; }

    /// <summary>How many more of the pod that was asked for would fit; null where none was asked for.</summary>
    public int? Fit { get; init; }

    /// <summary>What keeps more of them from fitting, the commonest first.</summary>
    public KopsCapacityBlock[] Blocks { get; init; } = [];

    /// <summary>Pods that wait for a node. Of the cluster and of a namespace.</summary>
    public KopsWaitingPod[] Waiting { get; init; } = [];

    /// <summary>Quotas of a namespace.</summary>
    public KopsQuota[] Quotas { get; init; } = [];

    /// <summary>Limit ranges of a namespace.</summary>
    public KopsLimitRange[] LimitRanges { get; init; } = [];

    /// <summary>What is worth a look, worst first.</summary>
    public KopsFinding[] Findings { get; init; } = [];

    /// <summary>What could not be looked at, and why.</summary>
    public KopsSkippedCheck[] NotChecked { get; init; } = [];

    /// <summary>Instance group of a node.</summary>
    public string? InstanceGroup { get; init; }

    /// <summary>Zone of a node.</summary>
    public string? Zone { get; init; }

    /// <summary>EC2 type of a node's instance.</summary>
    public string? InstanceType { get; init; }

    /// <summary>Taints of a node that keep pods off, as kubectl writes them.</summary>
    public string[] Taints { get; init; } = [];

    /// <summary>The API server's clock when it was looked at, in UTC; null where its answers have no date.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>What is free in short, such as <c>3.2 cpu, 11.5Gi</c>.</summary>
    public string Free => Cpu.Free is { } cpu && Memory.Free is { } memory ? $"{Cpu.Format(cpu)} cpu, {Memory.Format(memory)}" : "";

    /// <summary>What is used in short, such as <c>1.4 cpu, 7.5Gi</c>.</summary>
    public string Used => Cpu.Used is { } cpu && Memory.Used is { } memory ? $"{Cpu.Format(cpu)} cpu, {Memory.Format(memory)}" : "";

    /// <summary>The worst finding in short, or an empty string.</summary>
    public string Finding => Findings.Length == 0 ? "" : Findings.Length == 1 ? Findings[0].ToString() : $"{Findings[0]} (+{Findings.Length - 1})";

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length > 0 ? $"{Kind}/{Namespace}/{Name}" : $"{Kind}/{Name}";
}
