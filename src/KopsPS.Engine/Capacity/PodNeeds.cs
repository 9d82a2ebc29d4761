namespace KopsPS.Engine.Capacity;

/// <summary>A pod that looks for a node: what it asks for, and which nodes it wants and bears.</summary>
internal sealed class PodNeeds
{
    private static readonly PodToleration[] NoTolerations = [];

    private readonly CapacityPodRow _row;
    private readonly ContainerPort[] _ports;
    private readonly List<(PodAffinityTerm Term, HashSet<string> Taken)> _apart = [];

    /// <summary>By the label of nodes that they go by: domains of pods that keep this one away from theirs.</summary>
    private readonly Dictionary<string, HashSet<string>> _kept = new(StringComparer.Ordinal);

    public PodNeeds(CapacityPodRow row)
    {
        _row = row;
        Requests = PodDemand.Requests(row.Spec, row.Status);
        Limits = PodDemand.Limits(row.Spec);
        _ports = [.. NodeSpace.HostPorts(row.Spec)];
        foreach (var term in Apart(row))
        {
            _apart.Add((term, new HashSet<string>(StringComparer.Ordinal)));
        }
    }

    public CapacityPodSpec? Spec => _row.Spec;

    public string Namespace => _row.Namespace;

    public ResourceAmounts Requests { get; }

    public ResourceAmounts Limits { get; }

    /// <summary>Why the API server would not take it, whatever the nodes.</summary>
    public KopsCapacityBlock? Refusal { get; init; }

    private IReadOnlyList<PodToleration> Tolerations => Spec?.Tolerations is { } told ? told : NoTolerations;

    /// <summary>What decides about its place as well and is not looked at here.</summary>
    public IEnumerable<(string Code, string Reason)> NotChecked
    {
        get
        {
            if (Spec?.Affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is { Count: > 0 })
            {
                yield return ("PodAffinity", "whether it gets near the pods that it must be near is not counted");
            }

            if (Spec?.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is { } apart && apart.Count > _apart.Count)
            {
                yield return ("PodAntiAffinity", "pods that it must be apart from, chosen by labels of namespaces, are not counted");
            }

            if (Spec?.TopologySpreadConstraints?.Exists(constraint => constraint.WhenUnsatisfiable != "ScheduleAnyway") == true)
            {
                yield return ("TopologySpread", "how evenly it must be spread is not counted");
            }

            if (Spec?.Volumes?.Exists(volume => volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null) == true)
            {
                yield return ("Volume", "where its volumes are, and how many a node can attach, is not counted");
            }

            if (Spec?.ResourceClaims is { Count: > 0 })
            {
                yield return ("ResourceClaim", "devices that it claims are not counted");
            }
        }
    }

    /// <summary>Notes where pods are that it must be apart from, and those that must be apart from it.</summary>
    public void Meet(CapacityPodRow other)
    {
        if (other.Spec?.NodeName is not { Length: > 0 } node)
        {
            return;
        }

        foreach (var (term, taken) in _apart)
        {
            if (Means(term, _row, other))
            {
                taken.Add(node);
            }
        }

        foreach (var term in Apart(other).Where(term => Means(term, other, _row)))
        {
            if (!_kept.TryGetValue(term.TopologyKey!, out var taken))
            {
                _kept[term.TopologyKey!] = taken = new HashSet<string>(StringComparer.Ordinal);
            }

            taken.Add(node);
        }
    }

    /// <summary>Turns the nodes that were noted into the domains that are taken.</summary>
    /// <param name="nodes">All nodes of the cluster by name.</param>
    public void Settle(IReadOnlyDictionary<string, NodeSpace> nodes)
    {
        foreach (var (key, taken) in _apart.Select(apart => (apart.Term.TopologyKey!, apart.Taken)).Concat(_kept.Select(kept => (kept.Key, kept.Value))))
        {
            var domains = taken.Select(node => nodes.GetValueOrDefault(node)?.Labels.GetValueOrDefault(key)).OfType<string>().ToArray();
            taken.Clear();
            taken.UnionWith(domains);
        }
    }

