using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges what is led by a lease: scheduler, controller manager, and every other leader.</summary>
internal static class LeaderJudge
{
    /// <summary>Given back and not taken again for so long is left alone.</summary>
    private static readonly TimeSpan Handover = TimeSpan.FromMinutes(1);

    /// <summary>The scheduler waits ten minutes for a volume that is made for a node, and says nothing of the pod until then.</summary>
    private static readonly TimeSpan VolumeWait = TimeSpan.FromMinutes(11);

    private static readonly string[] Endings = ["-resource-lock", "-leader-election", "-leader-elect", "-leader", "-lease", "-lock", "-election"];

    /// <summary>The scheduler with its replicas, and by what it leaves undone.</summary>
    public static IEnumerable<PartJudgement> Scheduler(ComponentFacts facts)
    {
        var whole = Part(KopsComponentPart.Scheduler, "kube-scheduler", facts);
        if (whole.Knows(facts.UnscheduledPods, ComponentCode.PodsNotScheduled))
        {
            // One that the scheduler has looked at has a condition that says why it stays; only one for whose volume it waits has none meanwhile.
            var left = facts.UnscheduledPods.Value!.Where(pod =>
                pod.Spec is not { SchedulingGates.Count: > 0 } && pod.Spec?.SchedulerName is null or "default-scheduler" && pod.Metadata?.DeletionTimestamp is null
                && pod.Status?.Conditions?.Exists(condition => condition?.Type == "PodScheduled") != true
                && facts.Now - pod.Metadata?.CreationTimestamp > (pod.Spec?.Volumes?.Exists(volume => volume is { PersistentVolumeClaim: not null } or { Ephemeral: not null }) == true ? VolumeWait : TimeSpan.FromMinutes(1))).ToArray();
            if (left.Length > 0)
            {
                whole.Add(
                    ComponentCode.PodsNotScheduled, KopsSeverity.Error,
                    string.Create(CultureInfo.InvariantCulture, $"{left.Length} pods wait, and nobody has looked for a node for them: {ComponentFacts.Names(left.Select(pod => pod.Metadata?.Key))}"),
                    left.Min(pod => pod.Metadata?.CreationTimestamp), "kubectl -n kube-system get pods -l k8s-app=kube-scheduler -o wide",
                    new KopsObjectReference { Kind = "Lease", Namespace = "kube-system", Name = "kube-scheduler" });
            }
        }

        yield return whole;
        foreach (var pod in facts.PodsOf("kube-scheduler"))
        {
            yield return ReplicaJudge.Replica(KopsComponentPart.Scheduler, pod, facts);
        }
    }

    /// <summary>The controller manager with its replicas.</summary>
    public static IEnumerable<PartJudgement> ControllerManager(ComponentFacts facts)
    {
        yield return Part(KopsComponentPart.ControllerManager, "kube-controller-manager", facts);
        foreach (var pod in facts.PodsOf("kube-controller-manager"))
        {
            yield return ReplicaJudge.Replica(KopsComponentPart.ControllerManager, pod, facts);
        }
    }

    /// <summary>One object a lease.</summary>
    public static IEnumerable<PartJudgement> Leases(ComponentFacts facts)
    {
        foreach (var lease in facts.SystemLeases.Value ?? [])
        {
            yield return Lease(lease, facts);
        }

        if (facts.SystemLeases.Refused is { } reason)
        {
            yield return PartJudgement.Unread(KopsComponentPart.Addon, "Lease", reason);
        }
        else if (facts.OtherLeases.Refused is { } other)
        {
            yield return PartJudgement.Unread(KopsComponentPart.Addon, "Lease", $"outside of kube-system: {other}");
        }

        foreach (var lease in facts.OtherLeases.Value ?? [])
        {
            // A lease is used for other things as well; only one that somebody has held has a leader.
            if (lease.Spec is { HolderIdentity.Length: > 0 } && lease.Metadata?.Namespace is not ("kube-node-lease" or "kube-system"))
            {
                yield return Lease(lease, facts);
            }
        }
    }

