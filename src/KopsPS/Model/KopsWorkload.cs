namespace KopsPS;

/// <summary>A workload: what is wanted of it, and what of that is there.</summary>
public sealed class KopsWorkload
{
    /// <summary>Kind, such as <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Pods that are ready, or completions of a job; null where the kind counts none.</summary>
    public int? Ready { get; init; }

    /// <summary>Pods of the newest template; null where the kind does not count them.</summary>
    public int? UpToDate { get; init; }

    /// <summary>Pods that serve; null where the kind does not count them.</summary>
    public int? Available { get; init; }

    /// <summary>Pods wanted, or completions of a job; null where the kind counts none.</summary>
    public int? Replicas { get; init; }

    /// <summary>Images of its containers, in their order.</summary>
    public required string[] Images { get; init; }

    /// <summary>Revision of the template, as <c>Undo-KopsWorkload</c> takes it; null where the kind keeps none.</summary>
    public long? Revision { get; init; }

    /// <summary>A cron job or job that is suspended, a deployment whose rollout is paused.</summary>
    public bool Suspended { get; init; }

    /// <summary>Schedule of a cron job.</summary>
    public string? Schedule { get; init; }

    /// <summary>Its labels.</summary>
    public KopsSpec? Labels { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Time since then, by the API server's clock.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Kind and name as kubectl takes them, such as <c>deploy/web</c>.</summary>
    public string Resource => $"{Kind switch
    {
        "Deployment" => "deploy",
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "ReplicaSet" => "rs",
        "ReplicationController" => "rc",
        "CronJob" => "cj",
        _ => Kind.ToLowerInvariant(),
    }}/{Name}";

    /// <summary>Such as <c>3/4</c>; empty where nothing is counted.</summary>
    public string ReadyCount => Replicas is null ? Suspended ? "-" : "" : $"{Ready ?? 0}/{Replicas}";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Namespace}/{Name}";
}
