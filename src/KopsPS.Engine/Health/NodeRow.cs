using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health;

/// <summary>What node health needs of a Node; the nine tenths that it does not need are never made into objects.</summary>
internal sealed class NodeRow
{
    public NodeMetadata? Metadata { get; set; }

    public NodeSpec? Spec { get; set; }

    public NodeStatus? Status { get; set; }

    [JsonIgnore]
    public string Name => Metadata?.Name ?? "";

    /// <summary>Condition Ready, as its kubelet said it last.</summary>
    [JsonIgnore]
    public NodeCondition? Ready => Status?.Conditions?.Find(condition => condition?.Type == "Ready");

    [JsonIgnore]
    public bool IsReady => Ready?.Status == "True";
}

internal sealed class NodeMetadata
{
    public string? Name { get; set; }

    public string? ResourceVersion { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }

    [JsonConverter(typeof(NodeLabelsConverter))]
    public NodeLabels? Labels { get; set; }
}

internal sealed class NodeSpec
{
    [JsonPropertyName("providerID")]
    public string? ProviderId { get; set; }

    public bool Unschedulable { get; set; }

    public List<NodeTaint>? Taints { get; set; }
}

internal sealed class NodeTaint
{
    public string? Key { get; set; }

    public string? Value { get; set; }

    public string? Effect { get; set; }

    public DateTimeOffset? TimeAdded { get; set; }
}

internal sealed class NodeStatus
{
    public List<NodeCondition>? Conditions { get; set; }

    public NodeInfo? NodeInfo { get; set; }

    public NodeResources? Allocatable { get; set; }
}

internal sealed class NodeCondition
{
    public string? Type { get; set; }

    public string? Status { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? LastHeartbeatTime { get; set; }

    public DateTimeOffset? LastTransitionTime { get; set; }
}

internal sealed class NodeResources
{
    public string? Cpu { get; set; }

    public string? Memory { get; set; }

    public string? Pods { get; set; }
}

internal sealed class NodeInfo
{
    public string? KubeletVersion { get; set; }

    public string? KernelVersion { get; set; }

    public string? OsImage { get; set; }

    public string? ContainerRuntimeVersion { get; set; }

    public string? Architecture { get; set; }
}

internal sealed class LeaseRow
{
    public LeaseMetadata? Metadata { get; set; }

    public LeaseSpec? Spec { get; set; }
}

internal sealed class LeaseMetadata
{
    public string? Name { get; set; }

    public List<LeaseWrite>? ManagedFields { get; set; }
}

internal sealed class LeaseWrite
{
    public DateTimeOffset? Time { get; set; }
}

internal sealed class LeaseSpec
{
    public int? LeaseDurationSeconds { get; set; }

    public DateTimeOffset? RenewTime { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeList<NodeRow>), TypeInfoPropertyName = "Nodes")]
[JsonSerializable(typeof(KubeList<LeaseRow>), TypeInfoPropertyName = "Leases")]
[JsonSerializable(typeof(KubeList<NodePodRow>), TypeInfoPropertyName = "Pods")]
[JsonSerializable(typeof(KubeList<NodeEventRow>), TypeInfoPropertyName = "Events")]
internal sealed partial class NodeJson : JsonSerializerContext;
