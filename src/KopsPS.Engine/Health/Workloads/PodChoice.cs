namespace KopsPS.Engine.Health.Workloads;

/// <summary>
/// Which pods, replica sets and jobs are shown for themselves: those that nobody who is shown answers for. Without this every fault would
/// be told once for the controller and once more for each of its pods.
/// </summary>
internal sealed class PodChoice
{
    private readonly ClusterFacts _facts;
    private readonly WorkloadHealthQuery _query;
    private readonly HashSet<string> _controllers = new(StringComparer.Ordinal);

    public PodChoice(ClusterFacts facts, WorkloadHealthQuery query)
    {
        (_facts, _query) = (facts, query);
        Add("Deployment", facts.Deployments);
        Add("ReplicaSet", facts.ReplicaSets);
        Add("ReplicationController", facts.ReplicationControllers);
        Add("StatefulSet", facts.StatefulSets);
        Add("DaemonSet", facts.DaemonSets);
        Add("Job", facts.Jobs);
        Add("CronJob", facts.CronJobs);
    }

    public bool Stands(PodFact pod) =>
        _query.Kinds.Contains("Pod")
        || _query.Names.Contains(pod.Name)
        || pod.Controller is null
        || !_controllers.Contains(Keys.Of(pod.ControllerKind, pod.Namespace, pod.Controller))
        || (pod.IsDeleting && PodDiagnosis.Of(pod, _facts)?.Code == WorkloadCode.PodStuckTerminating);

    public bool StandsAlone(ReplicatedRow set) => Chosen("ReplicaSet", set.Metadata) || (IsAlone(set.Metadata) && (set.Wanted > 0 || set.Metadata?.Controller is null));

    public bool StandsAlone(JobRow job) => Chosen("Job", job.Metadata) || IsAlone(job.Metadata);

    private bool Chosen(string kind, ObjectMeta? metadata) => _query.Kinds.Contains(kind) || _query.Names.Contains(metadata?.Name ?? "");

    private bool IsAlone(ObjectMeta? metadata) =>
        metadata?.Controller is not { } owner || !_controllers.Contains(Keys.Of(owner.Kind, metadata.Namespace, owner.Name));

    private void Add<T>(string kind, List<T>? rows)
        where T : IKubeRow
    {
        foreach (var row in rows ?? [])
        {
            _controllers.Add(Keys.Of(kind, row.Metadata?.Namespace, row.Metadata?.Name));
        }
    }
}
