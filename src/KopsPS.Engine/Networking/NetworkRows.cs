using System.Text.Json;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>An EndpointSlice with all that it says; health needs less of it.</summary>
internal sealed class EndpointSliceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public string? AddressType { get; set; }

    public List<ServedEndpointRow>? Endpoints { get; set; }

    public List<SlicePort>? Ports { get; set; }

    /// <summary>The service that it belongs to.</summary>
    public string? Service => Metadata?.Labels?.GetValueOrDefault("kubernetes.io/service-name");

    /// <summary>The same as the judges of health take it.</summary>
    public SliceRow ForHealth() => new() { Metadata = Metadata, Endpoints = Endpoints?.ConvertAll<EndpointRow>(endpoint => endpoint), Ports = Ports };
}

internal sealed class ServedEndpointRow : EndpointRow
{
    public List<string>? Addresses { get; set; }

    public string? Hostname { get; set; }

    public string? NodeName { get; set; }

    public string? Zone { get; set; }
}

internal sealed class ConfigMapRow
{
    public Dictionary<string, string>? Data { get; set; }
}

internal sealed class NetworkPolicyRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public PolicySpec? Spec { get; set; }

    /// <summary>Without a word on types every policy is for what comes in, and one with rules for what goes out also for that.</summary>
    public bool IsForIngress => Spec?.PolicyTypes is not { Count: > 0 } types || types.Contains("Ingress");

    /// <summary>See <see cref="IsForIngress"/>.</summary>
    public bool IsForEgress => Spec?.PolicyTypes is { Count: > 0 } types ? types.Contains("Egress") : Spec?.Egress is { Count: > 0 };
}

internal sealed class PolicySpec
{
    public LabelSelector? PodSelector { get; set; }

    public List<string>? PolicyTypes { get; set; }

    public List<PolicyRule>? Ingress { get; set; }

    public List<PolicyRule>? Egress { get; set; }
}

/// <summary>A rule: peers by ports. Without peers it is for all, without ports for all of those.</summary>
internal sealed class PolicyRule
{
    public List<PolicyPeer>? From { get; set; }

    public List<PolicyPeer>? To { get; set; }

    public List<PolicyPort>? Ports { get; set; }

    public List<PolicyPeer> Peers => From ?? To ?? [];
}

internal sealed class PolicyPeer
{
    public LabelSelector? PodSelector { get; set; }

    public LabelSelector? NamespaceSelector { get; set; }

    public PolicyBlock? IpBlock { get; set; }
}

internal sealed class PolicyBlock
{
    public string? Cidr { get; set; }

    public List<string>? Except { get; set; }
}

internal sealed class PolicyPort
{
    public string? Protocol { get; set; }

    /// <summary>A number, or the name of a container's port; missing are all.</summary>
    public JsonElement? Port { get; set; }

    public long? EndPort { get; set; }
}
