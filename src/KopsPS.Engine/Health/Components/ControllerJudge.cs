using System.Globalization;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Health.Components;

/// <summary>
/// Judges controllers by what they leave undone. While the controller manager is known not to run, nothing undone is no
/// sign of health: nothing new would show.
/// </summary>
internal static class ControllerJudge
{
    /// <summary>A controller does its part within seconds, on a busy cluster within this.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        PartJudgement[] all = [Nodes(facts), Deployments(facts), Endpoints(facts), ServiceAccounts(facts)];
        foreach (var judged in all)
        {
            if (facts.ControllersStopped && judged.Findings.Count == 0)
            {
                judged.Skip("ControllerRuns", "the controller manager has no leader, so what it would find or do is not known", decisive: true);
            }

            yield return judged;
        }
    }

    private static PartJudgement Nodes(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.ControllerManager, "node-lifecycle-controller");
        if (!judged.Knows(facts.Nodes, ComponentCode.NodesNotMarked, decisive: true) || !judged.Knows(facts.NodeLeases, ComponentCode.NodesNotMarked, decisive: true))
        {
            return judged;
        }

        var nodes = facts.Nodes.Value!;
        if (facts.Now is null)
        {
            judged.Skip(ComponentCode.NodesNotMarked, "the API server's answers have no date", decisive: true);
            return judged;
        }

        var unmarked = nodes.Where(node =>
        {
            var ready = node.Ready;
            var lease = facts.NodeLeases.Value!.Find(node.Name);
            var silent = lease?.Renewed is { } renewed && (lease.ReadAt ?? facts.Now) - renewed > lease.Duration + Grace;
            if (silent && ready?.Status == "True")
            {
                return true;
            }

            // Where most nodes are gone the controller takes its taints back on purpose.
            var few = facts.NodesDown.Count * 2 <= nodes.Count;
            return few && ready is { Status: "Unknown" } && facts.Now - ready.LastTransitionTime > Grace
                && node.Spec?.Taints?.Exists(taint => taint?.Key == "node.kubernetes.io/unreachable") != true;
        }).ToArray();
        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{facts.NodesDown.Count} of {nodes.Count} nodes not ready");
        if (unmarked.Length > 0)
        {
            Add(
                judged, facts, ComponentCode.NodesNotMarked,
                string.Create(CultureInfo.InvariantCulture, $"{unmarked.Length} nodes are silent, and nobody marked them: {ComponentFacts.Names(unmarked.Select(node => node.Name))}"),
                unmarked.Min(node => facts.NodeLeases.Value!.Find(node.Name)?.Renewed));
        }

        return judged;
    }

    private static PartJudgement Deployments(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.ControllerManager, "deployment-controller");
        if (!judged.Knows(facts.Deployments, ComponentCode.ReplicasNotMade, decisive: true))
        {
            return judged;
        }

        var all = facts.Deployments.Value!.Where(deployment => deployment.Metadata?.DeletionTimestamp is null).ToArray();
        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{all.Length} deployments");
        var unseen = all.Where(deployment =>
            deployment.Metadata?.Generation > (deployment.Status?.ObservedGeneration ?? 0) && facts.Now - Changed(deployment.Metadata) > Grace).ToArray();
        if (unseen.Length > 0)
        {
            Add(
                judged, facts, ComponentCode.ChangesNotObserved,
                string.Create(CultureInfo.InvariantCulture, $"{unseen.Length} deployments were changed, and nothing was done: {Names(unseen)}"),
                unseen.Min(deployment => Changed(deployment.Metadata)));
        }

        // Pods that are there but not ready are no matter of this controller's, and one that may not make pods says so.
        var missing = all.Except(unseen).Where(deployment =>
            deployment.Spec is { Paused: false, Strategy.Type: not "Recreate" } spec
            && (deployment.Status?.Replicas ?? 0) < (spec.Replicas ?? 1)
            && deployment.ConditionOf("ReplicaFailure")?.Status != "True"
            && deployment.ConditionOf("Progressing")?.Status != "False"
            && facts.Now - LastStatus(deployment) > Grace).ToArray();
        if (missing.Length > 0)
        {
            Add(
                judged, facts, ComponentCode.ReplicasNotMade,
                string.Create(CultureInfo.InvariantCulture, $"{missing.Length} deployments have fewer pods than they want, for no reason of their own: {Names(missing)}"),
                missing.Min(LastStatus));
        }

        return judged;

        static string Names(IEnumerable<AgentRow> rows) => ComponentFacts.Names(rows.Select(row => row.Metadata?.Key));
    }

    private static PartJudgement Endpoints(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.ControllerManager, "endpointslice-controller");
        if (!facts.Query.Checks(ComponentCode.EndpointsMissing))
        {
            return judged;
        }

        if (!judged.Knows(facts.StrayPods, ComponentCode.EndpointsMissing, decisive: true))
        {
            return judged;
        }

        // The controller leaves out pods whose node is no more.
        var nodes = facts.Nodes.Value?.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        var stray = facts.StrayPods.Value!.Where(pod => nodes is null || pod.Node is null || nodes.Contains(pod.Node)).ToArray();
        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{facts.Services.Value?.Count ?? 0} services");
        if (stray.Length > 0)
        {
            var services = stray.Select(pod => $"{pod.Namespace}/{pod.Service}").Distinct().ToArray();
            Add(
                judged, facts, ComponentCode.EndpointsMissing,
                string.Create(
                    CultureInfo.InvariantCulture, $"{stray.Length} ready pods are not among the endpoints of their services: {ComponentFacts.Names(services)} (such as pod {stray[0].Pod})"),
                stray.Min(pod => pod.Since));
        }

        return judged;
    }

    private static PartJudgement ServiceAccounts(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.ControllerManager, "serviceaccount-controller");
        if (!judged.Knows(facts.Namespaces, ComponentCode.ServiceAccountMissing, decisive: true))
        {
            return judged;
        }

        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{facts.Namespaces.Value!.Count} namespaces");
        if (judged.Knows(facts.ServiceAccounts, ComponentCode.ServiceAccountMissing, decisive: true))
        {
            Missing(facts.ServiceAccounts.Value!, ComponentCode.ServiceAccountMissing, "the service account default");
        }

        if (judged.Knows(facts.RootCertificates, ComponentCode.RootCertificateMissing))
        {
            Missing(facts.RootCertificates.Value!, ComponentCode.RootCertificateMissing, "the config map kube-root-ca.crt");
        }

        return judged;

        void Missing(HashSet<string> have, string code, string what)
        {
            var without = facts.Namespaces.Value!.Where(space => NamespaceJudge.Lacks(space, have, facts)).ToArray();
            if (without.Length > 0)
            {
                Add(
                    judged, facts, code,
                    string.Create(CultureInfo.InvariantCulture, $"{without.Length} namespaces have not got {what}: {ComponentFacts.Names(without.Select(space => space.Metadata?.Name))}"),
                    without.Min(space => space.Metadata?.CreationTimestamp));
            }
        }
    }

    private static void Add(PartJudgement judged, ComponentFacts facts, string code, string message, DateTimeOffset? since) => judged.Add(
        code, KopsSeverity.Error, message, since, "kubectl -n kube-system logs -l k8s-app=kube-controller-manager --tail 100",
        facts.ControllersStopped ? ComponentFacts.ControllerLease : null);

    /// <summary>When what is wanted was changed last.</summary>
    private static DateTimeOffset? Changed(ObjectMeta? metadata) =>
        (metadata?.ManagedFields ?? []).Where(write => write is not null && string.IsNullOrEmpty(write.Subresource)).Max(write => write.Time) ?? metadata?.CreationTimestamp;

    /// <summary>When the controller wrote last what it sees: as long as it says the same, nothing has moved.</summary>
    private static DateTimeOffset? LastStatus(AgentRow deployment)
    {
        var times = (deployment.Metadata?.ManagedFields ?? []).Where(write => write?.Time is not null).Select(write => write.Time)
            .Concat((deployment.Status?.Conditions ?? []).Where(condition => condition is not null)
                .SelectMany(condition => new[] { condition.LastUpdateTime, condition.LastTransitionTime }))
            .Where(time => time is not null).ToArray();
        return times.Length > 0 ? times.Max() : deployment.Metadata?.CreationTimestamp;
    }
}
