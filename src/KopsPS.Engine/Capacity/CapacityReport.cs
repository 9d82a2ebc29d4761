using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Capacity;

/// <summary>Makes objects of what was read.</summary>
internal sealed class CapacityReport(CapacityFacts facts, CapacityQuery query, KubeContext context, string clusterName)
{
    private readonly WaitingJudge _waiting = new(facts, context, clusterName);
    private readonly Dictionary<string, (int Count, KopsCapacityBlock Why)> _fits = new(StringComparer.Ordinal);
    private readonly (int Count, string Quota)? _quota = facts.Asked is { } asked ? QuotaFit.Of(facts.Quotas.Where(row => row.Metadata?.Namespace == asked.Namespace), asked) : null;
    private KopsWaitingPod[]? _judged;

    private KopsWaitingPod[] Waiting => _judged ??= facts.Nodes.Count == 0 ? [] : [.. _waiting.Judge()];

    public IEnumerable<KopsCapacity> Rows()
    {
        var nodes = facts.Nodes.Values
            .Where(node => query.Node?.Invoke(node.Name) != false && query.InstanceGroup?.Invoke(node.Group ?? "") != false)
            .OrderBy(node => node.Group, StringComparer.Ordinal).ThenBy(node => node.Name, StringComparer.Ordinal).ToArray();
        return query.Scopes.Distinct().SelectMany(scope => scope switch
        {
            KopsCapacityScope.Cluster => [Cluster(nodes)],
            KopsCapacityScope.InstanceGroup => Shares("InstanceGroup", nodes, node => node.Group),
            KopsCapacityScope.Zone => Shares("Zone", nodes, node => node.Zone),
            KopsCapacityScope.Node => nodes.Select(Node),
            KopsCapacityScope.Namespace => Namespaces(),
            _ => Workloads(),
        });
    }

    private KopsCapacity Cluster(NodeSpace[] nodes)
    {
        var found = new CapacityFinding();
        foreach (var (placement, code, said) in new[]
        {
            (KopsPodPlacement.Never, CapacityCode.PodsFitNowhere, "that no node could hold"),
            (KopsPodPlacement.NotNow, CapacityCode.PodsWaitForRoom, "until nodes have room or are sound again"),
        })
        {
            var pods = Array.FindAll(Waiting, pod => pod.Placement == placement);
            if (pods.Length > 0)
            {
                found.Add(
                    code, KopsSeverity.Warning, $"{pods.Length} {(pods.Length == 1 ? "pod waits" : "pods wait")} {said}, such as {pods[0].Namespace}/{pods[0].Name}", null,
                    $"Get-KopsCapacity -Waiting -ClusterName {clusterName}");
            }
        }

        return Share("Cluster", clusterName, nodes, found, Waiting);
    }

    private IEnumerable<KopsCapacity> Shares(string kind, NodeSpace[] nodes, Func<NodeSpace, string?> of) =>
        nodes.GroupBy(node => of(node) ?? "").OrderBy(share => share.Key, StringComparer.Ordinal)
            .Select(share => Share(kind, share.Key.Length > 0 ? share.Key : "(none)", [.. share], new CapacityFinding(), []));

