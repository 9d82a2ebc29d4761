namespace KopsPS.Engine.Kubernetes;

/// <summary>What is wanted of an export.</summary>
public sealed record KubeconfigExportRequest
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>An admin credential that holds so long.</summary>
    public TimeSpan? Admin { get; init; }

    /// <summary>An exec plug-in of kops that gets a credential when one is needed.</summary>
    public bool AuthPlugin { get; init; }

    /// <summary>A user of the kubeconfig that exists already.</summary>
    public string? User { get; init; }

    /// <summary>The address within the cluster's network.</summary>
    public bool Internal { get; init; }

    /// <summary>The file to write into.</summary>
    public required string Target { get; init; }

    /// <summary>Make it the current context, as kops does.</summary>
    public bool SetCurrent { get; init; } = true;

    /// <summary>Replace entries of the same names that belong to another cluster.</summary>
    public bool Force { get; init; }
}
