namespace KopsPS.Engine.Lifecycle;

/// <summary>What to validate, and how long to wait for it.</summary>
public sealed record ValidationRequest
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig whose context is named like the cluster; null lets kops make its own access.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>True where the kops in use must be told to use the kubeconfig.</summary>
    public bool AskForKubeconfig { get; init; }

    /// <summary>How long to wait for a cluster that is not ready; null asks once.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Time between two validations.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Validations in a row that must find the cluster ready.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long one run of kops may take.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Version of the kops that last applied the cluster.</summary>
    public string? LastAppliedBy { get; init; }

    /// <summary>What outputs say of the kubeconfig.</summary>
    public string? ShownKubeconfig { get; init; }

    /// <summary>What outputs say of the context.</summary>
    public string? ShownContext { get; init; }
}

/// <summary>The last validation, and why it is not what was asked for.</summary>
/// <param name="Validation">The last validation.</param>
/// <param name="Fault">The API was not reached, or time ran out; null otherwise.</param>
public sealed record ValidationOutcome(KopsValidation Validation, KopsException? Fault);
