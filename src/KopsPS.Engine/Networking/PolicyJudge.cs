using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Networking;

/// <summary>
/// Judges policies together: one that closes everything is as it should be where others open what is needed. What stays closed is a fault where
/// somebody counts on it: a service leads to it, or names are to be resolved.
/// </summary>
internal sealed class PolicyJudge
{
    private const int Dns = 53;

    private readonly PolicyFacts _facts;
    private readonly PolicyEvaluator _evaluator;
    private readonly Dictionary<PolicyRule, bool> _reach = [];
    private readonly ILookup<string, ServiceRow> _services;
    private readonly PolicyPod[] _dns;
    private readonly bool _hasLocalDns;

    /// <param name="facts">Policies, pods and namespaces.</param>
    /// <param name="services">Services; none where they could not be read.</param>
    public PolicyJudge(PolicyFacts facts, IEnumerable<ServiceRow> services)
    {
        _facts = facts;
        _evaluator = facts.Evaluator();
        _services = services.Where(service => service.Spec is { Type: not "ExternalName", Selector.Count: > 0 }).ToLookup(service => service.Metadata?.Namespace ?? "", StringComparer.Ordinal);
        _dns = [.. facts.Pods.Where(pod => pod.Namespace == "kube-system" && pod.Labels?.GetValueOrDefault("k8s-app") == "kube-dns")];

        // Where every node answers itself, no policy stands between: what goes to the own node is always let out.
        _hasLocalDns = facts.Pods.Any(pod => pod.Namespace == "kube-system" && pod.Labels?.GetValueOrDefault("k8s-app") is "node-local-dns" or "nodelocaldns");
    }

    /// <summary>Judges all, in the order of their namespaces and names.</summary>
    public IEnumerable<(NetworkPolicyRow Policy, Judgement Judgement)> Judge()
    {
        var all = _facts.Policies.OrderBy(policy => policy.Metadata?.Namespace, StringComparer.Ordinal).ThenBy(policy => policy.Metadata?.Name, StringComparer.Ordinal)
            .Select(policy => (Policy: policy, Judgement: new Judgement())).ToArray();
        if (!_facts.KnowsPods)
        {
            foreach (var (_, judged) in all)
            {
                judged.Skip("Pod", _facts.Skipped.First(skipped => skipped.Code == "Pod").Reason, decisive: true);
            }

            return all;
        }

        var byPolicy = all.ToDictionary(item => item.Policy, item => item.Judgement);
        var held = new Dictionary<NetworkPolicyRow, int>();
        var (closed, mute) = (new List<(NetworkPolicyRow Policy, PolicyPod Pod, bool Ingress)>(), new List<(NetworkPolicyRow Policy, PolicyPod Pod)>());
        foreach (var pod in _facts.Pods)
        {
            var (incoming, outgoing) = (_evaluator.Holding(pod, true), _evaluator.Holding(pod, false));
            foreach (var policy in incoming.Union(outgoing))
            {
                held[policy] = held.GetValueOrDefault(policy) + 1;
            }

            foreach (var ingress in (ReadOnlySpan<bool>)[true, false])
            {
                // Once, at the first of those that close it.
                if ((ingress ? incoming : outgoing) is [var first, ..] holding)
                {
                    if (!holding.Any(policy => PolicyEvaluator.RulesOf(policy, ingress).Exists(rule => Reaches(rule, policy, pod, ingress))))
                    {
                        closed.Add((first, pod, ingress));
                    }
                    else if (!ingress && !Resolves(pod))
                    {
                        mute.Add((first, pod));
                    }
                }
            }
        }

        foreach (var (policy, judged) in all)
        {
            var count = held.GetValueOrDefault(policy);
            judged.Ready = Words.Several(count, "pod");
            if (count == 0)
            {
                judged.Add(NetworkCode.PolicySelectsNothing, KopsSeverity.Info, $"it holds no pod ({(policy.Spec?.PodSelector is { IsEmpty: false } selector ? selector : "all of an empty namespace")})");
            }
        }

        foreach (var group in closed.GroupBy(item => (item.Policy, item.Ingress)))
        {
            Closed(byPolicy[group.Key.Policy], [.. group.Select(item => item.Pod)], group.Key.Ingress);
        }

        foreach (var group in mute.GroupBy(item => item.Policy))
        {
            var pods = group.Select(item => item.Pod.Name).Order(StringComparer.Ordinal).ToArray();
            byPolicy[group.Key].Add(
                NetworkCode.PolicyBlocksDns, KopsSeverity.Warning, $"{Words.Several(pods.Length, "pod")} may send to others, but not ask kube-dns at port 53: names are not resolved there (such as {pods[0]})",
                null, $"Get-KopsNetworkPolicy -Pod {group.Key.Metadata?.Namespace}/{pods[0]}");
        }

        return all;
    }

    private void Closed(Judgement judged, PolicyPod[] pods, bool ingress)
    {
        var names = pods.Select(pod => pod.Name).Order(StringComparer.Ordinal).ToArray();
        var space = pods[0].Namespace;
        if (!ingress)
        {
            judged.Add(NetworkCode.PolicyIsolates, KopsSeverity.Info, $"{Words.Several(names.Length, "pod")} may send nothing (such as {names[0]})");
            return;
        }

        var services = _services[space].Where(service => pods.Any(pod => service.Spec!.Selector!.All(pair => pod.Labels?.GetValueOrDefault(pair.Key) == pair.Value))).ToArray();
        if (services.Length == 0)
        {
            judged.Add(NetworkCode.PolicyIsolates, KopsSeverity.Info, $"{Words.Several(names.Length, "pod")} may be reached from nowhere (such as {names[0]})");
            return;
        }

        var first = services.Select(service => service.Metadata?.Name ?? "").Order(StringComparer.Ordinal).ToArray();
        judged.Add(
            NetworkCode.PolicyIsolates, KopsSeverity.Warning,
            $"{Words.Several(names.Length, "pod")} may be reached from nowhere (such as {names[0]}), and {(first.Length == 1 ? "a service leads" : $"{first.Length} services lead")} there: {string.Join(", ", first.Take(5))}{(first.Length > 5 ? ", …" : "")}",
            null, $"Get-KopsNetworkPolicy -Pod {space}/{names[0]}");
    }

    /// <summary>Whether a rule lets anything through that there is: a rule for pods that do not exist opens nothing.</summary>
    private bool Reaches(PolicyRule rule, NetworkPolicyRow policy, PolicyPod pod, bool ingress)
    {
        if (!_reach.TryGetValue(rule, out var reaches))
        {
            _reach[rule] = reaches = rule.Peers.Count == 0 || rule.Peers.Exists(peer => peer?.IpBlock is not null || (peer is not null && _facts.Pods.Any(other => _evaluator.Fits(peer, policy, other))));
        }

        return reaches && (!ingress || !PolicyEvaluator.PortsOf(rule, pod).IsEmpty);
    }

    private bool Resolves(PolicyPod pod) => _hasLocalDns || _dns.Length == 0 || Array.Exists(_dns, server =>
    {
        var allowed = _evaluator.Allowed(pod, server, false);
        return allowed.Sure.With(allowed.Maybe) is var ports && (ports.Contains("UDP", Dns) || ports.Contains("TCP", Dns));
    });
}