    /// <summary>The part that a lease of kube-system belongs to.</summary>
    public static KopsComponentPart PartOf(string? lease) => lease switch
    {
        "kube-scheduler" => KopsComponentPart.Scheduler,
        "kube-controller-manager" => KopsComponentPart.ControllerManager,
        "cloud-controller-manager" => KopsComponentPart.CloudControllerManager,
        not null when lease.StartsWith("apiserver-", StringComparison.Ordinal) || lease.StartsWith("kube-apiserver-", StringComparison.Ordinal) => KopsComponentPart.ApiServer,
        _ => KopsComponentPart.Addon,
    };

    internal static PartJudgement Lease(LeaderRow lease, ComponentFacts facts)
    {
        var name = lease.Metadata?.Name ?? "";
        var part = lease.Metadata?.Namespace == "kube-system" ? PartOf(name) : KopsComponentPart.Addon;
        var judged = new PartJudgement(part, "Lease", lease.Metadata?.Namespace ?? "", name);
        var led = Leadership.Of(lease, facts.Now);
        var host = lease.Metadata?.Labels?.GetValueOrDefault("kubernetes.io/hostname");
        judged.Detail = led.Holder is null ? "nobody holds it" : $"held by {host ?? led.HolderName}{(led.Age is { } age ? $", renewed {KopsAge.Format(age)} ago" : "")}";
        judged.Node = host ?? facts.Nodes.Value?.Find(node => node.Name == led.HolderName)?.Name;
        if (led.Renewed is null && led.Holder is null && part == KopsComponentPart.Addon)
        {
            // Leases are used for other things as well; nobody ever led by this one.
            return judged;
        }

        if (led.Age is null)
        {
            judged.Skip(ComponentCode.LeaderLost, led.Renewed is null ? "it was never renewed" : "the API server's answers have no date", decisive: true);
            return judged;
        }

        if (led.Holder is not null && !led.IsStale)
        {
            return judged;
        }

        var silent = led.Holder is null
            ? $"nobody has held it for {KopsAge.Format(led.Age)}"
            : $"{led.HolderName} has not renewed it for {KopsAge.Format(led.Age)} (it holds for {KopsAge.Format(led.Duration)}), and nobody else took it";
        var code = led.Holder is null ? ComponentCode.LeaderMissing : ComponentCode.LeaderLost;
        if (part == KopsComponentPart.ApiServer)
        {
            ApiServerLease(judged, host, silent, led, facts);
        }
        else if (led.Holder is null && led.Age < Handover)
        {
            judged.Add(code, KopsSeverity.Info, silent, led.Renewed);
        }
        else if (part is KopsComponentPart.Scheduler or KopsComponentPart.ControllerManager)
        {
            judged.Add(code, KopsSeverity.Error, $"no leader: {silent}", led.Renewed, $"kubectl -n kube-system get pods -l k8s-app={name} -o wide");
        }
        else
        {
            Other(judged, lease, led, code, silent, facts);
        }

        return judged;
    }

    private static PartJudgement Part(KopsComponentPart part, string name, ComponentFacts facts)
    {
        var whole = PartJudgement.Component(part, name);
        var pods = facts.PodsOf(name).ToArray();
        ReplicaJudge.Together(whole, pods, facts);
        whole.Knows(facts.SystemPods, "Replicas");
        if (!whole.Knows(facts.SystemLeases, ComponentCode.LeaderLost, decisive: true))
        {
            return whole;
        }

        if (facts.SystemLease(name) is { } lease)
        {
            var judged = Lease(lease, facts);
            whole.Node = judged.Node;
            whole.Detail = string.Join(", ", new[] { whole.Detail, judged.Detail }.OfType<string>());
            foreach (var finding in judged.Findings)
            {
                whole.Add(
                    finding.Code, finding.Severity, finding.Message, finding.Since, finding.Remedy,
                    new KopsObjectReference { Kind = "Lease", Namespace = "kube-system", Name = name });
            }

            if (judged.Findings.Count == 0 && Leadership.Of(lease, facts.Now).Age is null)
            {
                whole.Skip(ComponentCode.LeaderLost, "the age of its lease is not known", decisive: true);
            }
        }
        else if (pods.Length == 0 && facts.PodsOf("kube-apiserver").Any())
        {
            whole.Add(
                ComponentCode.LeaderMissing, KopsSeverity.Error, "it has neither a lease nor a pod, though the API server's pods are to be seen", null,
                $"kubectl -n kube-system get pods -l k8s-app={name}");
        }
        else if (pods.Length == 0)
        {
            whole.Skip(ComponentCode.LeaderLost, "it has no lease, and its pods are not to be seen: somebody else may run it", decisive: true);
        }

        return whole;
    }

