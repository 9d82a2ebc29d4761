using System.Text.Json.Serialization;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>What workload health needs of a pod. Of a sound pod only a <see cref="PodFact"/> stays.</summary>
internal sealed class PodRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public PodSpec? Spec { get; set; }

    public PodStatus? Status { get; set; }

    [JsonIgnore]
    public string Name => Metadata?.Name ?? "";

    /// <summary>Its addresses, one a family; none before its sandbox is made.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Addresses =>
        Status?.PodIPs is { Count: > 0 } all ? [.. all.Select(address => address.Ip).OfType<string>()] : Status?.PodIP is { Length: > 0 } one ? [one] : [];

    public Condition? ConditionOf(string type) => Status?.Conditions?.Find(condition => condition.Type == type);
}

internal sealed class PodSpec
{
    public string? NodeName { get; set; }

    public string? SchedulerName { get; set; }

    public string? RestartPolicy { get; set; }

    public bool HostNetwork { get; set; }

    public string? Hostname { get; set; }

    /// <summary>The headless service below which its name lies.</summary>
    public string? Subdomain { get; set; }

    public List<PodVolume>? Volumes { get; set; }

    public List<ContainerSpec>? Containers { get; set; }

    public List<ContainerSpec>? InitContainers { get; set; }

    public List<ReadinessGate>? ReadinessGates { get; set; }

    public PodAffinity? Affinity { get; set; }
}

internal sealed class ReadinessGate
{
    public string? ConditionType { get; set; }
}

internal sealed class PodVolume
{
    public string? Name { get; set; }

    public ClaimSource? PersistentVolumeClaim { get; set; }

    public EphemeralSource? Ephemeral { get; set; }
}

internal sealed class ClaimSource
{
    public string? ClaimName { get; set; }
}

internal sealed class EphemeralSource;

internal sealed class ContainerSpec
{
    public string? Name { get; set; }

    public string? Image { get; set; }

    public string? RestartPolicy { get; set; }

    public ContainerResources? Resources { get; set; }

    public Probe? StartupProbe { get; set; }

    public Probe? ReadinessProbe { get; set; }

    public List<ContainerPort>? Ports { get; set; }
}

/// <summary>Of a probe only how long it takes; the API server writes its defaults into each.</summary>
internal sealed class Probe
{
    public long InitialDelaySeconds { get; set; }

    public long PeriodSeconds { get; set; }

    public long FailureThreshold { get; set; }
}

internal sealed class ContainerPort
{
    public string? Name { get; set; }

    /// <summary>The field is called so in Kubernetes.</summary>
    [JsonPropertyName("containerPort")]
    public long Number { get; set; }

    public string? Protocol { get; set; }
}

internal sealed class ContainerResources
{
    public Dictionary<string, string>? Limits { get; set; }
}

internal sealed class PodAffinity
{
    public NodeAffinity? NodeAffinity { get; set; }
}

/// <summary>Of a pod (<c>requiredDuring…</c>) and of a volume (<c>required</c>).</summary>
internal sealed class NodeAffinity
{
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }

    public NodeSelector? Required { get; set; }
}

internal sealed class NodeSelector
{
    public List<NodeSelectorTerm>? NodeSelectorTerms { get; set; }
}

internal sealed class NodeSelectorTerm
{
    public List<NodeRequirement>? MatchFields { get; set; }

    public List<NodeRequirement>? MatchExpressions { get; set; }
}

internal sealed class NodeRequirement
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public List<string>? Values { get; set; }
}

internal sealed class PodStatus
{
    public string? Phase { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? StartTime { get; set; }

    public string? PodIP { get; set; }

    public List<PodAddress>? PodIPs { get; set; }

    public List<Condition>? Conditions { get; set; }

    public List<ContainerStatus>? ContainerStatuses { get; set; }

    public List<ContainerStatus>? InitContainerStatuses { get; set; }
}

internal sealed class PodAddress
{
    public string? Ip { get; set; }
}

internal sealed class ContainerStatus
{
    public string? Name { get; set; }

    public bool Ready { get; set; }

    public bool? Started { get; set; }

    public long RestartCount { get; set; }

    public ContainerState? State { get; set; }

    public ContainerState? LastState { get; set; }
}

internal sealed class ContainerState
{
    public WaitingState? Waiting { get; set; }

    public RunningState? Running { get; set; }

    public TerminatedState? Terminated { get; set; }
}

internal sealed class WaitingState
{
    public string? Reason { get; set; }

    public string? Message { get; set; }
}

internal sealed class RunningState
{
    public DateTimeOffset? StartedAt { get; set; }
}

internal sealed class TerminatedState
{
    public long ExitCode { get; set; }

    public long? Signal { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}
