using System.Collections;

namespace KopsPS;

/// <summary>A bucket for the OIDC documents of service accounts, which anybody can read.</summary>
public sealed class KopsDiscoveryStore
{
    /// <summary>Name of the bucket.</summary>
    public required string Name { get; init; }

    /// <summary>The location as kops takes it, such as <c>s3://acme-oidc</c>; a cluster gets a folder of its own in it.</summary>
    public required string DiscoveryStore { get; init; }

    /// <summary>Address at which anybody reads it, without a slash at its end.</summary>
    public required string Address { get; init; }

    /// <summary>Region of the bucket.</summary>
    public string? Region { get; init; }

    /// <summary>Whether a document could be fetched without an identity; null where it was not tried.</summary>
    public bool? Readable { get; init; }

    /// <summary>Who owns objects, such as <c>BucketOwnerPreferred</c>.</summary>
    public string? Ownership { get; init; }

    /// <summary>The four public-access blocks of the bucket in words.</summary>
    public string? PublicAccess { get; init; }

    /// <summary>Environment that it belongs to, if any.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Its tags.</summary>
    public IDictionary Tags { get; init; } = new SortedList();

    /// <summary>What the call that made this object did.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>What could not be checked, with why.</summary>
    public KopsSkippedCheck[] NotChecked { get; init; } = [];

    /// <summary>AWS profile by which it was reached.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint by which it was reached.</summary>
    public string? EndpointUrl { get; init; }

    /// <inheritdoc/>
    public override string ToString() => DiscoveryStore;
}
