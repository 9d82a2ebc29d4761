namespace KopsPS.Engine.Buckets;

/// <summary>What a store of OIDC documents should be like.</summary>
public sealed record DiscoveryStoreRequest
{
    /// <summary>Name of the bucket, or its location.</summary>
    public required string Name { get; init; }

    /// <summary>Region to make it in; null for the session's.</summary>
    public string? Region { get; init; }

    /// <summary>Environment that it belongs to.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags of the user's own.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
