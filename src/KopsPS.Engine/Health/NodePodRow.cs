namespace KopsPS.Engine.Health;

/// <summary>What node health needs of a Pod.</summary>
internal sealed class NodePodRow
{
    public NodePodMetadata? Metadata { get; set; }

    public NodePodSpec? Spec { get; set; }

    public NodePodStatus? Status { get; set; }
}

internal sealed class NodePodMetadata
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }

    public List<NodePodOwner>? OwnerReferences { get; set; }
}

internal sealed class NodePodOwner
{
    public string? Kind { get; set; }

    public string? Name { get; set; }
}

internal sealed class NodePodSpec
{
    public string? NodeName { get; set; }

    public string? PriorityClassName { get; set; }

    public List<NodePodContainer>? Containers { get; set; }

    public List<NodePodContainer>? InitContainers { get; set; }

    public NodeResources? Overhead { get; set; }
}

internal sealed class NodePodContainer
{
    public string? RestartPolicy { get; set; }

    public NodePodResources? Resources { get; set; }
}

internal sealed class NodePodResources
{
    public NodeResources? Requests { get; set; }

    public NodeResources? Limits { get; set; }
}

internal sealed class NodePodStatus
{
    public string? Phase { get; set; }

    public List<NodeCondition>? Conditions { get; set; }

    public List<NodePodContainerStatus>? ContainerStatuses { get; set; }

    public List<NodePodContainerStatus>? InitContainerStatuses { get; set; }
}

internal sealed class NodePodContainerStatus
{
    public int RestartCount { get; set; }

    public NodePodContainerState? State { get; set; }

    public NodePodContainerState? LastState { get; set; }
}

internal sealed class NodePodContainerState
{
    public NodePodWaiting? Waiting { get; set; }

    public NodePodTerminated? Terminated { get; set; }
}

internal sealed class NodePodWaiting
{
    public string? Reason { get; set; }

    public string? Message { get; set; }
}

internal sealed class NodePodTerminated
{
    public string? Reason { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>What node health needs of an Event about a node.</summary>
internal sealed class NodeEventRow
{
    public NodeMetadata? Metadata { get; set; }

    public NodeEventObject? InvolvedObject { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? LastTimestamp { get; set; }

    public DateTimeOffset? EventTime { get; set; }

    public NodeEventSeries? Series { get; set; }
}

internal sealed class NodeEventObject
{
    public string? Name { get; set; }
}

internal sealed class NodeEventSeries
{
    public DateTimeOffset? LastObservedTime { get; set; }
}
