using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Capacity;

/// <summary>Why pods have no node: each is held against every node, those that are alike once.</summary>
internal sealed class WaitingJudge(CapacityFacts facts, KubeContext context, string clusterName)
{
    /// <summary>Reasons that no waiting, uncordoning or mending changes.</summary>
    private static readonly string[] Lasting = ["SelectorMismatch", "TaintNotTolerated", "TooLarge", "LimitRange"];

    private readonly Dictionary<string, (KopsPodPlacement Placement, KopsCapacityBlock[] Blocks)> _known = new(StringComparer.Ordinal);

    public IEnumerable<KopsWaitingPod> Judge() => facts.Waiting
        .OrderBy(pod => pod.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal).Select(Judge);

    /// <summary>Blocks of the same kind put together, the commonest first.</summary>
    public static KopsCapacityBlock[] Grouped(IEnumerable<KopsCapacityBlock> blocks) =>
    [
        .. blocks.GroupBy(block => (block.Reason, block.Detail)).Select(alike => new KopsCapacityBlock { Reason = alike.Key.Reason, Detail = alike.Key.Detail, Nodes = alike.Sum(block => block.Nodes) })
            .OrderByDescending(block => block.Nodes).ThenBy(block => block.Reason, StringComparer.Ordinal).ThenBy(block => block.Detail, StringComparer.Ordinal),
    ];

    /// <summary>Resources as they are shown.</summary>
    public static KopsCapacityResource[] Asked(ResourceAmounts requests, ResourceAmounts limits) =>
        [.. requests.All.Select(item => new KopsCapacityResource { Name = item.Name, Requested = item.Amount, Limit = limits[item.Name] ?? 0 })];

    private KopsWaitingPod Judge(CapacityPodRow row)
    {
        var needs = new PodNeeds(row);
        var owner = row.Metadata?.Controller;
        var scheduled = row.Status?.Conditions?.Find(condition => condition.Type == "PodScheduled");
        var (placement, blocks) = row.Spec?.SchedulingGates is { Count: > 0 } ? (KopsPodPlacement.Gated, []) : Place(needs, row, owner is null ? null : $"{row.Namespace}/{owner.Kind}/{owner.Name}");
        return new KopsWaitingPod
        {
            Namespace = row.Namespace,
            Name = row.Name,
            Owner = owner is null ? null : $"{owner.Kind}/{owner.Name}",
            Placement = placement,
            Blocks = blocks,
            Resources = Asked(needs.Requests, needs.Limits),
            Message = scheduled?.Message,
            Age = ServerClock.Age(facts.Now, row.Metadata?.CreationTimestamp),
            ClusterName = clusterName,
            Kubeconfig = context.Source,
            Context = context.Name,
        };
    }

    private (KopsPodPlacement, KopsCapacityBlock[]) Place(PodNeeds needs, CapacityPodRow row, string? owner)
    {
        // A daemon set's pods differ in the node that each is for.
        var alike = owner is null || row.Metadata?.Controller?.Kind == "DaemonSet" ? null : owner + "/" + string.Join(',', needs.Requests.All);
        if (alike is not null && _known.TryGetValue(alike, out var known))
        {
            return known;
        }

        var (possible, lasting) = (false, true);
        List<KopsCapacityBlock> blocks = [];
        foreach (var node in facts.Nodes.Values)
        {
            var (count, why) = needs.Fit(node);
            if (count > 0)
            {
                possible = true;
                continue;
            }

            lasting &= Lasting.Contains(why.Reason);
            blocks.Add(why);
        }

        var judged = (possible ? KopsPodPlacement.Possible : lasting ? KopsPodPlacement.Never : KopsPodPlacement.NotNow, Grouped(blocks));
        if (alike is not null)
        {
            _known[alike] = judged;
        }

        return judged;
    }
}
