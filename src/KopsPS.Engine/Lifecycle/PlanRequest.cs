namespace KopsPS.Engine.Lifecycle;

/// <summary>Of what, and with what, a plan is made or applied.</summary>
public sealed record PlanRequest
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Instance groups to limit it to; none means all.</summary>
    public IReadOnlyList<string> InstanceGroup { get; init; } = [];

    /// <summary>Do deferred deletions too.</summary>
    public bool Prune { get; init; }

    /// <summary>Let an older kops than the last one plan and apply.</summary>
    public bool AllowKopsDowngrade { get; init; }

    /// <summary>Let a newer minor version of kops than the last one apply.</summary>
    public bool AllowKopsUpgrade { get; init; }

    /// <summary>Lines that are not understood are a fault.</summary>
    public bool Strict { get; init; }

    /// <summary>Version of the kops that will run.</summary>
    public string? KopsVersion { get; init; }

    /// <summary>Version of the kops that last applied the cluster; null where none did.</summary>
    public string? LastAppliedBy { get; init; }

    /// <summary>How long kops may take, each time it is called.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>End a run that can't succeed.</summary>
    public bool FailFast { get; init; } = true;
}
