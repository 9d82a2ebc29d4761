namespace KopsPS;

/// <summary>What became, or would become, of a pod when its node is drained.</summary>
public enum KopsDrainOutcome
{
    /// <summary>It would be evicted.</summary>
    Planned,

    /// <summary>It was evicted and is gone.</summary>
    Evicted,

    /// <summary>It was evicted, but the kubelet is silent: its object stays until the node is gone.</summary>
    Terminating,

    /// <summary>It stays, because it belongs to the node: a pod of a DaemonSet, or a static pod.</summary>
    Left,

    /// <summary>It could not be evicted, or may not be without another switch; its reason says why.</summary>
    Blocked,
}
