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
    public SliceRow ForHealth() => new() { Metadata = Metadata, Endpoints = Endpoints?.ConvertAll<EndpointRow>(endpoint => endpoint) };
}

internal sealed class ServedEndpointRow : EndpointRow
{
    public List<string>? Addresses { get; set; }

    public string? Hostname { get; set; }

    public string? NodeName { get; set; }

    public string? Zone { get; set; }
}

internal sealed class SlicePort
{
    public string? Name { get; set; }

    public string? Protocol { get; set; }

    public long? Port { get; set; }
}

internal sealed class ConfigMapRow
{
    public Dictionary<string, string>? Data { get; set; }
}
