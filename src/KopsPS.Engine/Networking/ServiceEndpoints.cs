using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>Puts the slices of a service together: slices split by family, by ports and by number, people think of pods.</summary>
internal static class ServiceEndpoints
{
    /// <summary>One endpoint a pod, with all its addresses and ports; one an address where no pod is behind it.</summary>
    /// <param name="slices">The slices of one service.</param>
    /// <param name="dnsName">The service's whole name.</param>
    /// <param name="why">Why a pod is not ready; null where nobody looked.</param>
    public static KopsEndpoint[] Of(IEnumerable<EndpointSliceRow> slices, string dnsName, Func<string, KopsFinding?>? why = null)
    {
        var all = new Dictionary<string, Gathered>(StringComparer.Ordinal);
        foreach (var slice in slices)
        {
            var ports = PortsOf(slice);
            foreach (var row in slice.Endpoints ?? [])
            {
                var pod = row.TargetRef is { Kind: "Pod", Name: { } name } ? name : null;
                var key = pod is null ? $"address {row.Addresses?.FirstOrDefault()}" : $"pod {row.TargetRef!.Namespace}/{pod}";
                if (!all.TryGetValue(key, out var gathered))
                {
                    all[key] = gathered = new Gathered(row, pod is null ? null : row.TargetRef!.Namespace ?? slice.Metadata?.Namespace, pod);
                }

                gathered.Add(row, ports);
            }
        }

        return [.. all.Values.Select(one => one.Endpoint(dnsName, why)).OrderBy(endpoint => endpoint.Pod ?? endpoint.Addresses.FirstOrDefault(), StringComparer.Ordinal)];
    }

    public static KopsEndpointSlice Slice(EndpointSliceRow row) => new()
    {
        Name = row.Metadata?.Name ?? "",
        AddressType = row.AddressType ?? "",
        Count = row.Endpoints?.Count ?? 0,
        Ready = row.Endpoints?.Count(IsReady) ?? 0,
        Ports = PortsOf(row),
    };

    /// <summary>An endpoint that does not say so is ready.</summary>
    public static bool IsReady(EndpointRow row) => row.Conditions?.Ready != false;

    /// <summary>Such as <c>http 8080/TCP</c>; a slice port without number stands for all.</summary>
    private static string[] PortsOf(EndpointSliceRow slice) =>
        [.. (slice.Ports ?? []).Select(port => FormattableString.Invariant($"{(string.IsNullOrEmpty(port.Name) ? "" : port.Name + " ")}{(port.Port is { } number ? FormattableString.Invariant($"{number}") : "*")}/{port.Protocol ?? "TCP"}"))];

    private sealed class Gathered(ServedEndpointRow first, string? @namespace, string? pod)
    {
        private readonly List<string> _addresses = [];
        private readonly List<string> _ports = [];
        private bool _ready;
        private bool _serving;
        private bool _terminating;

        public void Add(ServedEndpointRow row, string[] ports)
        {
            _addresses.AddRange((row.Addresses ?? []).Except(_addresses, StringComparer.Ordinal));
            _ports.AddRange(ports.Except(_ports, StringComparer.Ordinal));
            _ready |= IsReady(row);
            _serving |= row.Conditions?.Serving ?? IsReady(row);
            _terminating |= row.Conditions?.Terminating == true;
        }

        public KopsEndpoint Endpoint(string dnsName, Func<string, KopsFinding?>? why) => new()
        {
            Addresses = [.. _addresses],
            Ready = _ready,
            Serving = _serving,
            Terminating = _terminating,
            Namespace = @namespace,
            Pod = pod,
            Node = first.NodeName,
            Zone = first.Zone,
            Hostname = first.Hostname,
            DnsName = first.Hostname is { Length: > 0 } hostname ? $"{hostname}.{dnsName}" : null,
            Ports = [.. _ports],
            Finding = pod is null ? null : why?.Invoke(pod),
        };
    }
}
