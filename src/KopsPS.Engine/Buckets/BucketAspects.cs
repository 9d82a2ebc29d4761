using Amazon;
using Amazon.S3;
using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>What the settings of a store's bucket should be, beside what they are.</summary>
internal sealed class BucketAspects(BucketCalls calls, BucketState state, string region)
{
    private const string LifecycleRuleId = "KopsPS-old-versions";
    private const int AbortUploadDays = 7;

    private readonly string _bucket = calls.Bucket;

    private readonly string _partition = Partition(region);

    /// <summary>All aspects of a state store.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="tags">Tags that it has to carry.</param>
    /// <param name="tlsOnly">Whether to deny requests without TLS.</param>
    public IReadOnlyList<BucketAspect> OfStateStore(StateStoreRequest request, IReadOnlyDictionary<string, string> tags, bool tlsOnly)
    {
        var all = new List<BucketAspect>
        {
            Tagging(tags), PublicAccessBlock(blocked: true), Ownership(ObjectOwnership.BucketOwnerEnforced), Versioning(), Encryption(request.KmsKey),
        };
        if (tlsOnly)
        {
            all.Add(TlsOnly());
        }

        if (request.TrustedAccounts is { } accounts)
        {
            all.Add(Trust(accounts));
        }

        all.Add(Lifecycle(request.NoncurrentDays));
        if (request.LogBucket is { } logBucket)
        {
            all.Add(Logging(logBucket, request.LogPrefix ?? $"{_bucket}/"));
        }

        return all;
    }

    /// <summary>All aspects of a store of OIDC documents, in the order in which S3 takes them.</summary>
    /// <param name="tags">Tags that it has to carry.</param>
    public IReadOnlyList<BucketAspect> OfDiscoveryStore(IReadOnlyDictionary<string, string> tags) =>
        [Tagging(tags), PublicAccessBlock(blocked: false), Ownership(ObjectOwnership.BucketOwnerPreferred), PublicRead(), Encryption(null)];

    private static BucketAspect Aspect<T>(
        string name, string kind, BucketReading<T> reading, Func<T?, string> found, string wanted, Func<T?, bool> met, KopsCheckVerdict ifNot,
        Func<CancellationToken, Task> apply) =>
        reading.Fault is { } fault
            ? new(name, kind, fault.Message, wanted, null, ifNot, fault, apply)
            : new(name, kind, found(reading.Value), wanted, met(reading.Value), ifNot, null, apply);

