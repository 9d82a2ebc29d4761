using System.Collections;

namespace KopsPS;

/// <summary>A bucket for kops' state. A setting that the identity may not read is null, and named in <see cref="NotChecked"/>.</summary>
public sealed class KopsStateStore
{
    /// <summary>Name of the bucket.</summary>
    public required string Name { get; init; }

    /// <summary>The location as kops takes it, such as <c>s3://acme-kops</c>.</summary>
    public required string StateStore { get; init; }

    /// <summary>Region of the bucket.</summary>
    public string? Region { get; init; }

    /// <summary><c>Enabled</c>, <c>Suspended</c> or <c>Off</c>.</summary>
    public string? Versioning { get; init; }

    /// <summary>How objects are encrypted unless told otherwise: <c>SSE-S3</c>, <c>KMS key …</c> or <c>off</c>.</summary>
    public string? Encryption { get; init; }

    /// <summary>Key of the key management service; null where there is none.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Whether all four public-access blocks are on.</summary>
    public bool? PublicAccessBlocked { get; init; }

    /// <summary>The four public-access blocks in words.</summary>
    public string? PublicAccess { get; init; }

    /// <summary>Who owns objects, such as <c>BucketOwnerEnforced</c>.</summary>
    public string? Ownership { get; init; }

    /// <summary>Whether requests without TLS are denied.</summary>
    public bool? TlsOnly { get; init; }

    /// <summary>Days after which old versions of objects go; null where they stay.</summary>
    public int? NoncurrentVersionDays { get; init; }

    /// <summary>Where access logs go, as bucket and prefix; null where there are none.</summary>
    public string? LogTarget { get; init; }

    /// <summary>Other accounts whose kops may use the store.</summary>
    public string[] TrustedAccounts { get; init; } = [];

    /// <summary>Clusters in it; null where it could not be listed.</summary>
    public int? ClusterCount { get; init; }

    /// <summary>Names of the clusters in it.</summary>
    public string[] Clusters { get; init; } = [];

    /// <summary>Whether KopsPS made it.</summary>
    public bool Owned { get; init; }

    /// <summary>Environment that it belongs to, if any.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Its tags.</summary>
    public IDictionary Tags { get; init; } = new SortedList();

    /// <summary>What the call that made this object did; empty where it only read.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>Settings that could not be read, with why.</summary>
    public KopsSkippedCheck[] NotChecked { get; init; } = [];

    /// <summary>AWS profile by which it was reached.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint by which it was reached.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => StateStore;
}
