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
}
