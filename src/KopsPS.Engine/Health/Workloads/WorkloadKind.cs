namespace KopsPS.Engine.Health.Workloads;

/// <summary>A kind that is read.</summary>
/// <param name="Name">The kind, as Kubernetes writes it.</param>
/// <param name="Api">Path of its API, such as <c>/apis/apps/v1</c>.</param>
/// <param name="Resource">Its resource there.</param>
/// <param name="IsNamespaced">Whether its objects lie in namespaces.</param>
/// <param name="Short">kubectl's short name, where it has one.</param>
internal sealed record WorkloadKind(string Name, string Api, string Resource, bool IsNamespaced = true, string? Short = null)
{
    private static readonly string[] OfPods = ["Pod", "Node", "ReplicaSet", "Job", "PersistentVolumeClaim", "PersistentVolume"];

    public static IReadOnlyList<WorkloadKind> All { get; } =
    [
        new("Deployment", "/apis/apps/v1", "deployments", Short: "deploy"),
        new("StatefulSet", "/apis/apps/v1", "statefulsets", Short: "sts"),
        new("DaemonSet", "/apis/apps/v1", "daemonsets", Short: "ds"),
        new("ReplicaSet", "/apis/apps/v1", "replicasets", Short: "rs"),
        new("ReplicationController", "/api/v1", "replicationcontrollers", Short: "rc"),
        new("Job", "/apis/batch/v1", "jobs"),
        new("CronJob", "/apis/batch/v1", "cronjobs", Short: "cj"),
        new("Pod", "/api/v1", "pods", Short: "po"),
        new("PersistentVolumeClaim", "/api/v1", "persistentvolumeclaims", Short: "pvc"),
        new("PersistentVolume", "/api/v1", "persistentvolumes", false, "pv"),
        new("Service", "/api/v1", "services", Short: "svc"),
        new("Ingress", "/apis/networking.k8s.io/v1", "ingresses", Short: "ing"),
        new("HorizontalPodAutoscaler", "/apis/autoscaling/v2", "horizontalpodautoscalers", Short: "hpa"),
        new("ResourceQuota", "/api/v1", "resourcequotas", Short: "quota"),
        new("PodDisruptionBudget", "/apis/policy/v1", "poddisruptionbudgets", Short: "pdb"),
        new("Node", "/api/v1", "nodes", false),
        new("EndpointSlice", "/apis/discovery.k8s.io/v1", "endpointslices"),
        new("StorageClass", "/apis/storage.k8s.io/v1", "storageclasses", false),
        new("IngressClass", "/apis/networking.k8s.io/v1", "ingressclasses", false),
    ];

    /// <summary>The kinds that are judged, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Judged { get; } = [.. All.Select(kind => kind.Name).TakeWhile(name => name != "Node")];

    public static WorkloadKind Of(string name) => All.First(kind => kind.Name == name);

    /// <summary>The judged kind that a word means: its name, its plural or its short name, in any case.</summary>
    public static WorkloadKind? Find(string word) => All.Take(Judged.Count).FirstOrDefault(kind =>
        word.Equals(kind.Name, StringComparison.OrdinalIgnoreCase) || word.Equals(kind.Resource, StringComparison.OrdinalIgnoreCase) || word.Equals(kind.Short, StringComparison.OrdinalIgnoreCase));

    /// <summary>The kinds that must be read to judge these; for none told, all.</summary>
    public static IReadOnlySet<string> NeededFor(IReadOnlySet<string> kinds) => kinds.Count == 0
        ? All.Select(kind => kind.Name).ToHashSet()
        : kinds.SelectMany(Evidence).Concat(kinds).ToHashSet();

    private static string[] Evidence(string kind) => kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Job" or "CronJob" => OfPods,
        "Pod" => ["Node", "PersistentVolumeClaim", "PersistentVolume"],
        "PersistentVolumeClaim" => ["Pod", "Node", "PersistentVolume", "StorageClass"],
        "Service" => ["EndpointSlice", "Pod", "Node", "Deployment", "StatefulSet", "DaemonSet"],
        "Ingress" => ["IngressClass", "Service"],
        _ => [],
    };
}
