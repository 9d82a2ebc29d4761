using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Capacity;

/// <summary>What counts of a pod, or of the template of one.</summary>
internal sealed class CapacityPodRow
{
    public CapacityMeta? Metadata { get; set; }

    public CapacityPodSpec? Spec { get; set; }

    public CapacityPodStatus? Status { get; set; }

    [JsonIgnore]
    public string Namespace => Metadata?.Namespace ?? "";

    [JsonIgnore]
    public string Name => Metadata?.Name ?? "";
}

internal sealed class CapacityMeta
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public List<OwnerReference>? OwnerReferences { get; set; }

    [JsonIgnore]
    public OwnerReference? Controller => OwnerReferences?.Find(owner => owner.Controller == true);
}

internal sealed class CapacityPodSpec
{
    public string? NodeName { get; set; }

    public string? RestartPolicy { get; set; }

    public string? RuntimeClassName { get; set; }

    public Dictionary<string, string>? NodeSelector { get; set; }

    public CapacityAffinity? Affinity { get; set; }

    public List<PodToleration>? Tolerations { get; set; }

    public List<CapacityContainer>? Containers { get; set; }

    public List<CapacityContainer>? InitContainers { get; set; }

    /// <summary>What the pod as a whole asks for; beats what its containers ask for.</summary>
    public CapacityResources? Resources { get; set; }

    public ResourceAmounts? Overhead { get; set; }

    public List<JsonElement>? SchedulingGates { get; set; }

    public List<SpreadConstraint>? TopologySpreadConstraints { get; set; }

    public List<PodVolume>? Volumes { get; set; }

    public List<JsonElement>? ResourceClaims { get; set; }
}

internal sealed class CapacityAffinity
{
    public NodeAffinity? NodeAffinity { get; set; }

    public PodAffinityTerms? PodAffinity { get; set; }

    public PodAffinityTerms? PodAntiAffinity { get; set; }
}

internal sealed class PodAffinityTerms
{
    public List<PodAffinityTerm>? RequiredDuringSchedulingIgnoredDuringExecution { get; set; }
}

internal sealed class PodAffinityTerm
{
    public LabelSelector? LabelSelector { get; set; }

    public LabelSelector? NamespaceSelector { get; set; }

    public List<string>? Namespaces { get; set; }

    public string? TopologyKey { get; set; }
}

internal sealed class SpreadConstraint
{
    public string? WhenUnsatisfiable { get; set; }
}

internal sealed class PodToleration
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public string? Value { get; set; }

    public string? Effect { get; set; }
}

internal sealed class CapacityContainer
{
    public string? Name { get; set; }

    public string? RestartPolicy { get; set; }

    public CapacityResources? Resources { get; set; }

    public List<ContainerPort>? Ports { get; set; }
}

internal sealed class ContainerPort
{
    public int HostPort { get; set; }

    [JsonPropertyName("hostIP")]
    public string? HostIp { get; set; }

    public string? Protocol { get; set; }
}

internal sealed class CapacityResources
{
    public ResourceAmounts? Requests { get; set; }

    public ResourceAmounts? Limits { get; set; }
}

internal sealed class CapacityPodStatus
{
    public string? Phase { get; set; }

    public List<Condition>? Conditions { get; set; }

    public List<CapacityContainerStatus>? ContainerStatuses { get; set; }

    public List<CapacityContainerStatus>? InitContainerStatuses { get; set; }
}

/// <summary>What a container has, while its spec may ask for something else: a resize that is not done yet.</summary>
internal sealed class CapacityContainerStatus
{
    public string? Name { get; set; }

    public ResourceAmounts? AllocatedResources { get; set; }

    public CapacityResources? Resources { get; set; }
}

internal sealed class CapacityNodeRow
{
    public CapacityMeta? Metadata { get; set; }

    public CapacityNodeSpec? Spec { get; set; }

    public CapacityNodeStatus? Status { get; set; }
}

