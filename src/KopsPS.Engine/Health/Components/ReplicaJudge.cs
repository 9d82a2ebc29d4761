using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges the pods that a part runs as, and the deployments and daemon sets that keep them.</summary>
internal static class ReplicaJudge
{
    /// <summary>What a pod or a node may take to start.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(5);

    /// <summary>What a daemon set may take to replace one pod after another.</summary>
    private static readonly TimeSpan Each = TimeSpan.FromMinutes(2);

    /// <summary>A container that ended within this, and not for the first time, may end again.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    private const int RestartsTold = 3;

    /// <summary>One object a pod.</summary>
    public static PartJudgement Replica(KopsComponentPart part, SystemPod pod, ComponentFacts facts)
    {
        var judged = new PartJudgement(part, "Replica", pod.Metadata?.Namespace ?? "", pod.Name) { Version = pod.Version, Node = pod.Spec?.NodeName };
        var containers = (pod.Status?.ContainerStatuses ?? []).Where(container => container is not null).ToArray();
        var restarts = containers.Sum(container => container.RestartCount);
        judged.Detail = string.Create(
            CultureInfo.InvariantCulture, $"{(pod.IsReady ? "ready" : pod.Status?.Phase ?? "unknown")}{(restarts > 0 ? $", {restarts} restarts" : "")}");
        if (!pod.IsReady)
        {
            NotReady(judged, pod, containers, facts);
        }

        var last = containers.Select(container => container.LastState?.Terminated).Where(end => end is not null).MaxBy(end => end!.FinishedAt);
        if (restarts > 0 && last is not null && facts.Now - last.FinishedAt is { } ago)
        {
            var why = string.Create(CultureInfo.InvariantCulture, $"{restarts} restarts, the last {KopsAge.Format(ago)} ago ({last.Reason ?? "no reason"}, exit code {last.ExitCode ?? -1})");
            if (restarts >= RestartsTold && ago < Recent)
            {
                judged.Add(
                    ComponentCode.ReplicaRestarting, KopsSeverity.Warning, why, last.FinishedAt, $"kubectl -n {pod.Metadata?.Namespace} logs {pod.Name} --previous");
            }
            else if (ago < TimeSpan.FromDays(1))
            {
                judged.Add(ComponentCode.ReplicaRestarted, KopsSeverity.Info, why, last.FinishedAt);
            }
        }

        return judged;
    }

    /// <summary>What the pods of a part say of it as a whole.</summary>
    public static void Together(PartJudgement whole, IReadOnlyCollection<SystemPod> pods, ComponentFacts facts)
    {
        if (pods.Count == 0)
        {
            return;
        }

        whole.Version ??= pods.Select(pod => pod.Version).FirstOrDefault(version => version is not null);
        var down = pods.Where(pod => !pod.IsReady).ToArray();
        whole.Detail = string.Create(CultureInfo.InvariantCulture, $"{pods.Count - down.Length}/{pods.Count} ready");
        if (down.Length > 0)
        {
            whole.Add(
                ComponentCode.ReplicasDown,
                down.Length == pods.Count ? KopsSeverity.Error : KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{down.Length} of {pods.Count} not ready: {ComponentFacts.Names(down.Select(pod => pod.Name))}"),
                down.Max(pod => pod.Ready?.LastTransitionTime),
                $"kubectl -n {down[0].Metadata?.Namespace} describe pod {down[0].Name}",
                [.. down.Select(pod => facts.NodeDown(pod.Spec?.NodeName) is { } node
                    ? ComponentFacts.Reference(node)
                    : new KopsObjectReference { Kind = "Pod", Namespace = pod.Metadata?.Namespace ?? "", Name = pod.Name }).Distinct()]);
        }
    }

    /// <summary>A deployment that runs a part.</summary>
    public static void Deployment(PartJudgement judged, AgentRow deployment, ComponentFacts facts)
    {
        var wanted = deployment.Spec?.Replicas ?? 1;
        var ready = deployment.Status?.ReadyReplicas ?? 0;
        judged.Version ??= deployment.Version;
        judged.Detail ??= string.Create(CultureInfo.InvariantCulture, $"{deployment.Name} {ready}/{wanted}");
        Kept(judged, facts);
        if (ready >= wanted || wanted <= 0)
        {
            return;
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"{ready} of {wanted} replicas of {deployment.Name} are ready");
        if (!facts.IsOlder(deployment.Metadata?.CreationTimestamp, Start))
        {
            judged.Add(ComponentCode.ReplicaStarting, ready == 0 ? KopsSeverity.Warning : KopsSeverity.Info, what, deployment.Metadata?.CreationTimestamp);
            return;
        }

        judged.Add(
            ComponentCode.ReplicasDown,
            ready <= 0 ? KopsSeverity.Error : KopsSeverity.Warning,
            what,
            deployment.ConditionOf("Available") is { Status: "False" } available ? available.LastTransitionTime : null,
            $"kubectl -n {deployment.Namespace} describe deployment {deployment.Name}",
            new KopsObjectReference { Kind = "Deployment", Namespace = deployment.Namespace, Name = deployment.Name });
    }

