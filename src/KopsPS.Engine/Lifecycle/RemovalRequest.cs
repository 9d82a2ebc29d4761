namespace KopsPS.Engine.Lifecycle;

/// <summary>What is to be removed, and how long to try.</summary>
public sealed record RemovalRequest
{
    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Leave the cloud as it is and only remove the registration.</summary>
    public bool Unregister { get; init; }

    /// <summary>How long kops tries to delete; null is kops' own ten minutes.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Time between two rounds; null is kops' own ten seconds.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Rounds in a row without progress that end the deletion; null goes on until <see cref="Wait"/> is over.</summary>
    public int? Count { get; init; }

    /// <summary>How long one run of kops may take in all.</summary>
    public TimeSpan? TimeLimit { get; init; }
}
