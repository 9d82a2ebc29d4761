namespace KopsPS;

/// <summary>A context that was written into a kubeconfig. Names and paths only, no secret.</summary>
public sealed class KopsKubeconfig
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The context.</summary>
    public required string Context { get; init; }

    /// <summary>The file.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Address of the API server.</summary>
    public string? Server { get; init; }

    /// <summary><c>Admin</c>, <c>AuthPlugin</c>, <c>User</c>, or <c>None</c> where no credential was asked for.</summary>
    public required string Credential { get; init; }

    /// <summary>When the admin credential ends, in UTC.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>True where kubectl now uses this context.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>The file as it was before, or null where there was none or nothing changed.</summary>
    public string? Backup { get; init; }

    /// <summary>State store that the cluster is kept in.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Context} in {Kubeconfig}";
}