    /// <summary>API servers come and go with their instances, and each leaves a lease that is cleaned away later.</summary>
    private static void ApiServerLease(PartJudgement judged, string? host, string silent, Leadership led, ComponentFacts facts)
    {
        var stays = host is not null && (facts.PodsOf("kube-apiserver").Any(pod => pod.Spec?.NodeName == host) || facts.Nodes.Value?.Exists(node => node.Name == host) == true);
        judged.Add(
            stays ? ComponentCode.LeaderLost : ComponentCode.LeaseLeftOver,
            stays ? KopsSeverity.Warning : KopsSeverity.Info,
            stays ? $"the API server on {host} does not renew it: {silent}" : $"of an API server that is gone: {silent}", led.Renewed);
    }

    private static void Other(PartJudgement judged, LeaderRow lease, Leadership led, string code, string silent, ComponentFacts facts)
    {
        if ((facts.DaemonSets.Refused ?? facts.Deployments.Refused) is { } reason)
        {
            judged.Skip(code, $"{silent}; whether it is still installed is not known: {reason}", decisive: true);
            return;
        }

        if (Owner(lease, led, facts) is { } owner)
        {
            var controlPlane = judged.Part == KopsComponentPart.CloudControllerManager || judged.Name == "kops-controller-leader";
            judged.Add(
                code, controlPlane ? KopsSeverity.Error : KopsSeverity.Warning, $"no leader: {silent}", led.Renewed,
                $"kubectl -n {owner.Namespace} logs {owner.Kind.ToLowerInvariant()}/{owner.Name} --tail 100", owner);
        }
        else
        {
            judged.Add(ComponentCode.LeaseLeftOver, KopsSeverity.Info, $"left over, nothing that runs belongs to it: {silent}", led.Renewed);
        }
    }

    /// <summary>What leads by a lease, by their names; null where nothing of the sort is to run.</summary>
    private static KopsObjectReference? Owner(LeaderRow lease, Leadership led, ComponentFacts facts)
    {
        var name = lease.Metadata?.Name ?? "";
        var ending = Endings.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal));
        var stem = ending is null ? name : name[..^ending.Length];
        var sets = (facts.DaemonSets.Value ?? []).Select(set => (Kind: "DaemonSet", Row: set, Wanted: set.Status?.DesiredNumberScheduled ?? 0));
        var deployments = (facts.Deployments.Value ?? []).Select(deployment => (Kind: "Deployment", Row: deployment, Wanted: deployment.Spec?.Replicas ?? 1));
        var owner = sets.Concat(deployments).FirstOrDefault(one => one.Wanted > 0 && Fits(one.Row.Name)).Row;
        return owner is null
            ? null
            : new KopsObjectReference { Kind = facts.DaemonSets.Value?.Contains(owner) == true ? "DaemonSet" : "Deployment", Namespace = owner.Namespace, Name = owner.Name };

        bool Fits(string workload) => workload.Length > 0
            && (Starts(led.Holder, workload) || Starts(name, workload)
                || (stem.Length > 3 && (Starts(workload, stem) || workload.EndsWith("-" + stem, StringComparison.Ordinal))));

        static bool Starts(string? text, string start) =>
            text is not null && text.StartsWith(start, StringComparison.Ordinal) && (text.Length == start.Length || text[start.Length] is '-' or '_' or '.');
    }
}