    private BucketAspect Versioning() => Aspect(
        "Versioning", "BucketVersioning", state.Versioning, value => value!, "Enabled", value => value == "Enabled", KopsCheckVerdict.Fail,
        token => calls.WriteAsync(
            "s3:PutBucketVersioning",
            (s3, stop) => s3.PutBucketVersioningAsync(
                new PutBucketVersioningRequest { BucketName = _bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } }, stop),
            token));

    private BucketAspect Encryption(string? kmsKey)
    {
        var byDefault = kmsKey is null
            ? new ServerSideEncryptionByDefault { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AES256 }
            : new ServerSideEncryptionByDefault { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AWSKMS, ServerSideEncryptionKeyManagementServiceKeyId = kmsKey };
        return Aspect(
            "Encryption", "BucketEncryption", state.Encryption, BucketText.Encryption, kmsKey is null ? "on by default" : $"KMS key {kmsKey}",
            rule => kmsKey is null ? rule?.ServerSideEncryptionByDefault is not null : IsKey(rule?.ServerSideEncryptionByDefault, kmsKey),
            KopsCheckVerdict.Fail,
            token => calls.WriteAsync(
                "s3:PutEncryptionConfiguration",
                (s3, stop) => s3.PutBucketEncryptionAsync(
                    new PutBucketEncryptionRequest
                    {
                        BucketName = _bucket,
                        ServerSideEncryptionConfiguration = new ServerSideEncryptionConfiguration
                        {
                            // A bucket key saves nearly all of the calls to the key management service.
                            ServerSideEncryptionRules = [new ServerSideEncryptionRule { ServerSideEncryptionByDefault = byDefault, BucketKeyEnabled = kmsKey is not null }],
                        },
                    },
                    stop),
                token));
    }

    private BucketAspect PublicAccessBlock(bool blocked) => Aspect(
        "PublicAccess", "PublicAccessBlock", state.PublicAccessBlock, BucketText.Blocks, blocked ? "all four blocked" : "not blocked",
        value => blocked
            ? value is { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
            // A bucket without the setting has S3's own default since 2023, which blocks.
            : value is { BlockPublicAcls: false or null, BlockPublicPolicy: false or null, IgnorePublicAcls: false or null, RestrictPublicBuckets: false or null },
        KopsCheckVerdict.Fail,
        token => calls.WriteAsync(
            "s3:PutBucketPublicAccessBlock",
            (s3, stop) => s3.PutPublicAccessBlockAsync(
                new PutPublicAccessBlockRequest
                {
                    BucketName = _bucket,
                    PublicAccessBlockConfiguration = new PublicAccessBlockConfiguration
                    {
                        BlockPublicAcls = blocked, BlockPublicPolicy = blocked, IgnorePublicAcls = blocked, RestrictPublicBuckets = blocked,
                    },
                },
                stop),
            token));

    private BucketAspect Ownership(ObjectOwnership wanted) => Aspect(
        "Ownership", "BucketOwnership", state.Ownership, value => value ?? "not set", wanted.Value, value => value == wanted.Value,
        wanted == ObjectOwnership.BucketOwnerEnforced ? KopsCheckVerdict.Warn : KopsCheckVerdict.Fail,
        token => calls.WriteAsync(
            "s3:PutBucketOwnershipControls",
            (s3, stop) => s3.PutBucketOwnershipControlsAsync(
                new PutBucketOwnershipControlsRequest
                {
                    BucketName = _bucket,
                    OwnershipControls = new OwnershipControls { Rules = [new OwnershipControlsRule { ObjectOwnership = wanted }] },
                },
                stop),
            token));

    private BucketAspect TlsOnly() => Aspect(
        "TlsOnly", "BucketPolicy", state.Policy, policy => policy!.IsTlsOnly(_bucket) ? "requests without TLS are denied" : "requests without TLS are taken",
        "requests without TLS are denied", policy => policy!.IsTlsOnly(_bucket), KopsCheckVerdict.Fail,
        token => EditPolicyAsync(policy => policy.DenyInsecureTransport(_bucket, _partition), token));

    private BucketAspect Trust(IReadOnlyList<string> accounts) => Aspect(
        "TrustedAccounts", "BucketPolicy", state.Policy, policy => BucketText.Names(policy!.TrustedAccounts), BucketText.Names(accounts),
        policy => policy!.TrustedAccounts.SequenceEqual(accounts.Order(StringComparer.Ordinal)), KopsCheckVerdict.Fail,
        token => EditPolicyAsync(policy => policy.Trust(_bucket, _partition, accounts), token));

    private BucketAspect PublicRead() => Aspect(
        "PublicRead", "BucketPolicy", state.Policy, policy => policy!.IsPublicRead(_bucket) ? "anybody may read" : "nobody else may read", "anybody may read",
        policy => policy!.IsPublicRead(_bucket), KopsCheckVerdict.Fail,
        token => EditPolicyAsync(policy => policy.AllowPublicRead(_bucket, _partition), token));

    private BucketAspect Lifecycle(int? days)
    {
        var wanted = days ?? StateStoreRequest.DefaultNoncurrentDays;
        return Aspect(
            "OldVersions", "BucketLifecycle", state.Lifecycle, BucketText.Lifecycle, $"removed after {wanted} days",
            value => BucketText.NoncurrentDays(value!) is { } found && (days is null || days == found), KopsCheckVerdict.Warn,
            async token =>
            {
                var (configuration, minimum) = await LifecycleNowAsync(token).ConfigureAwait(false);
                var rules = (configuration?.Rules ?? []).Where(rule => rule.Id != LifecycleRuleId).Append(new LifecycleRule
                {
                    Id = LifecycleRuleId,
                    Status = LifecycleRuleStatus.Enabled,
                    Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } },
                    NoncurrentVersionExpiration = new LifecycleRuleNoncurrentVersionExpiration { NoncurrentDays = wanted },
                    AbortIncompleteMultipartUpload = new LifecycleRuleAbortIncompleteMultipartUpload { DaysAfterInitiation = AbortUploadDays },
                    Expiration = new LifecycleRuleExpiration { ExpiredObjectDeleteMarker = true },
                }).ToList();
                await calls.WriteAsync(
                    "s3:PutLifecycleConfiguration",
                    (s3, stop) => s3.PutLifecycleConfigurationAsync(
                        new PutLifecycleConfigurationRequest
                        {
                            BucketName = _bucket, Configuration = new LifecycleConfiguration { Rules = rules }, TransitionDefaultMinimumObjectSize = minimum,
                        },
                        stop),
                    token).ConfigureAwait(false);
            });
    }

    private async Task<(LifecycleConfiguration? Configuration, TransitionDefaultMinimumObjectSize? Minimum)> LifecycleNowAsync(CancellationToken cancellationToken)
    {
        var now = await calls.ReadAsync(
            "s3:GetLifecycleConfiguration",
            (s3, stop) => s3.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = _bucket }, stop), cancellationToken).ConfigureAwait(false);
        return (now?.Configuration, string.IsNullOrEmpty(now?.TransitionDefaultMinimumObjectSize?.Value) ? null : now.TransitionDefaultMinimumObjectSize);
    }

    private BucketAspect Logging(string logBucket, string prefix) => Aspect(
        "Logging", "BucketLogging", state.Logging, BucketText.Logging, $"to {logBucket}/{prefix}",
        value => value is not null && value.TargetBucketName == logBucket && (value.TargetPrefix ?? "") == prefix, KopsCheckVerdict.Warn,
        async token =>
        {
            try
            {
                await calls.WriteAsync(
                    "s3:PutBucketLogging",
                    (s3, stop) => s3.PutBucketLoggingAsync(
                        new PutBucketLoggingRequest
                        {
                            BucketName = _bucket, LoggingConfig = new S3BucketLoggingConfig { TargetBucketName = logBucket, TargetPrefix = prefix },
                        },
                        stop),
                    token).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.InnerException is AmazonS3Exception { ErrorCode: "InvalidTargetBucketForLogging" or "CrossLocationLoggingProhibitted" or "CrossLocationLoggingProhibited" } answer)
            {
                throw Faults.LogBucketUnusable(logBucket, _bucket, _partition, answer);
            }
        });

    private BucketAspect Tagging(IReadOnlyDictionary<string, string> tags) => Aspect(
        "Tags", "BucketTagging", state.Tags, value => BucketText.Tags(value!), tags.Count == 0 ? "any" : BucketText.Tags(tags),
        value => tags.All(tag => value!.TryGetValue(tag.Key, out var found) && found == tag.Value), KopsCheckVerdict.Warn,
        async token =>
        {
            // S3 replaces all tags at once, so those of others go along.
            var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in (await BucketState.TagsAsync(calls, token).ConfigureAwait(false)).Concat(tags))
            {
                all[key] = value;
            }

            await calls.WriteAsync(
                "s3:PutBucketTagging",
                (s3, stop) => s3.PutBucketTaggingAsync(
                    new PutBucketTaggingRequest { BucketName = _bucket, TagSet = [.. all.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })] }, stop),
                token).ConfigureAwait(false);
        });

    /// <summary>Demands TLS by the bucket's policy.</summary>
    public static Task DenyInsecureTransportAsync(BucketCalls calls, string region, CancellationToken cancellationToken) =>
        EditPolicyAsync(calls, policy => policy.DenyInsecureTransport(calls.Bucket, Partition(region)), cancellationToken);

    /// <summary>Takes our demand for TLS out of the bucket's policy.</summary>
    public static Task AllowInsecureTransportAsync(BucketCalls calls, CancellationToken cancellationToken) =>
        EditPolicyAsync(calls, policy => policy.AllowInsecureTransport(), cancellationToken);

    private static string Partition(string region) => RegionEndpoint.GetBySystemName(region).PartitionName is { Length: > 0 } partition ? partition : "aws";

    private Task EditPolicyAsync(Action<BucketPolicy> edit, CancellationToken cancellationToken) => EditPolicyAsync(calls, edit, cancellationToken);

    private static async Task EditPolicyAsync(BucketCalls calls, Action<BucketPolicy> edit, CancellationToken cancellationToken)
    {
        var policy = await BucketState.PolicyAsync(calls, cancellationToken).ConfigureAwait(false);
        edit(policy);
        if (policy.IsEmpty)
        {
            await calls.WriteAsync(
                "s3:DeleteBucketPolicy", (s3, stop) => s3.DeleteBucketPolicyAsync(new DeleteBucketPolicyRequest { BucketName = calls.Bucket }, stop), cancellationToken).ConfigureAwait(false);
            return;
        }

        await calls.WriteAsync(
            "s3:PutBucketPolicy",
            (s3, stop) => s3.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = calls.Bucket, Policy = policy.ToJson() }, stop), cancellationToken).ConfigureAwait(false);
    }

    private static bool IsKey(ServerSideEncryptionByDefault? found, string key) =>
        found?.ServerSideEncryptionAlgorithm?.Value is { } method && method.StartsWith("aws:kms", StringComparison.Ordinal)
        && found.ServerSideEncryptionKeyManagementServiceKeyId is { } id
        && (id == key || id.EndsWith($":key/{key}", StringComparison.Ordinal) || id.EndsWith($":{key}", StringComparison.Ordinal) || key.EndsWith($":key/{id}", StringComparison.Ordinal));
}
