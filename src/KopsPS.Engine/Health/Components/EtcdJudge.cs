using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges etcd: what the API server finds of it, the pods of its members, the age of its backups.</summary>
internal static class EtcdJudge
{
    private static readonly string[] Apps = ["etcd-manager-main", "etcd-manager-events", "etcd-manager-cilium", "etcd"];

    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        var whole = PartJudgement.Component(KopsComponentPart.Etcd, "etcd");
        var pods = facts.PodsOf(Apps).ToArray();
        Checks(whole, facts, pods.Length > 0);
        Members(whole, facts, pods);
        whole.Skip(ComponentCode.EtcdAlarm, "alarms are told by etcd's own port only, which the API server does not lead to");
        Backups(whole, facts);
        yield return whole;
        foreach (var pod in pods)
        {
            yield return ReplicaJudge.Replica(KopsComponentPart.Etcd, pod, facts);
        }
    }

    private static void Checks(PartJudgement whole, ComponentFacts facts, bool hasMembers)
    {
        if (!whole.Knows(facts.Ready, ComponentCode.EtcdCheckFailing, decisive: true))
        {
            return;
        }

        var checks = facts.Ready.Value!.Checks.Concat(facts.Live.Value?.Checks ?? []).Where(check => check.IsEtcd).DistinctBy(check => (check.Name, check.Passed)).ToArray();
        if (checks.Length == 0)
        {
            whole.Skip(ComponentCode.EtcdCheckFailing, "the API server names no checks of etcd", decisive: !hasMembers);
        }

        var failed = Array.FindAll(checks, check => !check.Passed);
        if (failed.Length > 0)
        {
            var failing = failed.Select(check => check.Name).Distinct();
            var onlyOverrides = Array.TrueForAll(failed, check => check.IsOfEvents);
            whole.Add(
                ComponentCode.EtcdCheckFailing, KopsSeverity.Error,
                $"the API server cannot use {(onlyOverrides ? "the etcd of events" : "etcd")}: {string.Join(", ", failing)}", null,
                "kubectl -n kube-system logs -l k8s-app=" + (onlyOverrides ? "etcd-manager-events" : "etcd-manager-main") + " --tail 100");
        }
    }

    private static void Members(PartJudgement whole, ComponentFacts facts, SystemPod[] pods)
    {
        if (!whole.Knows(facts.SystemPods, ComponentCode.EtcdMemberDown))
        {
            return;
        }

        if (pods.Length == 0)
        {
            whole.Skip(ComponentCode.EtcdMemberDown, "no pods of etcd are to be seen: it runs elsewhere");
            return;
        }

        var parts = new List<string>();
        foreach (var cluster in pods.GroupBy(pod => pod.App == "etcd" ? "main" : pod.App["etcd-manager-".Length..]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var down = cluster.Where(pod => !pod.IsReady).ToArray();
            var count = cluster.Count();
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{cluster.Key} {count - down.Length}/{count}"));
            if (down.Length == 0)
            {
                continue;
            }

            var lost = count - down.Length < (count / 2) + 1;
            var node = down.Select(pod => facts.NodeDown(pod.Spec?.NodeName)).FirstOrDefault(node => node is not null);
            whole.Add(
                lost ? ComponentCode.EtcdQuorumLost : ComponentCode.EtcdMemberDown,
                lost ? KopsSeverity.Error : KopsSeverity.Warning,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{down.Length} of {count} members of etcd {cluster.Key} are not ready{(lost ? ", no majority is left" : "")}: {ComponentFacts.Names(down.Select(pod => pod.Name))}"),
                down.Max(pod => pod.Ready?.LastTransitionTime),
                $"kubectl -n kube-system describe pod {down[0].Name}",
                node is null ? null : ComponentFacts.Reference(node));
        }

        whole.Version = pods.FirstOrDefault(pod => pod.App == "etcd")?.Version;
        whole.Detail = string.Join(", ", parts);
    }

    private static void Backups(PartJudgement whole, ComponentFacts facts)
    {
        if (facts.Query.Backups is not { } source)
        {
            whole.Skip(ComponentCode.EtcdBackupOld, "no state store was told: -StateStore");
            return;
        }

        if (!whole.Knows(facts.Backups, ComponentCode.EtcdBackupOld))
        {
            return;
        }

        if (facts.Backups.Value!.Count == 0)
        {
            whole.Skip(ComponentCode.EtcdBackupOld, $"{source.Location} has no backups of this cluster's etcd: they may go elsewhere");
            return;
        }

        var born = facts.Namespaces.Value?.Find(space => space.Metadata?.Name == "kube-system")?.Metadata?.CreationTimestamp;
        foreach (var (etcd, last) in facts.Backups.Value)
        {
            if (last is not { } made)
            {
                if (facts.IsOlder(born, facts.Query.Thresholds.BackupAge))
                {
                    whole.Add(
                        ComponentCode.EtcdBackupMissing, KopsSeverity.Warning, $"etcd {etcd} has no backup in {source.Location}", born,
                        $"kubectl -n kube-system logs -l k8s-app=etcd-manager-{etcd} --tail 100");
                }
            }
            else if (facts.Now is not { } now)
            {
                whole.Skip(ComponentCode.EtcdBackupOld, "the API server's answers have no date, so no age is known");
            }
            else if (now - made is var age && age > facts.Query.Thresholds.BackupAge)
            {
                whole.Add(
                    ComponentCode.EtcdBackupOld,
                    age > TimeSpan.FromDays(1) ? KopsSeverity.Error : KopsSeverity.Warning,
                    $"the newest backup of etcd {etcd} is {KopsAge.Format(age)} old", made,
                    $"kubectl -n kube-system logs -l k8s-app=etcd-manager-{etcd} --tail 100");
            }
        }
    }
}
