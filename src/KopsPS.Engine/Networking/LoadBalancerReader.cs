using KopsPS.Engine.Aws;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Networking;

/// <summary>
/// Reads services of type LoadBalancer, and Ingresses to which AWS gave one, with their load balancers in AWS. Where AWS cannot be asked they
/// are shown all the same.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="feedback">Where it reports to.</param>
/// <param name="settings">How AWS is reached.</param>
public sealed class LoadBalancerReader(KubeClient client, IFeedback feedback, KopsSettings settings)
{
    private readonly NetworkLister _lister = new(client);

    /// <summary>Reads, sorted by namespace and name; one object a name in DNS.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which services and Ingresses.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<KopsLoadBalancer>> ReadAsync(string? clusterName, ServiceQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var rows = (await _lister.ListAsync(
                NetworkLister.Core, "services", query.Namespaces, null, query.Names is [var one] ? $"metadata.name={one}" : null, WorkloadJson.Default.Services, cancellationToken).ConfigureAwait(false))
            .Where(row => row.Spec?.Type == "LoadBalancer" && ServiceReader.Wants(row, query))
            .OrderBy(row => row.Metadata?.Namespace, StringComparer.Ordinal).ThenBy(row => row.Metadata?.Name, StringComparer.Ordinal).ToArray();
        var ingresses = await IngressesAsync(query, cancellationToken).ConfigureAwait(false);
        var facts = new ClusterFacts { Now = client.Clock.Now, Unread = [new UnreadKind("EndpointSlice", null, "")] };
        await EventsAsync(facts, rows, query, cancellationToken).ConfigureAwait(false);
        Dictionary<string, (AwsSession Session, BalancerInventory Inventory, string? Unread)> regions = new(StringComparer.Ordinal);
        try
        {
            List<KopsLoadBalancer> all = [];
            foreach (var row in rows)
            {
                var places = ServiceReader.BalancersOf(row).ToArray();
                foreach (var place in places.Length == 0 ? new string?[1] : places)
                {
                    all.Add(await OneAsync(row, "Service", row.Metadata?.Name, place, facts, regions, clusterName, cancellationToken).ConfigureAwait(false));
                }
            }

            foreach (var (row, backend) in ingresses)
            {
                foreach (var place in ServiceReader.BalancersOf(row))
                {
                    all.Add(await OneAsync(row, "Ingress", backend, place, facts, regions, clusterName, cancellationToken).ConfigureAwait(false));
                }
            }

            return all;
        }
        finally
        {
            foreach (var (session, _, _) in regions.Values)
            {
                session.Dispose();
            }
        }
    }

    /// <summary>Ingresses to which AWS gave a load balancer, as services with the ports that it serves, each with a service that it leads to.</summary>
    private async Task<IReadOnlyList<(ServiceRow Row, string? Backend)>> IngressesAsync(ServiceQuery query, CancellationToken cancellationToken)
    {
        var (rows, unread) = await _lister.TryListAsync(
            PolicyFactsReader.Api, "ingresses", query.Namespaces, null, query.Names is [var one] ? $"metadata.name={one}" : null, WorkloadJson.Default.Ingresses, cancellationToken).ConfigureAwait(false);
        if (unread is not null)
        {
            feedback.Warning($"Load balancers of Ingresses are not shown: {unread}");
        }

        return
        [
            .. (rows ?? []).Select(row => (
                    Row: new ServiceRow
                    {
                        Metadata = row.Metadata,
                        Spec = new ServiceSpec { Ports = row.Spec?.Tls is { Count: > 0 } ? [new ServicePort { Port = 80 }, new ServicePort { Port = 443 }] : [new ServicePort { Port = 80 }] },
                        Status = row.Status,
                    },
                    Backend: (row.Spec?.DefaultBackend ?? row.Spec?.Rules?.SelectMany(rule => rule.Http?.Paths ?? []).FirstOrDefault()?.Backend)?.Service?.Name))
                .Where(item => ServiceReader.Wants(item.Row, query) && ServiceReader.BalancersOf(item.Row).Any(place => BalancerHost.RegionOf(place) is not null))
                .OrderBy(item => item.Row.Metadata?.Namespace, StringComparer.Ordinal).ThenBy(item => item.Row.Metadata?.Name, StringComparer.Ordinal),
        ];
    }

    private async Task<KopsLoadBalancer> OneAsync(
        ServiceRow row, string kind, string? backend, string? place, ClusterFacts facts, Dictionary<string, (AwsSession Session, BalancerInventory Inventory, string? Unread)> regions, string? clusterName, CancellationToken cancellationToken)
    {
        var judged = new Judgement();
        var (balancer, groups) = (default(Balancer), default(KopsTargetGroup[]));
        var region = BalancerHost.RegionOf(place);
        if (place is null)
        {
            BalancerJudge.Pending(judged, row, facts);
        }
        else if (region is null)
        {
            judged.Skip("LoadBalancer", $"{place} is no name that AWS gives to load balancers", decisive: true);
        }
        else
        {
            var (_, inventory, unread) = await RegionAsync(region, regions, cancellationToken).ConfigureAwait(false);
            if (unread is not null)
            {
                judged.Skip("LoadBalancer", unread, decisive: true);
            }
            else if ((balancer = inventory.Find(place)) is null)
            {
                BalancerJudge.Missing(judged, place, region);
            }
            else
            {
                groups = await TargetsAsync(inventory, balancer, judged, cancellationToken).ConfigureAwait(false);
                BalancerJudge.Found(judged, balancer, groups, backend is null ? null : $"{backend}.{row.Metadata?.Namespace}.svc");
            }
        }

        var (verdict, findings, skipped) = judged.Result();
        return new KopsLoadBalancer
        {
            Namespace = row.Metadata?.Namespace ?? "",
            Kind = kind,
            Service = row.Metadata?.Name ?? "",
            Hostname = place,
            Ports = ServiceReader.PortsOf(row, ""),
            Name = balancer?.Name,
            Type = balancer?.Type,
            Scheme = balancer?.Scheme,
            State = balancer?.State,
            Arn = balancer?.Arn,
            VpcId = balancer?.VpcId,
            TargetGroups = groups,
            Verdict = verdict,
            Findings = findings,
            NotChecked = skipped,
            Created = row.Metadata?.CreationTimestamp?.ToUniversalTime(),
            ObservedAt = facts.Now?.ToUniversalTime(),
            Region = region,
            ProfileName = settings.ProfileName,
            EndpointUrl = settings.EndpointUrl,
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    /// <summary>The load balancers of the region that a name tells: it may be another than the one that was told.</summary>
    private async Task<(AwsSession Session, BalancerInventory Inventory, string? Unread)> RegionAsync(
        string region, Dictionary<string, (AwsSession Session, BalancerInventory Inventory, string? Unread)> regions, CancellationToken cancellationToken)
    {
        if (regions.TryGetValue(region, out var known))
        {
            return known;
        }

        var session = AwsSession.Create(settings with { Region = region });
        var inventory = new BalancerInventory(session);
        feedback.Verbose($"Reading load balancers of {region}.");
        string? unread = null;
        try
        {
            await inventory.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            unread = fault.Message;
        }

        return regions[region] = (session, inventory, unread);
    }

    private static async Task<KopsTargetGroup[]?> TargetsAsync(BalancerInventory inventory, Balancer balancer, Judgement judged, CancellationToken cancellationToken)
    {
        try
        {
            return await inventory.TargetsAsync(balancer, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            judged.Skip("TargetHealth", fault.Message, decisive: true);
            return null;
        }
    }

    /// <summary>Events are asked for only where a service waits.</summary>
    private async Task EventsAsync(ClusterFacts facts, ServiceRow[] rows, ServiceQuery query, CancellationToken cancellationToken)
    {
        foreach (var row in rows.Where(row => row.Status?.LoadBalancer?.Ingress is not { Count: > 0 }))
        {
            _ = ServiceJudge.Service(row, facts);
        }

        if (facts.Events.Wanted.Count > 0)
        {
            using var reader = new ClusterFactsReader(client, feedback);
            await reader.ReadEventsAsync(facts.Events, new WorkloadHealthQuery { Namespaces = query.Namespaces }, cancellationToken).ConfigureAwait(false);
        }
    }
}
