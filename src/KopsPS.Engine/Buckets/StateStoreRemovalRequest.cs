namespace KopsPS.Engine.Buckets;

/// <summary>Which state store to remove, and how much is meant.</summary>
public sealed record StateStoreRemovalRequest
{
    /// <summary>Name of the bucket, or its location.</summary>
    public required string Name { get; init; }

    /// <summary>Also where objects are in it that belong to no cluster. Clusters are never removed.</summary>
    public bool Force { get; init; }

    /// <summary>Only a bucket that KopsPS made.</summary>
    public bool OwnedOnly { get; init; }

    /// <summary>Whether it is a store of OIDC documents; clusters in it keep it all the same.</summary>
    internal bool IsDiscoveryStore { get; init; }
}
