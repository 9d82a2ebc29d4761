using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Components;

/// <summary>A pod of the control plane.</summary>
internal sealed class SystemPod : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public SystemPodSpec? Spec { get; set; }

    public SystemPodStatus? Status { get; set; }

    /// <summary>What it runs, by the label of kops or of kubeadm.</summary>
    [JsonIgnore]
    public string App => Metadata?.Labels?.GetValueOrDefault("k8s-app") ?? Metadata?.Labels?.GetValueOrDefault("component") ?? "";

    [JsonIgnore]
    public string Name => Metadata?.Name ?? "";

    [JsonIgnore]
    public Condition? Ready => Status?.Conditions?.Find(condition => condition?.Type == "Ready");

    [JsonIgnore]
    public bool IsReady => Ready?.Status == "True" && Metadata?.DeletionTimestamp is null;

    [JsonIgnore]
    public string? Version => ImageVersion.Of(Spec?.Containers?.FirstOrDefault()?.Image);
}

internal sealed class SystemPodSpec
{
    public string? NodeName { get; set; }

    public string? SchedulerName { get; set; }

    public List<PodVolume>? Volumes { get; set; }

    public List<ContainerImage>? Containers { get; set; }

    public List<JsonElement>? SchedulingGates { get; set; }

    public Dictionary<string, string>? NodeSelector { get; set; }

    public PodAffinity? Affinity { get; set; }
}

internal sealed class ContainerImage
{
    public string? Name { get; set; }

    public string? Image { get; set; }

    public List<string>? Args { get; set; }

    public List<ContainerVariable>? Env { get; set; }
}

internal sealed class ContainerVariable
{
    public string? Name { get; set; }

    public string? Value { get; set; }
}

internal sealed class SystemPodStatus
{
    public string? Phase { get; set; }

    [JsonPropertyName("hostIP")]
    public string? HostIp { get; set; }

    public List<Condition>? Conditions { get; set; }

    public List<SystemContainer>? ContainerStatuses { get; set; }
}

internal sealed class SystemContainer
{
    public string? Name { get; set; }

    public long RestartCount { get; set; }

    public SystemContainerState? State { get; set; }

    public SystemContainerState? LastState { get; set; }
}

internal sealed class SystemContainerState
{
    public SystemContainerWaiting? Waiting { get; set; }

    public SystemContainerEnd? Terminated { get; set; }
}

internal sealed class SystemContainerWaiting
{
    public string? Reason { get; set; }

    public string? Message { get; set; }
}

internal sealed class SystemContainerEnd
{
    public string? Reason { get; set; }

    public int? ExitCode { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>A pod as far as services are concerned.</summary>
internal sealed class ServedPod
{
    public ServedPodMeta? Metadata { get; set; }

    public SystemPodSpec? Spec { get; set; }

    public ServedPodStatus? Status { get; set; }
}

internal sealed class ServedPodMeta
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }
}

internal sealed class ServedPodStatus
{
    public string? Phase { get; set; }

    [JsonPropertyName("podIP")]
    public string? PodIp { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class ServedServiceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ServedServiceSpec? Spec { get; set; }

    public BalancedStatus? Status { get; set; }
}

internal sealed class ServedServiceSpec
{
    public string? Type { get; set; }

    public string? LoadBalancerClass { get; set; }

    public Dictionary<string, string>? Selector { get; set; }
}

internal sealed class ServedSliceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public List<ServedEndpoint>? Endpoints { get; set; }
}

internal sealed class ServedEndpoint
{
    public List<string>? Addresses { get; set; }

    public EndpointConditions? Conditions { get; set; }

    public ObjectName? TargetRef { get; set; }
}

/// <summary>A DaemonSet, Deployment or StatefulSet that runs a part.</summary>
internal sealed class AgentRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public AgentSpec? Spec { get; set; }

    public AgentStatus? Status { get; set; }

    [JsonIgnore]
    public string Name => Metadata?.Name ?? "";

    [JsonIgnore]
    public string Namespace => Metadata?.Namespace ?? "";

    [JsonIgnore]
    public IEnumerable<ContainerImage> Containers => (Spec?.Template?.Spec?.Containers ?? []).Where(container => container is not null);

    [JsonIgnore]
    public string? Version => ImageVersion.Of(Containers.FirstOrDefault()?.Image);

    /// <summary>Nodes of the control plane are all it is for, by the labels that kops gives them.</summary>
    [JsonIgnore]
    public bool IsForControlPlane => (Spec?.Template?.Spec?.NodeSelector?.Keys.Any(IsControlPlane) ?? false)
        || (Spec?.Template?.Spec?.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms is { Count: > 0 } terms
            && terms.TrueForAll(term => term?.MatchExpressions?.Exists(wanted => wanted is { Operator: "Exists", Key: { } key } && IsControlPlane(key)) == true));

    public bool Runs(string image) => Containers.Any(container => container.Image?.Contains(image, StringComparison.Ordinal) == true);

    public Condition? ConditionOf(string type) => Status?.Conditions?.Find(condition => condition?.Type == type);

    private static bool IsControlPlane(string label) => label is "node-role.kubernetes.io/control-plane" or "node-role.kubernetes.io/master" or "kops.k8s.io/kops-controller-pki";
}

internal sealed class AgentSpec
{
    public long? Replicas { get; set; }

    public AgentStrategy? Strategy { get; set; }

    public bool Paused { get; set; }

    public AgentTemplate? Template { get; set; }
}

internal sealed class AgentStrategy
{
    public string? Type { get; set; }
}

