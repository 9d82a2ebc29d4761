using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges what all nodes together say: their kubelets, their container runtimes, their versions.</summary>
internal static class NodesJudge
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(5);

    public static PartJudgement Kubelets(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.Kubelet, "kubelet");
        if (!judged.Knows(facts.Nodes, ComponentCode.KubeletsNotReady, decisive: true))
        {
            return judged;
        }

        var nodes = facts.Nodes.Value!;
        var silent = nodes.Where(node => node.IsReady).Where(node =>
            facts.NodeLeases.Value?.Find(node.Name)?.IsOver(facts.Now) == true).ToArray();
        judged.Knows(facts.NodeLeases, "NodeLease");
        var down = facts.NodesDown.Where(node => facts.IsOlder(node.Metadata?.CreationTimestamp, Start)).Concat(silent).ToArray();
        var ready = nodes.Count - facts.NodesDown.Count - silent.Length;
        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{ready}/{nodes.Count} ready");
        judged.Version = Spread(nodes.Select(node => node.Status?.NodeInfo?.KubeletVersion)).FirstOrDefault().Value;
        if (nodes.Count == 0)
        {
            judged.Add(ComponentCode.NoNodeReady, KopsSeverity.Error, "the cluster has no nodes");
        }
        else if (ready == 0)
        {
            judged.Add(ComponentCode.NoNodeReady, KopsSeverity.Error, string.Create(CultureInfo.InvariantCulture, $"none of {nodes.Count} nodes is ready"), Since(nodes), "kubectl get nodes");
        }
        else if (down.Length > 0)
        {
            judged.Add(
                ComponentCode.KubeletsNotReady,
                down.Length * 2 > nodes.Count ? KopsSeverity.Error : KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{down.Length} of {nodes.Count} kubelets do not work: {ComponentFacts.Names(down.Select(node => node.Name))}"),
                Since(down), $"kubectl describe node {down[0].Name}", Array.ConvertAll(down, ComponentFacts.Reference));
        }

        return judged;

        static DateTimeOffset? Since(IEnumerable<NodeRow> some) => some.Max(node => node.Ready?.LastTransitionTime);
    }

    public static PartJudgement Runtimes(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.ContainerRuntime, "container-runtime");
        if (!judged.Knows(facts.Nodes, ComponentCode.RuntimesDiffer, decisive: true))
        {
            return judged;
        }

        var versions = Spread(facts.Nodes.Value!.Select(node => node.Status?.NodeInfo?.ContainerRuntimeVersion));
        judged.Version = versions.FirstOrDefault().Value?.Split("://")[^1];
        judged.Detail = Text(versions);
        if (versions.Length > 1)
        {
            judged.Add(ComponentCode.RuntimesDiffer, KopsSeverity.Info, $"the nodes have different ones: {Text(versions)}");
        }

        return judged;
    }

    /// <summary>The cluster as a whole: whether its versions belong together.</summary>
    public static PartJudgement Cluster(ComponentFacts facts)
    {
        var judged = new PartJudgement(KopsComponentPart.Cluster, "Cluster", "", facts.Cluster) { Version = facts.ServerVersion.Value };
        var server = KubeletVersion.Parse(facts.ServerVersion.Value);
        if (server is null)
        {
            judged.Skip(ComponentCode.VersionSkew, facts.ServerVersion.Refused ?? "the API server names no version", decisive: true);
        }

        if (!judged.Knows(facts.Nodes, ComponentCode.UpdateUnfinished, decisive: true) || server is not { } api)
        {
            return judged;
        }

        var nodes = facts.Nodes.Value!;
        var controlPlane = nodes.Count(NodeIdentity.IsControlPlane);
        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{nodes.Count} nodes, {controlPlane} of them control plane");
        var kubelets = nodes.Select(node => (Node: node, Version: KubeletVersion.Parse(node.Status?.NodeInfo?.KubeletVersion)))
            .Where(pair => pair.Version is not null).Select(pair => (pair.Node, Version: pair.Version!.Value)).ToArray();
        var tooOld = kubelets.Where(pair => pair.Version.MinorsBehind(api) > (pair.Version.Minor < 25 ? 2 : 3)).ToArray();

        // A control-plane node talks to the API server on itself, which may be newer than the one that answered.
        var tooNew = kubelets.Where(pair => pair.Version.MinorsBehind(api) < 0 && !NodeIdentity.IsControlPlane(pair.Node)).ToArray();
        if (tooOld.Length > 0)
        {
            judged.Add(
                ComponentCode.VersionSkew, KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{tooOld.Length} kubelets are older than API servers of {api} allow: {ComponentFacts.Names(tooOld.Select(pair => pair.Node.Name))}"),
                null, "kops rolling-update cluster --yes");
        }

        if (tooNew.Length > 0)
        {
            judged.Add(
                ComponentCode.VersionSkew, KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{tooNew.Length} kubelets are newer than the API server ({api}), which is not supported: {ComponentFacts.Names(tooNew.Select(pair => pair.Node.Name))}"));
        }

        var workers = Spread(kubelets.Where(pair => !NodeIdentity.IsControlPlane(pair.Node)).Select(pair => pair.Version.ToString()));
        var masters = Spread(kubelets.Where(pair => NodeIdentity.IsControlPlane(pair.Node)).Select(pair => pair.Version.ToString())
            .Concat(facts.PodsOf("kube-apiserver").Select(pod => KubeletVersion.Parse(pod.Version)?.ToString())));
        if (workers.Any(one => one.Value != api.ToString()) || masters.Any(one => one.Value != api.ToString()))
        {
            var control = masters.Length > 0 ? Text(masters, counted: false) : api.ToString();
            judged.Add(
                ComponentCode.UpdateUnfinished, KopsSeverity.Info,
                masters.Length == 1 && workers.Length == 1 && masters[0].Value == workers[0].Value ? $"API server at {api}, all nodes at {control}: an update is not finished"
                : workers.Length > 0 ? $"control plane at {control}, workers at {Text(workers)}: an update is not finished" : $"control plane at {control}: an update is not finished",
                null, "kops rolling-update cluster --yes");
        }

        return judged;
    }

    /// <summary>Values and how often they occur, the most frequent first.</summary>
    private static (string Value, int Count)[] Spread(IEnumerable<string?> values) =>
        [.. values.Where(value => value is { Length: > 0 }).GroupBy(value => value!, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))
            .OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.Key, StringComparer.Ordinal)];

    private static string Text((string Value, int Count)[] spread, bool counted = true) => string.Join(
        ", ", spread.Select(one => counted && spread.Length > 1 ? string.Create(CultureInfo.InvariantCulture, $"{one.Value} ({one.Count})") : one.Value));
}
