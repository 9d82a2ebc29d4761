namespace KopsPS.Engine.Buckets;

/// <summary>What a state store's bucket should be like. What is null is left as it is on a bucket that exists.</summary>
public sealed record StateStoreRequest
{
    /// <summary>Name of the bucket, or its location.</summary>
    public required string Name { get; init; }

    /// <summary>Region to make it in; null for the session's.</summary>
    public string? Region { get; init; }

    /// <summary>Change a bucket that exists, whoever made it, instead of making one.</summary>
    public bool Existing { get; init; }

    /// <summary>Key of the key management service (id, ARN or alias) to encrypt with; null for S3's own keys, or for what the bucket has.</summary>
    public string? KmsKey { get; init; }

    /// <summary>Days after which old versions of objects go; null for <see cref="DefaultNoncurrentDays"/>, or for what the bucket has.</summary>
    public int? NoncurrentDays { get; init; }

    /// <summary>Bucket that gets the access logs.</summary>
    public string? LogBucket { get; init; }

    /// <summary>Prefix of the access logs; null for the store's name.</summary>
    public string? LogPrefix { get; init; }

    /// <summary>Accounts whose kops may use the store; an empty list takes them away.</summary>
    public IReadOnlyList<string>? TrustedAccounts { get; init; }

    /// <summary>Whether to deny requests without TLS; null: unless the endpoint itself has none.</summary>
    public bool? TlsOnly { get; init; }

    /// <summary>Environment that it belongs to.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags of the user's own.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Long enough to notice that a cluster's state was spoilt, short enough not to keep keys for ever.</summary>
    public const int DefaultNoncurrentDays = 90;
}
