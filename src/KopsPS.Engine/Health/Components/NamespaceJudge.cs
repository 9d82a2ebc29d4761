using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges namespaces: whether one that is to go goes, whether one that is there can be used.</summary>
internal static class NamespaceJudge
{
    /// <summary>Where the conditions name what stays, waiting longer is of no use: only claims and load balancers take their time.</summary>
    private static readonly TimeSpan Named = TimeSpan.FromMinutes(2);

    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        if (facts.Namespaces.Refused is { } reason)
        {
            yield return PartJudgement.Unread(KopsComponentPart.Namespace, "Namespace", reason);
        }

        foreach (var space in facts.Namespaces.Value ?? [])
        {
            var judged = new PartJudgement(KopsComponentPart.Namespace, "Namespace", "", space.Metadata?.Name ?? "") { Detail = space.Status?.Phase };
            if (space.Metadata?.DeletionTimestamp is { } since || space.Status?.Phase == "Terminating")
            {
                Terminating(judged, space, facts);
            }
            else
            {
                Usable(judged, space, facts);
            }

            yield return judged;
        }
    }

    /// <summary>Whether a namespace that stays, and has not only just come, is not in a list of those that have something.</summary>
    public static bool Lacks(NamespaceRow space, HashSet<string> have, ComponentFacts facts) =>
        space.Metadata is { DeletionTimestamp: null, Name: { } name } && space.Status?.Phase != "Terminating" && !have.Contains(name)
        && facts.Now - space.Metadata.CreationTimestamp > TimeSpan.FromMinutes(1);

    private static void Terminating(PartJudgement judged, NamespaceRow space, ComponentFacts facts)
    {
        var since = space.Metadata?.DeletionTimestamp;
        var conditions = (space.Status?.Conditions ?? []).Where(condition => condition?.Status == "True").ToArray();
        var finalizers = Of("NamespaceFinalizersRemaining");
        var remaining = Of("NamespaceContentRemaining");
        var discovery = Of("NamespaceDeletionDiscoveryFailure");
        var failure = Of("NamespaceDeletionContentFailure");
        var reasons = new[] { finalizers, failure, discovery, remaining }.OfType<Condition>().ToArray();
        var stuck = facts.IsOlder(since, facts.Query.Thresholds.TerminationLimit) || (facts.ControllersStopped && facts.Now - since > Named) || (facts.Now - since > Named && (finalizers ?? failure ?? discovery) is { } named && facts.Now - named.LastTransitionTime > Named);
        var why = reasons.Length > 0 ? string.Join("; ", reasons.Select(reason => reason.Message ?? reason.Reason))
            : space.Spec?.Finalizers is { Count: > 0 } own ? $"its finalizers remain: {string.Join(", ", own)}"
            : space.Metadata?.Finalizers is { Count: > 0 } mine ? $"its finalizers remain: {string.Join(", ", mine)}"
            : "nothing says why";
        if (!stuck)
        {
            judged.Add(ComponentCode.NamespaceTerminating, KopsSeverity.Info, $"it is being removed: {why}", since);
            return;
        }

        judged.Add(
            ComponentCode.NamespaceStuck, KopsSeverity.Warning, $"its removal is stuck: {why}", since,
            remaining is null && finalizers is null
                ? $"kubectl get namespace {judged.Name} -o yaml"
                : $"kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get -n {judged.Name} --ignore-not-found --show-kind",
            finalizers is null && failure is null && discovery is not null ? Unavailable(discovery, facts)
                : reasons.Length == 0 && facts.ControllersStopped ? ComponentFacts.ControllerLease : null);

        Condition? Of(string type) => conditions.FirstOrDefault(condition => condition.Type == type);
    }

    /// <summary>The API that keeps the namespace from being searched, where it is named.</summary>
    private static KopsObjectReference? Unavailable(Condition discovery, ComponentFacts facts) => (facts.ApiServices.Value ?? [])
        .Where(api => ApiServiceJudge.Available(api)?.Status == "False" && discovery.Message?.Contains($"{api.Spec?.Group}/{api.Spec?.Version}", StringComparison.Ordinal) == true)
        .Select(api => new KopsObjectReference { Kind = "APIService", Name = api.Metadata?.Name ?? "" }).FirstOrDefault();

    private static void Usable(PartJudgement judged, NamespaceRow space, ComponentFacts facts)
    {
        var cause = facts.ControllersStopped ? ComponentFacts.ControllerLease : null;
        if (judged.Knows(facts.ServiceAccounts, ComponentCode.ServiceAccountMissing) && Lacks(space, facts.ServiceAccounts.Value!, facts))
        {
            judged.Add(
                ComponentCode.ServiceAccountMissing, KopsSeverity.Error, "it has no service account default: no pod can be made in it", space.Metadata?.CreationTimestamp,
                "kubectl -n kube-system logs -l k8s-app=kube-controller-manager --tail 100", cause);
        }

        if (judged.Knows(facts.RootCertificates, ComponentCode.RootCertificateMissing) && Lacks(space, facts.RootCertificates.Value!, facts))
        {
            judged.Add(
                ComponentCode.RootCertificateMissing, KopsSeverity.Error, "it has no config map kube-root-ca.crt: no pod can start in it", space.Metadata?.CreationTimestamp,
                "kubectl -n kube-system logs -l k8s-app=kube-controller-manager --tail 100", cause);
        }
    }
}
