using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges what leads to services on every node: kube-proxy, or what replaces it.</summary>
internal static class ProxyJudge
{
    /// <summary>Network plug-ins that leave services to kube-proxy.</summary>
    private static readonly string[] NeedKubeProxy = ["aws-node", "kube-flannel", "kindnet", "weave-net", "canal"];

    /// <summary>Whether kube-proxy must be looked for among the pods: no daemon set, and nothing that replaces it.</summary>
    public static bool NeedsPods(ComponentFacts facts) => KubeProxySet(facts) is null && Replacement(facts) is null;

    public static PartJudgement Judge(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.KubeProxy, "kube-proxy");
        judged.Knows(facts.DaemonSets, "KubeProxyDaemonSet");
        judged.Knows(facts.Cilium, "CiliumReplacement");
        if (KubeProxySet(facts) is { } set)
        {
            ReplicaJudge.DaemonSet(judged, set, facts);
        }
        else if (Replacement(facts) is var (replacement, name))
        {
            judged.Detail = $"replaced by {name}";
            if (replacement is not null)
            {
                judged.Version = replacement.Version;
                ReplicaJudge.DaemonSet(judged, replacement, facts);
            }
            else
            {
                judged.Skip("KubeProxyDaemonSet", facts.DaemonSets.Refused ?? $"the daemon set of {name} is not to be seen", decisive: true);
            }
        }
        else if (facts.ProxyPods.Value is { Count: > 0 } pods)
        {
            Pods(judged, pods, facts);
        }
        else if (facts.ProxyPods.Refused is { } reason)
        {
            judged.Skip("KubeProxyPods", reason, decisive: true);
        }
        else if (facts.DaemonSets.Refused is { } unread)
        {
            judged.Skip("KubeProxyDaemonSet", unread, decisive: true);
        }
        else if (facts.DaemonSets.Value?.Find(agent => NeedKubeProxy.Contains(agent.Name) && agent.Status?.DesiredNumberScheduled > 0) is { } plugin && !IsManaged(facts))
        {
            judged.Add(
                ComponentCode.ProxyMissing, KopsSeverity.Error, $"kube-proxy is nowhere to be seen, and {plugin.Name} does not replace it: services are not reached", null,
                "kubectl -n kube-system get pods -l k8s-app=kube-proxy");
        }
        else
        {
            judged.Add(ComponentCode.ProxyUnknown, KopsSeverity.Info, "neither kube-proxy nor a replacement that is known was found");
        }

        return judged;
    }

    private static AgentRow? KubeProxySet(ComponentFacts facts) => facts.DaemonSets.Value?.Find(agent =>
        (agent.Name == "kube-proxy" || agent.Runs("/kube-proxy:")) && agent.Status?.DesiredNumberScheduled > 0);

    private static (AgentRow? Set, string Name)? Replacement(ComponentFacts facts)
    {
        var sets = facts.DaemonSets.Value;
        if (facts.Cilium.Value?.Data?.GetValueOrDefault("kube-proxy-replacement") is "true" or "strict")
        {
            return (sets?.Find(agent => agent.Name == "cilium"), "cilium");
        }

        foreach (var agent in sets ?? [])
        {
            if (agent.Status?.DesiredNumberScheduled is not > 0)
            {
                continue;
            }

            var replaces = agent.Name switch
            {
                "kube-router" => agent.Containers.Any(container => (container.Args ?? []).Contains("--run-service-proxy=true")),
                "calico-node" => agent.Containers.Any(container => (container.Env ?? []).Exists(variable => variable is { Name: "FELIX_BPFENABLED", Value: "true" or "True" })),
                "anetd" or "ovnkube-node" => true,
                _ => false,
            };
            if (replaces)
            {
                return (agent, agent.Name);
            }
        }

        return null;
    }

    private static void Pods(PartJudgement judged, List<SystemPod> pods, ComponentFacts facts)
    {
        ReplicaJudge.Together(judged, pods, facts);
        var have = pods.Select(pod => pod.Spec?.NodeName).ToHashSet(StringComparer.Ordinal);
        var without = (facts.Nodes.Value ?? []).Where(node =>
            node.IsReady && !have.Contains(node.Name) && facts.IsOlder(node.Metadata?.CreationTimestamp, facts.Query.Thresholds.Patience)).ToArray();
        if (without.Length > 0)
        {
            judged.Add(
                ComponentCode.ProxyMissing, KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{without.Length} nodes have no kube-proxy: {ComponentFacts.Names(without.Select(node => node.Name))}"),
                null, "kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide");
        }
    }

    /// <summary>Some clusters that others run have these parts on their nodes, not in pods.</summary>
    private static bool IsManaged(ComponentFacts facts) =>
        facts.SystemPods.IsRead && !facts.PodsOf("kube-apiserver").Any()
        && facts.Nodes.Value?.Exists(NodeIdentity.IsControlPlane) != true;
}
