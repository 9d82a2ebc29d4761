namespace KopsPS;

/// <summary>What capacity is told of.</summary>
public enum KopsCapacityScope
{
    /// <summary>The whole cluster, or the part of it that was asked for.</summary>
    Cluster,

    /// <summary>Each instance group.</summary>
    InstanceGroup,

    /// <summary>Each zone.</summary>
    Zone,

    /// <summary>Each node.</summary>
    Node,

    /// <summary>Each namespace, with its quotas and limit ranges.</summary>
    Namespace,

    /// <summary>Each workload, with what it asks for beside what it uses.</summary>
    Workload,
}