internal sealed class CapacityNodeSpec
{
    public bool Unschedulable { get; set; }

    public List<PodTaint>? Taints { get; set; }
}

internal sealed class PodTaint
{
    public string? Key { get; set; }

    public string? Value { get; set; }

    public string? Effect { get; set; }

    /// <summary>As kubectl writes it, such as <c>lifecycle=spot:NoSchedule</c>.</summary>
    public override string ToString() => $"{Key}{(string.IsNullOrEmpty(Value) ? "" : "=" + Value)}:{Effect}";
}

internal sealed class CapacityNodeStatus
{
    public ResourceAmounts? Allocatable { get; set; }

    public List<Condition>? Conditions { get; set; }
}

/// <summary>Of a node (<c>usage</c>) and of a pod (<c>containers</c>).</summary>
internal sealed class MetricRow
{
    public CapacityMeta? Metadata { get; set; }

    public ResourceAmounts? Usage { get; set; }

    public List<MetricContainer>? Containers { get; set; }
}

internal sealed class MetricContainer
{
    public ResourceAmounts? Usage { get; set; }
}

internal sealed class CapacityQuotaRow
{
    public CapacityMeta? Metadata { get; set; }

    public CapacityQuotaSpec? Spec { get; set; }

    public CapacityQuotaStatus? Status { get; set; }
}

internal sealed class CapacityQuotaSpec
{
    public List<string>? Scopes { get; set; }

    public CapacityScopeSelector? ScopeSelector { get; set; }

    public ResourceAmounts? Hard { get; set; }
}

internal sealed class CapacityScopeSelector
{
    public List<CapacityScopeRequirement>? MatchExpressions { get; set; }
}

internal sealed class CapacityScopeRequirement
{
    public string? ScopeName { get; set; }

    public string? Operator { get; set; }

    public List<string>? Values { get; set; }
}

internal sealed class CapacityQuotaStatus
{
    public ResourceAmounts? Hard { get; set; }

    public ResourceAmounts? Used { get; set; }
}

internal sealed class LimitRangeRow
{
    public CapacityMeta? Metadata { get; set; }

    public LimitRangeSpec? Spec { get; set; }
}

internal sealed class LimitRangeSpec
{
    public List<LimitRangeItem>? Limits { get; set; }
}

internal sealed class LimitRangeItem
{
    public string? Type { get; set; }

    public ResourceAmounts? Min { get; set; }

    public ResourceAmounts? Max { get; set; }

    public ResourceAmounts? Default { get; set; }

    public ResourceAmounts? DefaultRequest { get; set; }

    public ResourceAmounts? MaxLimitRequestRatio { get; set; }
}

internal sealed class RuntimeClassRow
{
    public RuntimeClassOverhead? Overhead { get; set; }

    public RuntimeClassScheduling? Scheduling { get; set; }
}

internal sealed class RuntimeClassOverhead
{
    public ResourceAmounts? PodFixed { get; set; }
}

internal sealed class RuntimeClassScheduling
{
    public Dictionary<string, string>? NodeSelector { get; set; }

    public List<PodToleration>? Tolerations { get; set; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(LenientCount), typeof(LenientSwitch), typeof(ResourceAmountsConverter)])]
[JsonSerializable(typeof(KubeList<CapacityPodRow>), TypeInfoPropertyName = "Pods")]
[JsonSerializable(typeof(KubeList<CapacityNodeRow>), TypeInfoPropertyName = "Nodes")]
[JsonSerializable(typeof(KubeList<MetricRow>), TypeInfoPropertyName = "Metrics")]
[JsonSerializable(typeof(KubeList<CapacityQuotaRow>), TypeInfoPropertyName = "Quotas")]
[JsonSerializable(typeof(KubeList<LimitRangeRow>), TypeInfoPropertyName = "LimitRanges")]
[JsonSerializable(typeof(CapacityPodRow))]
[JsonSerializable(typeof(RuntimeClassRow))]
internal sealed partial class CapacityJson : JsonSerializerContext;
