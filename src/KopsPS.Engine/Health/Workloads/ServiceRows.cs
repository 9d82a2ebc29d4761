using System.Text.Json;

namespace KopsPS.Engine.Health.Workloads;

internal sealed class ServiceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ServiceSpec? Spec { get; set; }

    public BalancedStatus? Status { get; set; }
}

internal sealed class ServiceSpec
{
    public string? Type { get; set; }

    public Dictionary<string, string>? Selector { get; set; }

    /// <summary><c>None</c> for a headless service.</summary>
    public string? ClusterIP { get; set; }

    /// <summary>The same, one a family of addresses.</summary>
    public List<string>? ClusterIPs { get; set; }

    public string? ExternalName { get; set; }

    public List<string>? ExternalIPs { get; set; }

    public List<ServicePort>? Ports { get; set; }

    public bool PublishNotReadyAddresses { get; set; }

    public string? LoadBalancerClass { get; set; }
}

internal sealed class ServicePort
{
    public string? Name { get; set; }

    public string? Protocol { get; set; }

    public long Port { get; set; }

    public long NodePort { get; set; }

    public string? AppProtocol { get; set; }

    /// <summary>A number, or the name of a container's port.</summary>
    public JsonElement? TargetPort { get; set; }
}

internal sealed class BalancedStatus
{
    public LoadBalancerStatus? LoadBalancer { get; set; }
}

internal sealed class LoadBalancerStatus
{
    public List<LoadBalancerAddress>? Ingress { get; set; }
}

internal sealed class LoadBalancerAddress
{
    public string? Hostname { get; set; }

    public string? Ip { get; set; }
}

internal sealed class SliceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public List<EndpointRow>? Endpoints { get; set; }

    public List<SlicePort>? Ports { get; set; }
}

internal sealed class SlicePort
{
    public string? Name { get; set; }

    public string? Protocol { get; set; }

    public long? Port { get; set; }
}

internal class EndpointRow
{
    public EndpointConditions? Conditions { get; set; }

    public ObjectName? TargetRef { get; set; }
}

internal sealed class EndpointConditions
{
    public bool? Ready { get; set; }

    public bool? Serving { get; set; }

    public bool? Terminating { get; set; }
}

internal sealed class IngressRow : IKubeRow
{
    public AnnotatedMeta? Metadata { get; set; }

    public IngressSpec? Spec { get; set; }

    public BalancedStatus? Status { get; set; }

    ObjectMeta? IKubeRow.Metadata => Metadata;
}

/// <summary>Where annotations count: the old way to name an ingress class, and what is the default class.</summary>
internal sealed class AnnotatedMeta : ObjectMeta
{
    public Dictionary<string, string>? Annotations { get; set; }
}

internal sealed class IngressSpec
{
    public string? IngressClassName { get; set; }

    public IngressBackend? DefaultBackend { get; set; }

    public List<IngressRule>? Rules { get; set; }

    public List<IngressTls>? Tls { get; set; }
}

internal sealed class IngressTls
{
    public string? SecretName { get; set; }
}

internal sealed class IngressRule
{
    public IngressHttp? Http { get; set; }
}

internal sealed class IngressHttp
{
    public List<IngressPath>? Paths { get; set; }
}

internal sealed class IngressPath
{
    public IngressBackend? Backend { get; set; }
}

internal sealed class IngressBackend
{
    public BackendService? Service { get; set; }
}

internal sealed class BackendService
{
    public string? Name { get; set; }

    public BackendPort? Port { get; set; }
}

internal sealed class BackendPort
{
    public string? Name { get; set; }

    public long Number { get; set; }
}

internal sealed class IngressClassRow : IKubeRow
{
    public AnnotatedMeta? Metadata { get; set; }

    public IngressClassSpec? Spec { get; set; }

    ObjectMeta? IKubeRow.Metadata => Metadata;
}

internal sealed class IngressClassSpec
{
    public string? Controller { get; set; }
}

internal sealed class AutoscalerRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public AutoscalerSpec? Spec { get; set; }

    public AutoscalerStatus? Status { get; set; }

    public Condition? ConditionOf(string type) => Status?.Conditions?.Find(condition => condition.Type == type);
}

internal sealed class AutoscalerSpec
{
    public ObjectName? ScaleTargetRef { get; set; }

    public long? MinReplicas { get; set; }

    public long MaxReplicas { get; set; }
}

internal sealed class AutoscalerStatus
{
    public long? CurrentReplicas { get; set; }

    public long? DesiredReplicas { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class QuotaRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public QuotaSpec? Spec { get; set; }

    public QuotaStatus? Status { get; set; }
}

internal sealed class QuotaSpec
{
    public Dictionary<string, string>? Hard { get; set; }
}

internal sealed class QuotaStatus
{
    public Dictionary<string, string>? Hard { get; set; }

    public Dictionary<string, string>? Used { get; set; }
}

internal sealed class BudgetRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public BudgetSpec? Spec { get; set; }

    public BudgetStatus? Status { get; set; }
}

internal sealed class BudgetSpec
{
    public LabelSelector? Selector { get; set; }

    /// <summary>A number or a percentage.</summary>
    public JsonElement? MinAvailable { get; set; }

    /// <summary>A number or a percentage.</summary>
    public JsonElement? MaxUnavailable { get; set; }

    /// <summary><c>IfHealthyBudget</c>, which is the default, or <c>AlwaysAllow</c>.</summary>
    public string? UnhealthyPodEvictionPolicy { get; set; }
}

internal sealed class BudgetStatus
{
    public long? ObservedGeneration { get; set; }

    public long DisruptionsAllowed { get; set; }

    public long CurrentHealthy { get; set; }

    public long DesiredHealthy { get; set; }

    public long ExpectedPods { get; set; }

    public List<Condition>? Conditions { get; set; }
}
