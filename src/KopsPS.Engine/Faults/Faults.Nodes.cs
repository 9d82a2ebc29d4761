namespace KopsPS.Engine;

/// <summary>Faults of cordoning and draining nodes.</summary>
public static partial class Faults
{
    /// <summary>Pods on the node may not be evicted without another switch; nothing was changed.</summary>
    public static KopsException KubernetesDrainRefused(string node, IReadOnlyList<KopsDrainPod> pods) => new(
        "KubernetesDrainRefused", FaultKind.InvalidOperation,
        $"{node} is not drained and nothing was changed: {string.Join("; ", pods)}.", node,
        "Move these pods elsewhere, or use the switch that is named. -WhatIf lists every pod.");

    /// <summary>The time was over, or evictions were refused for good.</summary>
    public static KopsException KubernetesNodeNotDrained(KopsNodeDrain drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        return new(
            "KubernetesNodeNotDrained", FaultKind.OperationTimeout,
            $"{drain.Name} could not be drained: {string.Join("; ", drain.Pods.Where(pod => pod.Outcome == KopsDrainOutcome.Blocked))}. It stays cordoned.", drain,
            $"Mend what is named and run the command again, or Resume-KopsNode {drain.Name}.");
    }

    /// <summary>A node without an EC2 instance: left over, or no machine of kops'.</summary>
    public static KopsException KopsNodeInstanceNotFound(string node, string? instance, Exception? inner = null) => new(
        "KopsNodeInstanceNotFound", FaultKind.ObjectNotFound,
        instance is null
            ? $"{node} cannot be replaced: it names no EC2 instance, or none of an instance group of kops. Nothing was changed."
            : $"{node} is left over: EC2 has no instance {instance}. There is nothing to replace, and nothing was changed.",
        node,
        instance is null ? "Replace it by the means that it was made with." : $"The cloud controller should have removed the node: look at it with Get-KopsComponentHealth, or run: kubectl delete node {node}",
        inner);

    /// <summary>The rest of the cluster is in no state to lose another node.</summary>
    public static KopsException KopsNodeRepairUnsafe(string node, string why) => new(
        "KopsNodeRepairUnsafe", FaultKind.InvalidOperation, $"{node} is not repaired and nothing was changed: {why}.", node,
        "Mend the rest first; -Force goes on all the same.");

    /// <summary>Somebody else repairs a node of the cluster.</summary>
    public static KopsException KopsNodeRepairBusy(string node, string holder, string? other) => new(
        "KopsNodeRepairBusy", FaultKind.ResourceBusy,
        $"{node} is not replaced: {holder} repairs {(other is null ? "a node" : other == node ? "it" : other)} of this cluster at this moment, and nodes are replaced one at a time.", node,
        "Wait until that is over. A repair that was killed is no longer in the way after half a minute.");

    /// <summary>The old instance is gone, and no new node serves in its place.</summary>
    public static KopsException KopsNodeNotReplaced(string node, string group, TimeSpan time, string missing) => new(
        "KopsNodeNotReplaced", FaultKind.OperationTimeout,
        $"The instance of {node} was ended, and after {GoDuration.Format(time)} no node serves in its place: {missing}.", node,
        $"The same command goes on waiting. Get-KopsNodeHealth -InstanceGroup {group} -IncludeInstance shows instances that never become nodes.");

    /// <summary>Nodes that were not begun, because one before them failed.</summary>
    public static KopsException KopsNodeRepairStopped(string failed, IReadOnlyCollection<string> rest) => new(
        "KopsNodeRepairStopped", FaultKind.OperationStopped,
        $"The repair of {failed} failed, so {string.Join(", ", rest)} {(rest.Count > 1 ? "were" : "was")} left alone.", rest.First(),
        "Find out why, then run the command for the rest.");
}
