using System.Globalization;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Health;

/// <summary>
/// Judges a node by what runs on it. A pod that crashes is its workload's matter, so one alone says nothing against the node; many of
/// different owners, and more than elsewhere, do.
/// </summary>
internal static class NodePodJudge
{
    public static void Judge(NodeJudgement node, NodePeers peers)
    {
        Certificate(node, peers);
        if (node.Evidence.OutOfMemory?.TryGetValue(node.Name, out var killed) == true)
        {
            var isRecent = node.Now - killed <= node.Evidence.Thresholds.RecentTime;
            node.Add(
                NodeCode.NodeOutOfMemory, isRecent ? KopsSeverity.Warning : KopsSeverity.Info, "the node itself ran out of memory: its kernel killed a process", killed,
                $"kubectl get events -A --field-selector involvedObject.name={node.Name}");
        }

        if (node.Evidence.Pods is not { } pods)
        {
            return;
        }

        var load = pods.On(node.Name) ?? new NodeLoad();
        Capacity(node, load);
        Trouble(node, load, pods);
        Agents(node, load, pods);
    }

    private static void Certificate(NodeJudgement node, NodePeers peers)
    {
        // Only kops' own nodes: others may renew theirs.
        if (node.Now is not { } now || node.Node.Metadata?.Labels?.InstanceGroup is null || !peers.AnyGroup)
        {
            return;
        }

        var begun = node.Evidence.Instances?.LaunchOf(node.Node) ?? node.Created;
        if (now - begun is { } age && age >= node.Evidence.Thresholds.CertificateAgeWarning)
        {
            node.Add(
                NodeCode.NodeCertificateOld,
                age >= node.Evidence.Thresholds.CertificateAgeError ? KopsSeverity.Error : KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"it is {age.Days} days old; kops gives a node certificates for 455 to 485 days and does not renew them"),
                begun,
                "kops rolling-update cluster --instance-group <group> --force --yes");
        }
    }

    private static void Capacity(NodeJudgement node, NodeLoad load)
    {
        var (can, limits) = (node.Node.Status?.Allocatable, node.Evidence.Thresholds);
        var (cpu, memory) = (Percent(load.Cpu, can?.Cpu), Percent(load.Memory, can?.Memory));
        if (cpu >= limits.RequestPercent || memory >= limits.RequestPercent)
        {
            node.Add(NodeCode.NodeRequestsHigh, KopsSeverity.Info, $"its pods ask for {cpu} % of its CPU and {memory} % of its memory", null, $"kubectl describe node {node.Name}");
        }

        if (Percent(load.MemoryLimit, can?.Memory) is { } most && most >= limits.MemoryLimitPercent)
        {
            node.Add(NodeCode.NodeLimitsHigh, KopsSeverity.Info, $"its pods may take {most} % of its memory before they meet their limits", null, $"kubectl describe node {node.Name}");
        }

        if (Percent(load.Pods, can?.Pods) is { } share && share >= limits.PodPercent)
        {
            node.Add(
                NodeCode.NodePodsNearLimit, share >= 100 ? KopsSeverity.Warning : KopsSeverity.Info, $"{load.Pods} of {can?.Pods} pods", null,
                $"kubectl get pods -A -o wide --field-selector spec.nodeName={node.Name}");
        }

        static int? Percent(double part, string? whole) => Quantity.Parse(whole) is { } of and > 0 ? (int)((part * 100 / of) + 1e-9) : null;
    }

    private static void Trouble(NodeJudgement node, NodeLoad load, NodePods pods)
    {
        var limits = node.Evidence.Thresholds;
        var inTrouble = $"kubectl get pods -A -o wide --field-selector spec.nodeName={node.Name}";
        if (load.Crashing.Count > 0)
        {
            var owners = load.Crashing.Values.Distinct(StringComparer.Ordinal).Count();

            // Three times as many of its pods as of all pods: else the cluster's workloads are at fault, not this node.
            var isNode = node.IsReady && owners >= limits.CrashingPods && (long)load.Crashing.Count * pods.Total >= 3L * pods.Crashing * load.Pods;
            node.Add(
                NodeCode.NodePodsCrashing, isNode ? KopsSeverity.Warning : KopsSeverity.Info,
                $"{Count(load.Crashing.Count, "pod")} in CrashLoopBackOff: {Names(load.Crashing)}" + (isNode ? "; few crash elsewhere" : ""), null, inTrouble);
        }

        if (load.Restarting.Count > 0)
        {
            var owners = load.Restarting.Values.Distinct(StringComparer.Ordinal).Count();
            node.Add(
                NodeCode.NodePodsRestarting, KopsSeverity.Info,
                $"containers of {Count(load.Restarting.Count, "pod")} restarted lately: {Names(load.Restarting)}"
                    + (owners >= limits.RestartingPods ? "; so many of different owners may have the node as their cause" : ""),
                null, inTrouble);
        }

        if (load.OutOfMemory.Count > 0)
        {
            node.Add(NodeCode.NodePodsOutOfMemory, KopsSeverity.Info, $"killed at their memory limit lately: {Names(load.OutOfMemory)}", null, inTrouble);
        }
    }

    private static void Agents(NodeJudgement node, NodeLoad load, NodePods pods)
    {
        // A node that is down has no agents that work; that says nothing new.
        if (!node.IsReady || node.IsYoung)
        {
            return;
        }

        foreach (var (agent, why) in load.Agents.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var kind = NodeAgents.Kind(agent);
            node.Add(
                NodeCode.NodeAgentFailing, kind is "network" or "services" ? KopsSeverity.Error : KopsSeverity.Warning,
                $"{agent} ({kind}) does not work here: {why}", null, $"kubectl -n kube-system describe pod {why!.Split(':')[0]}");
        }

        foreach (var agent in pods.MissingOn(node.Node).Order(StringComparer.Ordinal))
        {
            var kind = NodeAgents.Kind(agent);
            node.Add(
                NodeCode.NodeAgentMissing, kind is "network" or "services" ? KopsSeverity.Error : KopsSeverity.Warning,
                $"{agent} ({kind}) does not run here, as it does on the nodes like it", null,
                agent == "kube-proxy" ? $"kubectl describe node {node.Name}" : $"kubectl -n kube-system describe ds {agent}");
        }
    }

    private static string Count(int number, string what) => number == 1 ? $"one {what}" : $"{number} {what}s";

    private static string Names(Dictionary<string, string> pods) =>
        string.Join(", ", pods.Keys.Order(StringComparer.Ordinal).Take(3)) + (pods.Count > 3 ? $" and {pods.Count - 3} more" : "");
}
