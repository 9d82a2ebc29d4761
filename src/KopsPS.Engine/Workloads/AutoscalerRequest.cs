namespace KopsPS.Engine.Workloads;

/// <summary>What an autoscaler is to be; null leaves what there is.</summary>
public sealed record AutoscalerRequest
{
    /// <summary>Replicas at least.</summary>
    public int? Minimum { get; init; }

    /// <summary>Replicas at most.</summary>
    public int? Maximum { get; init; }

    /// <summary>Percent of the requested CPU that pods are to use on average.</summary>
    public int? CpuUtilization { get; init; }

    /// <summary>Percent of the requested memory that pods are to use on average.</summary>
    public int? MemoryUtilization { get; init; }
}