    private KopsCapacity Share(string kind, string name, NodeSpace[] nodes, CapacityFinding found, KopsWaitingPod[] waiting)
    {
        var open = Array.FindAll(nodes, node => node.IsOpen);

        // Where others are told of beside it, the room of the control plane is none for workloads.
        var forAll = Array.TrueForAll(nodes, node => node.IsControlPlane) ? open : Array.FindAll(open, node => !node.IsControlPlane);
        var (fit, blocks) = FitOf(nodes);
        var resources = Names(nodes).Select(resource => new KopsCapacityResource
        {
            Name = resource,
            Allocatable = nodes.Sum(node => node.Allocatable[resource] ?? 0),
            Requested = nodes.Sum(node => node.Requested[resource] ?? 0),
            Limit = nodes.Sum(node => node.Limits[resource] ?? 0),
            Used = Array.Exists(nodes, node => node.Used?[resource] is not null) ? nodes.Sum(node => node.Used?[resource] ?? 0) : null,
            Free = forAll.Sum(node => node.Free(resource)),
            LargestFree = forAll.Select(node => node.Free(resource)).DefaultIfEmpty().Max(),
        }).ToArray();
        var pods = new KopsCapacityResource
        {
            Name = "pods",
            Allocatable = nodes.Sum(node => node.Allocatable["pods"] ?? 0),
            Requested = nodes.Sum(node => node.Pods),
            Free = forAll.Sum(node => node.FreePods),
            LargestFree = forAll.Select(node => node.FreePods).DefaultIfEmpty().Max(),
        };
        var single = kind == "Node" ? nodes[0] : null;
        return new KopsCapacity
        {
            Kind = kind,
            Name = name,
            Cpu = resources[0],
            Memory = resources[1],
            Pods = pods,
            Resources = [.. resources, pods],
            Nodes = nodes.Length,
            OpenNodes = open.Length,
            Fit = fit,
            Blocks = blocks,
            Waiting = waiting,
            Findings = found.Result().Findings,
            NotChecked = [.. facts.NotChecked],
            InstanceGroup = single?.Group,
            Zone = single?.Zone,
            InstanceType = single?.InstanceType,
            Taints = single is null ? [] : [.. single.Taints.Where(taint => taint.Effect is "NoSchedule" or "NoExecute").Select(taint => taint.ToString())],
            ObservedAt = facts.Now?.ToUniversalTime(),
            ClusterName = clusterName,
            Kubeconfig = context.Source,
            Context = context.Name,
        };
    }

    private KopsCapacity Node(NodeSpace node) => Share("Node", node.Name, [node], new CapacityFinding(), []);

    private (int? Fit, KopsCapacityBlock[] Blocks) FitOf(NodeSpace[] nodes)
    {
        if (facts.Asked is not { } asked)
        {
            return (null, []);
        }

        if (asked.Refusal is { } refusal)
        {
            return (0, [refusal]);
        }

        var each = Array.ConvertAll(nodes, node =>
        {
            if (!_fits.TryGetValue(node.Name, out var fit))
            {
                _fits[node.Name] = fit = asked.Fit(node);
            }

            return (Node: node, fit.Count, fit.Why);
        });
        var count = asked.Fit(each.Select(item => (item.Node, item.Count)));
        var blocks = WaitingJudge.Grouped(each.Select(item => item.Why));
        return _quota is { } limit && limit.Count < count
            ? (limit.Count, [new KopsCapacityBlock { Reason = "Quota", Detail = limit.Quota, Nodes = 0 }, .. blocks])
            : (count, blocks);
    }

    /// <summary>CPU and memory first, then whatever else nodes have or pods ask for.</summary>
    private static IEnumerable<string> Names(NodeSpace[] nodes) => new[] { "cpu", "memory" }
        .Concat(nodes.SelectMany(node => node.Allocatable.All.Concat(node.Requested.All)).Where(item => item.Amount > 0).Select(item => item.Name).Where(name => name != "pods")
            .Distinct().Order(StringComparer.Ordinal)).Distinct();