    /// <summary>How many of it a node can hold now, and what keeps more away: first what would keep it away for ever.</summary>
    public (int Count, KopsCapacityBlock Why) Fit(NodeSpace node)
    {
        if (Refusal is not null)
        {
            return (0, Refusal);
        }

        if ((Spec?.NodeName is { Length: > 0 } bound && bound != node.Name) || !NodeMatcher.Wants(Spec, node.Name, node.Labels))
        {
            return No("SelectorMismatch");
        }

        if (NodeMatcher.Repelled(node.OwnTaints, Tolerations) is { } taint)
        {
            return No("TaintNotTolerated", taint.ToString());
        }

        if (Names(resource => (node.Allocatable[resource.Name] ?? 0) < resource.Amount) is { Length: > 0 } large)
        {
            return No("TooLarge", large);
        }

        // The taint comes a moment after the condition, and goes a moment after it.
        if (!node.IsReady && NodeMatcher.Repelled([new PodTaint { Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule" }], Tolerations) is not null)
        {
            return No("NodeNotReady");
        }

        if (node.IsCordoned && NodeMatcher.Repelled([new PodTaint { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" }], Tolerations) is not null)
        {
            return No("NodeCordoned");
        }

        if (NodeMatcher.Repelled(node.Troubles, Tolerations) is { } trouble)
        {
            return No("NodeTroubled", trouble.Key!);
        }

        if (_ports.FirstOrDefault(port => node.Ports.Exists(taken => Clash(port, taken))) is { } clash)
        {
            return No("PortTaken", $"{clash.HostPort}");
        }

        if (_apart.Any(apart => IsTaken(apart.Term.TopologyKey!, apart.Taken)) || _kept.Any(kept => IsTaken(kept.Key, kept.Value)))
        {
            return No("AntiAffinity");
        }

        return Room(node);

        bool IsTaken(string key, HashSet<string> domains) => node.Labels.TryGetValue(key, out var domain) && domains.Contains(domain);
    }

    /// <summary>How many of it nodes can hold together: less than the sum where it must be apart from its own kind.</summary>
    public int Fit(IEnumerable<(NodeSpace Node, int Count)> nodes)
    {
        var alone = _apart.Where(apart => Means(apart.Term, _row, _row)).Select(apart => (apart.Term.TopologyKey, Used: new HashSet<string>(StringComparer.Ordinal))).ToArray();
        var sum = 0L;
        foreach (var (node, count) in nodes)
        {
            var domains = alone.Select(term => (term.Used, Domain: node.Labels.GetValueOrDefault(term.TopologyKey!))).Where(term => term.Domain is not null).ToArray();
            if (count == 0 || Array.Exists(domains, term => term.Used.Contains(term.Domain!)))
            {
                continue;
            }

            sum += domains.Length > 0 ? 1 : count;
            foreach (var (used, domain) in domains)
            {
                used.Add(domain!);
            }
        }

        return (int)Math.Min(sum, int.MaxValue);
    }

    private (int, KopsCapacityBlock) Room(NodeSpace node)
    {
        var (count, why) = (node.FreePods, new KopsCapacityBlock { Reason = "NoPodSlot", Nodes = 1 });
        foreach (var (name, amount) in Requests.All)
        {
            if (amount > 0 && Math.Floor(node.Free(name) / amount) is var fits && fits < count)
            {
                (count, why) = (fits, new KopsCapacityBlock { Reason = "Insufficient", Detail = name, Nodes = 1 });
            }
        }

        if (count > 1 && _ports.Length > 0)
        {
            (count, why) = (1, new KopsCapacityBlock { Reason = "PortTaken", Detail = $"{_ports[0].HostPort}", Nodes = 1 });
        }

        if (count > 1 && _apart.Exists(apart => node.Labels.ContainsKey(apart.Term.TopologyKey!) && Means(apart.Term, _row, _row)))
        {
            (count, why) = (1, new KopsCapacityBlock { Reason = "AntiAffinity", Nodes = 1 });
        }

        return ((int)Math.Min(count, int.MaxValue), why);
    }

    /// <summary>What a pod must be apart from; terms that choose namespaces by their labels are left out.</summary>
    private static IEnumerable<PodAffinityTerm> Apart(CapacityPodRow pod) => (pod.Spec?.Affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
        .Where(term => term is { NamespaceSelector: null or { IsEmpty: true }, LabelSelector: not null, TopologyKey.Length: > 0 });

    /// <summary>Whether a term of one pod means another one.</summary>
    private static bool Means(PodAffinityTerm term, CapacityPodRow holder, CapacityPodRow other) =>
        (term.NamespaceSelector is not null || (term.Namespaces is { Count: > 0 } told ? told.Contains(other.Namespace) : other.Namespace == holder.Namespace))
        && term.LabelSelector!.Fits(other.Metadata?.Labels);

    private string Names(Func<(string Name, decimal Amount), bool> which) => string.Join(", ", Requests.All.Where(resource => resource.Amount > 0 && which(resource)).Select(resource => resource.Name));

    private static bool Clash(ContainerPort port, ContainerPort taken) =>
        port.HostPort == taken.HostPort && (port.Protocol ?? "TCP") == (taken.Protocol ?? "TCP")
        && (IsAny(port.HostIp) || IsAny(taken.HostIp) || port.HostIp == taken.HostIp);

    private static bool IsAny(string? address) => address is null or "" or "0.0.0.0" or "::";

    private static (int, KopsCapacityBlock) No(string reason, string detail = "") => (0, new KopsCapacityBlock { Reason = reason, Detail = detail, Nodes = 1 });
}
