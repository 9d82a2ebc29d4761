using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>What is to be applied, and how.</summary>
public sealed record PublishRequest
{
    /// <summary>The objects, in the order of their manifests.</summary>
    public required IReadOnlyList<ManifestObject> Objects { get; init; }

    /// <summary>Namespace for objects that name none; one that names another is refused. Null takes the context's.</summary>
    public string? Namespace { get; init; }

    /// <summary>Who owns the fields.</summary>
    public string FieldManager { get; init; } = KubeWriteOptions.Manager;

    /// <summary>Take over fields that belong to others.</summary>
    public bool Force { get; init; }

    /// <summary>Let the API server say what it would do, and do nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Remove what has these labels, was applied by the same field manager and is not among the objects; null removes nothing.</summary>
    public string? PruneSelector { get; init; }

    /// <summary>Asked with what would be pruned; false leaves it.</summary>
    public Func<IReadOnlyList<string>, Task<bool>>? AgreesToPrune { get; init; }

    /// <summary>Wait until what was applied has rolled out; null does not.</summary>
    public RolloutOptions? Wait { get; init; }

    /// <summary>Time for a custom resource definition to be established.</summary>
    public TimeSpan DefinitionTimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Name of the cluster for the objects written; null takes the kubeconfig's.</summary>
    public string? ClusterName { get; init; }
}
