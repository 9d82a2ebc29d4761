namespace KopsPS.Engine.Workloads;

/// <summary>
/// What must be there before what: the objects of one stage are applied at once, the next stage follows when they are in place.
/// </summary>
internal static class ManifestOrder
{
    /// <summary>Namespaces, definitions, classes: others name them and are refused without.</summary>
    public const int Ground = 0;

    private static readonly string[] OfGround =
        ["Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "IngressClass", "RuntimeClass", "VolumeAttributesClass"];

    /// <summary>A binding is refused to those who may only give on what its role has, and a token's secret is deleted, before these are there.</summary>
    private static readonly string[] OfRights = ["ServiceAccount", "Role", "ClusterRole", "ResourceQuota", "LimitRange"];

    private static readonly string[] OfSupport =
        ["RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "PersistentVolume", "PersistentVolumeClaim", "NetworkPolicy", "Service", "PodDisruptionBudget"];

    private static readonly string[] OfGates =
    [
        "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "APIService",
    ];

    /// <summary>Groups the objects; each group keeps the order of its manifests.</summary>
    public static IReadOnlyList<(int Stage, ManifestObject[] Objects)> Stages(IEnumerable<ManifestObject> objects) =>
        [.. objects.GroupBy(item => StageOf(item.Kind)).OrderBy(stage => stage.Key).Select(stage => (stage.Key, stage.ToArray()))];

    private static int StageOf(string kind) =>
        OfGround.Contains(kind) ? Ground
        : OfRights.Contains(kind) ? 1
        : OfSupport.Contains(kind) ? 2

        // A webhook that is there before the pods that serve it would refuse them.
        : OfGates.Contains(kind) ? 4
        : 3;
}
