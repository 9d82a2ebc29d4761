namespace KopsPS.Engine.Health.Workloads;

/// <summary>A Deployment, ReplicaSet, ReplicationController or StatefulSet: what wants a number of replicas.</summary>
internal sealed class ReplicatedRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ReplicatedSpec? Spec { get; set; }

    public ReplicatedStatus? Status { get; set; }

    public long Wanted => Spec?.Replicas ?? 1;

    public Condition? ConditionOf(string type) => Status?.Conditions?.Find(condition => condition.Type == type);
}

internal sealed class ReplicatedSpec
{
    public long? Replicas { get; set; }

    public bool Paused { get; set; }

    public long? ProgressDeadlineSeconds { get; set; }

    public UpdateStrategy? UpdateStrategy { get; set; }

    public TemplateRow? Template { get; set; }
}

internal sealed class UpdateStrategy
{
    public string? Type { get; set; }

    public RollingUpdate? RollingUpdate { get; set; }
}

internal sealed class RollingUpdate
{
    /// <summary>Pods of a stateful set with a lower number stay as they are.</summary>
    public long Partition { get; set; }
}

internal sealed class TemplateRow
{
    public TemplateMeta? Metadata { get; set; }
}

internal sealed class TemplateMeta
{
    public Dictionary<string, string>? Labels { get; set; }
}

internal sealed class ReplicatedStatus
{
    public long? ObservedGeneration { get; set; }

    public long Replicas { get; set; }

    public long ReadyReplicas { get; set; }

    public long AvailableReplicas { get; set; }

    public long UpdatedReplicas { get; set; }

    public string? CurrentRevision { get; set; }

    public string? UpdateRevision { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class DaemonSetRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ReplicatedSpec? Spec { get; set; }

    public DaemonSetStatus? Status { get; set; }
}

internal sealed class DaemonSetStatus
{
    public long? ObservedGeneration { get; set; }

    public long DesiredNumberScheduled { get; set; }

    public long CurrentNumberScheduled { get; set; }

    public long NumberReady { get; set; }

    public long UpdatedNumberScheduled { get; set; }
}

internal sealed class JobRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public JobSpec? Spec { get; set; }

    public JobStatus? Status { get; set; }

    public Condition? ConditionOf(string type) => Status?.Conditions?.Find(condition => condition.Type == type && condition.Status == "True");
}

internal sealed class JobSpec
{
    public long? Parallelism { get; set; }

    public long? Completions { get; set; }

    public bool Suspend { get; set; }

    public long? BackoffLimit { get; set; }

    /// <summary>Set where another controller than Kubernetes' own works on the job.</summary>
    public string? ManagedBy { get; set; }
}

internal sealed class JobStatus
{
    public DateTimeOffset? StartTime { get; set; }

    public DateTimeOffset? CompletionTime { get; set; }

    public long Active { get; set; }

    public long Succeeded { get; set; }

    public long Failed { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class CronJobRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public CronJobSpec? Spec { get; set; }

    public CronJobStatus? Status { get; set; }
}

internal sealed class CronJobSpec
{
    public string? Schedule { get; set; }

    public string? TimeZone { get; set; }

    public bool Suspend { get; set; }

    public string? ConcurrencyPolicy { get; set; }

    public long? StartingDeadlineSeconds { get; set; }
}

internal sealed class CronJobStatus
{
    public DateTimeOffset? LastScheduleTime { get; set; }

    public DateTimeOffset? LastSuccessfulTime { get; set; }

    public List<ObjectName>? Active { get; set; }
}

internal sealed class ObjectName
{
    public string? Kind { get; set; }

    public string? Namespace { get; set; }

    public string? Name { get; set; }
}
