using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>Reads services with what they lead to.</summary>
public sealed class ServiceReader(KubeClient client)
{
    /// <summary>More names in one selector make a request that proxies refuse; then all slices are read.</summary>
    private const int MostNames = 20;

    private readonly NetworkLister _lister = new(client);

    /// <summary>Reads, sorted by namespace and name. Where EndpointSlices may not be read the services say so.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<KopsService>> ReadAsync(string? clusterName, ServiceQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var domain = ClusterDomain.ReadAsync(client, stop.Token);
        var slices = _lister.TryListAsync(NetworkLister.Discovery, "endpointslices", query.Namespaces, OfServices(query.Names), null, NetworkJson.Default.Slices, stop.Token);
        List<ServiceRow> rows;
        try
        {
            rows = await _lister.ListAsync(
                NetworkLister.Core, "services", query.Namespaces, null, query.Names is [var one] ? $"metadata.name={one}" : null, WorkloadJson.Default.Services, stop.Token).ConfigureAwait(false);
            await Task.WhenAll(domain, slices).ConfigureAwait(false);
        }
        catch
        {
            // What nobody waits for any more must not go on asking.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(domain, slices).ContinueWith(done => _ = done.Exception, TaskScheduler.Default).ConfigureAwait(false);
            throw;
        }

        var (read, unread) = await slices.ConfigureAwait(false);
        var byService = (read ?? []).ToLookup(slice => Keys.Of(slice.Metadata?.Namespace, slice.Service), StringComparer.Ordinal);
        var zone = await domain.ConfigureAwait(false);
        return
        [
            .. rows.Where(row => Wants(row, query)).OrderBy(row => row.Metadata?.Namespace, StringComparer.Ordinal).ThenBy(row => row.Metadata?.Name, StringComparer.Ordinal)
                .Select(row => Service(row, unread is null ? byService[row.Metadata?.Key ?? ""] : null, unread, zone, clusterName)),
        ];
    }

    /// <summary>The public object of a service.</summary>
    /// <param name="row">The service.</param>
    /// <param name="slices">Its slices; null where they could not be read.</param>
    /// <param name="unread">Why not.</param>
    /// <param name="zone">The cluster's domain.</param>
    /// <param name="clusterName">Name of the cluster; null takes the kubeconfig's.</param>
    internal KopsService Service(ServiceRow row, IEnumerable<EndpointSliceRow>? slices, string? unread, string zone, string? clusterName)
    {
        var (metadata, spec) = (row.Metadata, row.Spec);
        var own = slices?.ToArray();
        var isName = spec?.Type == "ExternalName";
        var dnsName = $"{metadata?.Name}.{metadata?.Namespace}.svc.{zone}";
        var endpoints = isName ? [] : own is null ? null : ServiceEndpoints.Of(own, dnsName);
        var ports = PortsOf(row, dnsName);
        return new KopsService
        {
            Namespace = metadata?.Namespace ?? "",
            Name = metadata?.Name ?? "",
            Type = spec?.Type ?? "ClusterIP",
            ClusterIPs = AddressesOf(row),
            IsHeadless = IsHeadless(row),
            ExternalAddresses =
            [
                .. BalancersOf(row),
                .. spec?.ExternalIPs ?? [],
            ],
            ExternalName = isName ? spec?.ExternalName : null,
            Ports = ports,
            Selector = spec?.Selector is { Count: > 0 } selector ? Labels(selector) : null,
            PublishesNotReady = spec?.PublishNotReadyAddresses == true,
            DnsName = dnsName,
            DnsNames =
            [
                dnsName, $"{metadata?.Name}.{metadata?.Namespace}.svc", $"{metadata?.Name}.{metadata?.Namespace}", .. ports.Select(port => port.SrvName).OfType<string>(),
                .. (endpoints ?? []).Select(endpoint => endpoint.DnsName).OfType<string>(),
            ],
            Slices = isName ? [] : own is null ? null : Array.ConvertAll(own, ServiceEndpoints.Slice),
            Endpoints = endpoints,
            NotChecked = unread is null || isName ? [] : [new KopsSkippedCheck { Code = "EndpointSlice", Reason = unread }],
            Labels = metadata?.Labels is { } labels ? Labels(labels) : null,
            Created = metadata?.CreationTimestamp?.ToUniversalTime(),
            Age = ServerClock.Age(client.Clock.Now, metadata?.CreationTimestamp),
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    internal static bool IsHeadless(ServiceRow row) => row.Spec?.ClusterIP == "None";

    internal static string[] AddressesOf(ServiceRow row) =>
        [.. (row.Spec?.ClusterIPs is { Count: > 0 } all ? all : row.Spec?.ClusterIP is { } one ? [one] : []).Where(address => address is { Length: > 0 } and not "None")];

    /// <summary>What load balancers were given to it: names in DNS, or addresses.</summary>
    internal static IEnumerable<string> BalancersOf(ServiceRow row) =>
        (row.Status?.LoadBalancer?.Ingress ?? []).Select(address => address.Hostname is { Length: > 0 } hostname ? hostname : address.Ip).OfType<string>();

    internal static KopsServicePort[] PortsOf(ServiceRow row, string dnsName) =>
    [
        .. (row.Spec?.Ports ?? []).Select(port => new KopsServicePort
        {
            Name = port.Name is { Length: > 0 } name ? name : null,
            Protocol = port.Protocol ?? "TCP",
            Port = (int)port.Port,
            TargetPort = port.TargetPort?.ToString() ?? FormattableString.Invariant($"{port.Port}"),
            NodePort = port.NodePort > 0 ? (int)port.NodePort : null,
            AppProtocol = port.AppProtocol,
            SrvName = port.Name is { Length: > 0 } known ? $"_{known}._{(port.Protocol ?? "TCP").ToLowerInvariant()}.{dnsName}" : null,
        }),
    ];

    internal static bool Wants(ServiceRow row, ServiceQuery query) => row.Metadata is { } metadata
        && query.Name?.Invoke(metadata.Namespace ?? "", metadata.Name ?? "") != false
        && query.Namespace?.Invoke(metadata.Namespace ?? "") != false
        && query.Selector?.Fits(metadata.Labels) != false;

    private static string? OfServices(IReadOnlyList<string> names) => names.Count switch
    {
        0 or > MostNames => null,
        1 => $"kubernetes.io/service-name={names[0]}",
        _ => $"kubernetes.io/service-name in ({string.Join(',', names)})",
    };

    private static KopsSpec Labels(Dictionary<string, string> labels) => new(labels);
}
