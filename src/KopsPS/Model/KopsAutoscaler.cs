namespace KopsPS;

/// <summary>A horizontal pod autoscaler (autoscaling/v2): between which numbers it scales what, and by what.</summary>
public sealed class KopsAutoscaler
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of what it scales, such as <c>Deployment</c>.</summary>
    public required string TargetKind { get; init; }

    /// <summary>Name of what it scales.</summary>
    public required string TargetName { get; init; }

    /// <summary>Replicas at least.</summary>
    public required int Minimum { get; init; }

    /// <summary>Replicas at most.</summary>
    public required int Maximum { get; init; }

    /// <summary>Replicas that it saw last; null where it has seen none.</summary>
    public int? Current { get; init; }

    /// <summary>Replicas that it wants; 0 where it cannot tell.</summary>
    public int? Desired { get; init; }

    /// <summary>What it goes by, each as <c>cpu 55%/70%</c>: present and wanted; <c>?</c> where the present value is not known.</summary>
    public required string[] Metrics { get; init; }

    /// <summary>Why it does not scale; null where it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Cluster that it belongs to.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>What it scales, such as <c>Deployment/web</c>.</summary>
    public string Target => $"{TargetKind}/{TargetName}";

    /// <inheritdoc/>
    public override string ToString() => $"HorizontalPodAutoscaler/{Namespace}/{Name}";
}
