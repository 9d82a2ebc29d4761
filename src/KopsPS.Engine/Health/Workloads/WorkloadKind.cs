namespace KopsPS.Engine.Health.Workloads;

/// <summary>A kind that is read.</summary>
/// <param name="Name">The kind, as Kubernetes writes it.</param>
/// <param name="Api">Path of its API, such as <c>/apis/apps/v1</c>.</param>
/// <param name="Resource">Its resource there.</param>
/// <param name="IsNamespaced">Whether its objects lie in namespaces.</param>
internal sealed record WorkloadKind(string Name, string Api, string Resource, bool IsNamespaced = true)
{
    private static readonly string[] OfPods = ["Pod", "Node", "ReplicaSet", "Job", "PersistentVolumeClaim", "PersistentVolume"];

    public static IReadOnlyList<WorkloadKind> All { get; } =
    [
        new("Deployment", "/apis/apps/v1", "deployments"),
        new("StatefulSet", "/apis/apps/v1", "statefulsets"),
        new("DaemonSet", "/apis/apps/v1", "daemonsets"),
        new("ReplicaSet", "/apis/apps/v1", "replicasets"),
        new("ReplicationController", "/api/v1", "replicationcontrollers"),
        new("Job", "/apis/batch/v1", "jobs"),
        new("CronJob", "/apis/batch/v1", "cronjobs"),
        new("Pod", "/api/v1", "pods"),
        new("PersistentVolumeClaim", "/api/v1", "persistentvolumeclaims"),
        new("PersistentVolume", "/api/v1", "persistentvolumes", false),
        new("Service", "/api/v1", "services"),
        new("Ingress", "/apis/networking.k8s.io/v1", "ingresses"),
        new("HorizontalPodAutoscaler", "/apis/autoscaling/v2", "horizontalpodautoscalers"),
        new("ResourceQuota", "/api/v1", "resourcequotas"),
        new("PodDisruptionBudget", "/apis/policy/v1", "poddisruptionbudgets"),
        new("Node", "/api/v1", "nodes", false),
        new("EndpointSlice", "/apis/discovery.k8s.io/v1", "endpointslices"),
        new("StorageClass", "/apis/storage.k8s.io/v1", "storageclasses", false),
        new("IngressClass", "/apis/networking.k8s.io/v1", "ingressclasses", false),
    ];

    /// <summary>The kinds that are judged, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Judged { get; } = [.. All.Select(kind => kind.Name).TakeWhile(name => name != "Node")];

    public static WorkloadKind Of(string name) => All.First(kind => kind.Name == name);

    /// <summary>The kinds that must be read to judge these; for none told, all.</summary>
    public static IReadOnlySet<string> NeededFor(IReadOnlySet<string> kinds) => kinds.Count == 0
        ? All.Select(kind => kind.Name).ToHashSet()
        : kinds.SelectMany(Evidence).Concat(kinds).ToHashSet();

    private static string[] Evidence(string kind) => kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Job" or "CronJob" => OfPods,
        "Pod" => ["Node", "PersistentVolumeClaim", "PersistentVolume"],
        "PersistentVolumeClaim" => ["Pod", "Node", "PersistentVolume", "StorageClass"],
        "Service" => ["EndpointSlice", "Pod", "Node", "Deployment", "StatefulSet"],
        "Ingress" => ["IngressClass", "Service"],
        _ => [],
    };
}