    private IEnumerable<KopsCapacity> Namespaces()
    {
        var names = facts.Namespaces.Keys.Concat(facts.Quotas.Select(row => row.Metadata?.Namespace ?? "")).Concat(facts.LimitRanges.Select(row => row.Metadata?.Namespace ?? ""))
            .Concat(query.Namespaces).Where(name => query.Namespace?.Invoke(name) != false).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var rows = facts.Quotas.FindAll(row => row.Metadata?.Namespace == name);
            var quotas = rows.SelectMany(Quotas).ToArray();
            var found = new CapacityFinding();
            foreach (var full in Array.FindAll(quotas, quota => quota.Hard > 0 && quota.Free == 0))
            {
                found.Add(CapacityCode.QuotaUsedUp, KopsSeverity.Warning, $"nothing is left of {full}");
            }

            // Quotas of some pods only say nothing of all.
            var whole = rows.FindAll(row => QuotaFit.Scopes(row).Length == 0).SelectMany(Quotas).ToArray();
            var resources = Resources(facts.Namespaces.GetValueOrDefault(name) ?? new PodTotals(), whole);
            var (fit, blocks) = facts.Asked is not null && query.PodNamespace == name ? FitOf([.. facts.Nodes.Values]) : (null, []);
            yield return new KopsCapacity
            {
                Kind = "Namespace",
                Name = name,
                Cpu = resources[0],
                Memory = resources[1],
                Pods = resources[^1],
                Resources = resources,
                Fit = fit,
                Blocks = blocks,
                Waiting = Array.FindAll(Waiting, pod => pod.Namespace == name),
                Quotas = quotas,
                LimitRanges = [.. facts.LimitRanges.Where(row => row.Metadata?.Namespace == name).SelectMany(Ranges)],
                Findings = found.Result().Findings,
                NotChecked = [.. facts.NotChecked],
                ObservedAt = facts.Now?.ToUniversalTime(),
                ClusterName = clusterName,
                Kubeconfig = context.Source,
                Context = context.Name,
            };
        }
    }

    private IEnumerable<KopsCapacity> Workloads()
    {
        foreach (var (key, totals) in facts.Workloads.OrderBy(item => item.Key.Namespace, StringComparer.Ordinal).ThenBy(item => item.Key.Kind, StringComparer.Ordinal).ThenBy(item => item.Key.Name, StringComparer.Ordinal))
        {
            var found = new CapacityFinding();
            RequestJudge.Judge(totals, found);
            var resources = Resources(totals, []);
            yield return new KopsWorkloadCapacity
            {
                Kind = key.Kind,
                Namespace = key.Namespace,
                Name = key.Name,
                Cpu = resources[0],
                Memory = resources[1],
                Pods = resources[^1],
                Resources = resources,
                Findings = found.Result().Findings,
                NotChecked = [.. facts.NotChecked],
                ObservedAt = facts.Now?.ToUniversalTime(),
                ClusterName = clusterName,
                Kubeconfig = context.Source,
                Context = context.Name,
            };
        }
    }

    /// <summary>CPU and memory first, pods last.</summary>
    private static KopsCapacityResource[] Resources(PodTotals totals, KopsQuota[] quotas)
    {
        var others = totals.Requested.All.Select(item => item.Name).Where(name => name is not ("cpu" or "memory"));
        return
        [
            .. new[] { "cpu", "memory" }.Concat(others).Select(name => Of(name, totals.Requested[name] ?? 0, totals.Limits[name] ?? 0, totals.Used?[name], [name, "requests." + name])),
            Of("pods", totals.Pods, 0, null, ["pods", "count/pods"]),
        ];

        KopsCapacityResource Of(string resource, decimal requested, decimal limit, decimal? used, string[] limitedBy)
        {
            var limits = Array.FindAll(quotas, quota => limitedBy.Contains(quota.Resource));
            return new KopsCapacityResource
            {
                Name = resource,
                Allocatable = limits.Length > 0 ? limits.Min(quota => quota.Hard) : null,
                Requested = requested,
                Limit = limit,
                Used = used,
                Free = limits.Length > 0 ? limits.Min(quota => quota.Free) : null,
            };
        }
    }

    private static IEnumerable<KopsQuota> Quotas(CapacityQuotaRow row) => ((row.Status?.Hard ?? row.Spec?.Hard)?.All ?? []).Select(item => new KopsQuota
    {
        Name = row.Metadata?.Name ?? "",
        Resource = item.Name,
        Hard = item.Amount,
        Used = row.Status?.Used?[item.Name] ?? 0,
        Scopes = QuotaFit.Scopes(row),
    });

    private static IEnumerable<KopsLimitRange> Ranges(LimitRangeRow row) => (row.Spec?.Limits ?? []).SelectMany(item =>
        new[] { item.Min, item.Max, item.Default, item.DefaultRequest, item.MaxLimitRequestRatio }.SelectMany(amounts => amounts?.All ?? []).Select(amount => amount.Name).Distinct()
            .Select(resource => new KopsLimitRange
            {
                Name = row.Metadata?.Name ?? "",
                Type = item.Type ?? "",
                Resource = resource,
                Minimum = item.Min?[resource],
                Maximum = item.Max?[resource],
                DefaultLimit = item.Default?[resource],
                DefaultRequest = item.DefaultRequest?[resource],
                MaximumRatio = item.MaxLimitRequestRatio?[resource],
            }));
}
