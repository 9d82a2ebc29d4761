using System.Runtime.CompilerServices;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Reads and judges workloads and what they need: volumes, services, limits.</summary>
public sealed class WorkloadHealthReader(KubeClient client, IFeedback feedback)
{
    /// <summary>The kinds that are judged, as Kubernetes writes them.</summary>
    public static IReadOnlyList<string> Kinds => WorkloadKind.Judged;

    /// <summary>The kind that a word means: its name, plural or kubectl's short name in any case; null where it means none.</summary>
    public static string? KindOf(string word) => WorkloadKind.Find(word)?.Name;

    /// <summary>Whether a namespace exists, as far as this may be asked; null where it may not.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<bool?> HasNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetAsync($"/api/v1/namespaces/{Uri.EscapeDataString(name)}", WorkloadJson.Default.PlaceRow, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KopsException fault) when (fault.Id is "KubernetesNotFound" or "KubernetesForbidden")
        {
            return fault.Id == "KubernetesNotFound" ? false : null;
        }
    }

    /// <summary>Reads. Objects come by namespace, kind and name, after those of kinds that could not be read.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Which objects.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Where nothing can be read at all: one of the faults named <c>Kubernetes…</c>.</exception>
    public async IAsyncEnumerable<KopsWorkloadHealth> ReadAsync(
        string? clusterName, WorkloadHealthQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var reader = new ClusterFactsReader(client, feedback);
        var facts = await reader.ReadAsync(query, $"Reading workloads of {clusterName ?? client.Context.ClusterEntry}", cancellationToken).ConfigureAwait(false);

        // Judged twice where something is wrong: the first round tells which events would explain it.
        foreach (var _ in Judged(facts, query))
        {
        }

        if (facts.Events.Wanted.Count > 0)
        {
            feedback.Debug($"Reading events {string.Join(", ", facts.Events.Wanted.Order(StringComparer.Ordinal))}.");
            await reader.ReadEventsAsync(facts.Events, query, cancellationToken).ConfigureAwait(false);
        }

        foreach (var unread in facts.Unread.Where(unread => WorkloadKind.Judged.Contains(unread.Kind) && (query.Kinds.Count == 0 || query.Kinds.Contains(unread.Kind))))
        {
            var judgement = new Judgement();
            judgement.Skip(unread.Kind, unread.Reason, decisive: true);
            yield return Health(new Judged(unread.Kind, new ObjectMeta { Namespace = unread.Namespace, Name = "*" }, judgement), facts, query, clusterName);
        }

        foreach (var judged in Judged(facts, query).OrderBy(item => item.Metadata.Namespace ?? "", StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Health(judged, facts, query, clusterName);
        }
    }

    private static IEnumerable<Judged> Judged(ClusterFacts facts, WorkloadHealthQuery query)
    {
        var pods = new PodChoice(facts, query);
        return Each("Deployment", facts.Deployments, row => ReplicaJudge.Deployment(row, facts))
            .Concat(Each("StatefulSet", facts.StatefulSets, row => ReplicaJudge.StatefulSet(row, facts)))
            .Concat(Each("DaemonSet", facts.DaemonSets, row => DaemonSetJudge.Judge(row, facts)))
            .Concat(Each("ReplicaSet", facts.ReplicaSets?.Where(pods.StandsAlone), row => ReplicaJudge.Set("ReplicaSet", row, facts)))
            .Concat(Each("ReplicationController", facts.ReplicationControllers, row => ReplicaJudge.Set("ReplicationController", row, facts)))
            .Concat(Each("Job", facts.Jobs?.Where(pods.StandsAlone), row => JobJudge.Judge(row, facts)))
            .Concat(Each("CronJob", facts.CronJobs, row => CronJobJudge.Judge(row, facts)))
            .Concat(Pods())
            .Concat(Each("PersistentVolumeClaim", facts.Claims, row => VolumeJudge.Claim(row, facts)))
            .Concat(Each("PersistentVolume", facts.Volumes, row => VolumeJudge.Volume(row, facts)))
            .Concat(Each("Service", facts.Services, row => ServiceJudge.Service(row, facts)))
            .Concat(Each("Ingress", facts.Ingresses, row => ServiceJudge.Ingress(row, facts)))
            .Concat(Each("HorizontalPodAutoscaler", facts.Autoscalers, row => LimitJudge.Autoscaler(row, facts)))
            .Concat(Each("ResourceQuota", facts.Quotas, row => LimitJudge.Quota(row, facts)))
            .Concat(Each("PodDisruptionBudget", facts.Budgets, row => LimitJudge.Budget(row, facts)));

        IEnumerable<Judged> Each<T>(string kind, IEnumerable<T>? rows, Func<T, Judgement> judge)
            where T : IKubeRow => rows is null || !Wants(kind) ? [] : rows.Where(row => row.Metadata is { } metadata && WantsObject(kind, metadata)).Select(row => new Judged(kind, row.Metadata!, Leaving(kind, row.Metadata!) ?? judge(row)));

        // What becomes of volumes and their claims is judged with them.
        Judgement? Leaving(string kind, ObjectMeta metadata)
        {
            if (metadata.DeletionTimestamp is null || kind is "PersistentVolumeClaim" or "PersistentVolume")
            {
                return null;
            }

            var judged = new Judgement { Ready = "Terminating" };
            DeletionJudge.Judge(judged, kind, metadata, facts);
            return judged;
        }

        IEnumerable<Judged> Pods() => facts.Pods is null || !Wants("Pod") ? [] : facts.Pods
            .Where(pod => WantsNamed("Pod", pod.Namespace, pod.Name) && query.Selector?.Fits(pod.Labels) != false && pods.Stands(pod))
            .Select(pod => new Judged("Pod", new ObjectMeta { Namespace = pod.Namespace, Name = pod.Name, CreationTimestamp = pod.Created }, PodJudge.Judge(pod, facts))
            {
                Owner = pod.Controller is null ? null : $"{pod.ControllerKind}/{pod.Controller}",
                Node = pod.Node,
            });

        bool Wants(string kind) => query.Kinds.Count == 0 || query.Kinds.Contains(kind);

        bool WantsObject(string kind, ObjectMeta metadata) => WantsNamed(kind, metadata.Namespace, metadata.Name ?? "") && query.Selector?.Fits(metadata.Labels) != false;

        bool WantsNamed(string kind, string? @namespace, string name) =>
            query.Name?.Invoke(kind, @namespace ?? "", name) != false
            && (WorkloadKind.Of(kind).IsNamespaced ? query.Namespace?.Invoke(@namespace ?? "") != false : query.Namespaces.Count == 0 && query.Namespace is null);
    }

    private KopsWorkloadHealth Health(Judged judged, ClusterFacts facts, WorkloadHealthQuery query, string? clusterName)
    {
        if (facts.Events.Unreadable is { } unread && judged.Judgement.HasFindings)
        {
            judged.Judgement.Skip("Event", unread);
        }

        var (verdict, findings, skipped) = judged.Judgement.Result(query.ExcludeCheck);
        var (metadata, created) = (judged.Metadata, judged.Metadata.CreationTimestamp);
        return new KopsWorkloadHealth
        {
            Kind = judged.Kind,
            Namespace = metadata.Namespace ?? "",
            Name = metadata.Name ?? "",
            Verdict = verdict,
            Findings = findings,
            NotChecked = skipped,
            Ready = judged.Judgement.Ready,
            Owner = judged.Owner ?? (metadata.Controller is { } owner ? $"{owner.Kind}/{owner.Name}" : null),
            Node = judged.Node,
            Created = created?.ToUniversalTime(),
            Age = ServerClock.Age(facts.Now, created),
            ObservedAt = facts.Now?.ToUniversalTime(),
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }
}

/// <summary>An object with what was found of it.</summary>
internal sealed record Judged(string Kind, ObjectMeta Metadata, Judgement Judgement)
{
    public string? Owner { get; init; }

    public string? Node { get; init; }
}
