namespace KopsPS;

/// <summary>How the removal of a cluster went.</summary>
public sealed class KopsRemoval
{
    /// <summary>The cluster that is no more.</summary>
    public required string ClusterName { get; init; }

    /// <summary>State store that it was registered in.</summary>
    public required string StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile that was used.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint that was used, where one was named.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>True where only the registration was removed and the cloud left as it is.</summary>
    public bool Unregistered { get; init; }

    /// <summary>What was deleted in the cloud, in kops' order.</summary>
    public KopsCloudResource[] Resources { get; init; } = [];

    /// <summary>Rounds that kops needed; resources that depend on others take several.</summary>
    public int Rounds { get; init; }

    /// <summary>Time from the start of kops to its end.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What was worth a warning on the way.</summary>
    public string[] Warnings { get; init; } = [];
}