    /// <summary>A daemon set that runs a part on the nodes.</summary>
    public static void DaemonSet(PartJudgement judged, AgentRow set, ComponentFacts facts)
    {
        var wanted = set.Status?.DesiredNumberScheduled ?? 0;
        var ready = set.Status?.NumberReady ?? 0;
        judged.Version ??= set.Version;
        judged.Detail ??= string.Create(CultureInfo.InvariantCulture, $"{set.Name} {ready}/{wanted}");
        Kept(judged, facts);
        var gap = wanted - ready;
        if (gap <= 0)
        {
            return;
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"{ready} of {wanted} of {set.Name} are ready");
        var since = set.Metadata?.CreationTimestamp;
        if (!facts.IsOlder(since, Start))
        {
            judged.Add(ComponentCode.ReplicaStarting, ready == 0 ? KopsSeverity.Warning : KopsSeverity.Info, what, since);
            return;
        }

        var remedy = $"kubectl -n {set.Namespace} describe daemonset {set.Name}";
        var self = new KopsObjectReference { Kind = "DaemonSet", Namespace = set.Namespace, Name = set.Name };
        var severity = gap * 2 > wanted ? KopsSeverity.Error : KopsSeverity.Warning;
        var down = set.IsForControlPlane ? [.. facts.NodesDown.Where(NodeIdentity.IsControlPlane)] : facts.NodesDown;
        if (gap <= down.Count)
        {
            // One of its pods ends with each node that does; that is said there, and only once more here.
            judged.Add(
                ComponentCode.ReplicasDown, severity, $"{what}: the nodes {ComponentFacts.Names(down.Select(node => node.Name))} are down",
                down.Max(node => node.Ready?.LastTransitionTime), remedy, [.. down.Select(ComponentFacts.Reference)]);
        }
        else if (set.Status?.UpdatedNumberScheduled is { } updated && updated < wanted && severity == KopsSeverity.Warning && gap - down.Count <= Math.Max(1, wanted / 10)
            && !facts.IsOlder(set.Metadata?.LastChange ?? since, Start + (Each * wanted)))
        {
            judged.Add(ComponentCode.RollingOut, KopsSeverity.Info, string.Create(CultureInfo.InvariantCulture, $"{what}, {updated} have the newest version"));
        }
        else
        {
            judged.Add(ComponentCode.ReplicasDown, severity, down.Count > 0 ? $"{what}; only {down.Count} nodes are down" : what, null, remedy, self);
        }
    }

    /// <summary>Counts are the controller manager's word: while it does not run they may be old.</summary>
    private static void Kept(PartJudgement judged, ComponentFacts facts)
    {
        if (facts.ControllersStopped)
        {
            judged.Skip("ReplicasKept", "the controller manager has no leader, so what is ready may be less than it said last");
        }
    }

    private static void NotReady(PartJudgement judged, SystemPod pod, SystemContainer[] containers, ComponentFacts facts)
    {
        var since = pod.Ready?.LastTransitionTime ?? pod.Metadata?.CreationTimestamp;
        var remedy = $"kubectl -n {pod.Metadata?.Namespace} describe pod {pod.Name}";
        if (facts.NodeDown(pod.Spec?.NodeName) is { } node)
        {
            judged.Add(ComponentCode.ReplicaNotReady, KopsSeverity.Error, $"its node {node.Name} is down", since, remedy, ComponentFacts.Reference(node));
            return;
        }

        if (pod.Metadata?.DeletionTimestamp is { } end)
        {
            judged.Add(ComponentCode.ReplicaNotReady, KopsSeverity.Info, "it is being removed", end);
            return;
        }

        var waiting = containers.Select(container => container.State?.Waiting).FirstOrDefault(waiting => waiting?.Reason is { Length: > 0 });
        var why = waiting is not null
            ? $"{waiting.Reason}{(waiting.Message is { Length: > 0 } said ? ": " + said : "")}"
            : pod.Ready?.Message is { Length: > 0 } message ? message : $"phase {pod.Status?.Phase ?? "unknown"}";
        var crashes = waiting?.Reason is { } reason && reason.EndsWith("BackOff", StringComparison.Ordinal);
        if (!crashes && !facts.IsOlder(pod.Metadata?.CreationTimestamp, Start))
        {
            judged.Add(ComponentCode.ReplicaStarting, KopsSeverity.Warning, $"not ready yet: {why}", pod.Metadata?.CreationTimestamp);
        }
        else
        {
            judged.Add(ComponentCode.ReplicaNotReady, KopsSeverity.Error, why, since, remedy);
        }
    }
}
