namespace KopsPS.Engine.Identity;

/// <summary>What a least-privilege policy is limited to.</summary>
public sealed record PolicyScope
{
    /// <summary>The state store, such as <c>s3://acme-kops/prod</c>.</summary>
    public required string StateStore { get; init; }

    /// <summary>The store of the OIDC documents, <c>s3://bucket</c>, or null.</summary>
    public string? DiscoveryStore { get; init; }

    /// <summary>Ids of the hosted zones; empty for all.</summary>
    public IReadOnlyList<string> HostedZoneIds { get; init; } = [];

    /// <summary>Names of the clusters; empty for all that kops makes.</summary>
    public IReadOnlyList<string> ClusterNames { get; init; } = [];

    /// <summary>KMS keys of the state store and of disks; empty for those that AWS manages.</summary>
    public IReadOnlyList<string> KmsKeyArns { get; init; } = [];

    /// <summary>Region that it may work in.</summary>
    public required string Region { get; init; }
}