internal sealed class AgentTemplate
{
    public ServedPodMeta? Metadata { get; set; }

    public SystemPodSpec? Spec { get; set; }
}

internal sealed class AgentStatus
{
    public long? ObservedGeneration { get; set; }

    public long Replicas { get; set; }

    public long ReadyReplicas { get; set; }

    public long DesiredNumberScheduled { get; set; }

    public long NumberReady { get; set; }

    public long? UpdatedNumberScheduled { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class LeaderRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public LeaderSpec? Spec { get; set; }
}

internal sealed class LeaderSpec
{
    public string? HolderIdentity { get; set; }

    public long? LeaseDurationSeconds { get; set; }

    public DateTimeOffset? RenewTime { get; set; }

    public DateTimeOffset? AcquireTime { get; set; }

    public long? LeaseTransitions { get; set; }
}

internal sealed class NamespaceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public NamespaceSpec? Spec { get; set; }

    public NamespaceStatus? Status { get; set; }
}

internal sealed class NamespaceSpec
{
    public List<string>? Finalizers { get; set; }
}

internal sealed class NamespaceStatus
{
    public string? Phase { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class ApiServiceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ApiServiceSpec? Spec { get; set; }

    public NamespaceStatus? Status { get; set; }
}

internal sealed class ApiServiceSpec
{
    public ObjectName? Service { get; set; }

    public string? Group { get; set; }

    public string? Version { get; set; }
}

internal sealed class WebhookConfigurationRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public List<WebhookRow>? Webhooks { get; set; }
}

internal sealed class WebhookRow
{
    public string? Name { get; set; }

    public string? FailurePolicy { get; set; }

    public long? TimeoutSeconds { get; set; }

    public WebhookClient? ClientConfig { get; set; }

    public List<WebhookRule>? Rules { get; set; }

    public LabelSelector? NamespaceSelector { get; set; }

    public LabelSelector? ObjectSelector { get; set; }

    public List<JsonElement>? MatchConditions { get; set; }
}

internal sealed class WebhookClient
{
    public string? Url { get; set; }

    public ObjectName? Service { get; set; }

    public string? CaBundle { get; set; }
}

internal sealed class WebhookRule
{
    public List<string>? ApiGroups { get; set; }

    public List<string>? Resources { get; set; }

    public List<string>? Operations { get; set; }

    public string? Scope { get; set; }
}

internal sealed class CertificateRequestRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public CertificateRequestSpec? Spec { get; set; }

    public CertificateRequestStatus? Status { get; set; }
}

internal sealed class CertificateRequestSpec
{
    public string? SignerName { get; set; }

    public string? Username { get; set; }
}

internal sealed class CertificateRequestStatus
{
    public string? Certificate { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class CsiNodeRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public CsiNodeSpec? Spec { get; set; }
}

internal sealed class CsiNodeSpec
{
    public List<ObjectName>? Drivers { get; set; }
}

internal sealed class ConfigRow
{
    public Dictionary<string, string>? Data { get; set; }
}

/// <summary>Any object of which only the name counts.</summary>
internal sealed class NamedRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }
}

internal sealed class ScalerRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ScalerSpec? Spec { get; set; }
}

internal sealed class ScalerSpec
{
    public List<ScalerMetric>? Metrics { get; set; }
}

internal sealed class ScalerMetric
{
    public string? Type { get; set; }
}

/// <summary>The tag of an image, where it is a version.</summary>
internal static class ImageVersion
{
    public static string? Of(string? image)
    {
        if (image is null)
        {
            return null;
        }

        var digest = image.IndexOf('@', StringComparison.Ordinal);
        var name = digest < 0 ? image : image[..digest];
        var colon = name.LastIndexOf(':');
        return colon < 0 || name.IndexOf('/', colon) >= 0 ? null : name[(colon + 1)..];
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(KubeList<SystemPod>), TypeInfoPropertyName = "SystemPods")]
[JsonSerializable(typeof(KubeList<ServedPod>), TypeInfoPropertyName = "ServedPods")]
[JsonSerializable(typeof(KubeList<ServedServiceRow>), TypeInfoPropertyName = "ServedServices")]
[JsonSerializable(typeof(KubeList<ServedSliceRow>), TypeInfoPropertyName = "ServedSlices")]
[JsonSerializable(typeof(KubeList<AgentRow>), TypeInfoPropertyName = "Agents")]
[JsonSerializable(typeof(KubeList<LeaderRow>), TypeInfoPropertyName = "Leaders")]
[JsonSerializable(typeof(KubeList<NamespaceRow>), TypeInfoPropertyName = "Namespaces")]
[JsonSerializable(typeof(KubeList<ApiServiceRow>), TypeInfoPropertyName = "ApiServices")]
[JsonSerializable(typeof(KubeList<WebhookConfigurationRow>), TypeInfoPropertyName = "Webhooks")]
[JsonSerializable(typeof(KubeList<CertificateRequestRow>), TypeInfoPropertyName = "CertificateRequests")]
[JsonSerializable(typeof(KubeList<CsiNodeRow>), TypeInfoPropertyName = "CsiNodes")]
[JsonSerializable(typeof(KubeList<NamedRow>), TypeInfoPropertyName = "Names")]
[JsonSerializable(typeof(KubeList<ScalerRow>), TypeInfoPropertyName = "Scalers")]
[JsonSerializable(typeof(ConfigRow), TypeInfoPropertyName = "Config")]
[JsonSerializable(typeof(LeaderRow))]
internal sealed partial class ComponentJson : JsonSerializerContext;
