using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>A bucket's settings as they were read; one that the identity may not read has a fault instead.</summary>
internal sealed class BucketState
{
    public required BucketReading<string> Versioning { get; init; }

    public required BucketReading<ServerSideEncryptionRule?> Encryption { get; init; }

    public required BucketReading<PublicAccessBlockConfiguration?> PublicAccessBlock { get; init; }

    public required BucketReading<string?> Ownership { get; init; }

    public required BucketReading<BucketPolicy> Policy { get; init; }

    public required BucketReading<LifecycleConfiguration> Lifecycle { get; init; }

    public required BucketReading<S3BucketLoggingConfig?> Logging { get; init; }

    public required BucketReading<IReadOnlyDictionary<string, string>> Tags { get; init; }

    /// <summary>A bucket that is not there yet.</summary>
    public static BucketState Nothing { get; } = new()
    {
        Versioning = new("Off", null),
        Encryption = default,
        PublicAccessBlock = default,
        Ownership = default,
        Policy = new(BucketPolicy.Parse(null), null),
        Lifecycle = new(new LifecycleConfiguration(), null),
        Logging = default,
        Tags = new(new Dictionary<string, string>(), null),
    };

    /// <summary>Reads all of them at once.</summary>
    public static async Task<BucketState> ReadAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        var bucket = calls.Bucket;
        async Task<BucketReading<T>> Read<T>(Task<T> reading)
        {
            try
            {
                return new BucketReading<T>(await reading.ConfigureAwait(false), null);
            }
            catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "AwsRequestRefused")
            {
                return new BucketReading<T>(default, fault);
            }
        }

        async Task<string> Versioning() => (await calls.CallAsync(
            "s3:GetBucketVersioning", (s3, token) => s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket }, token), cancellationToken)
            .ConfigureAwait(false)).VersioningConfig?.Status?.Value is { Length: > 0 } status && status != VersionStatus.Off.Value ? status : "Off";
        async Task<ServerSideEncryptionRule?> Encryption() => (await calls.ReadAsync(
            "s3:GetEncryptionConfiguration", (s3, token) => s3.GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = bucket }, token), cancellationToken)
            .ConfigureAwait(false))?.ServerSideEncryptionConfiguration?.ServerSideEncryptionRules?.FirstOrDefault();
        async Task<PublicAccessBlockConfiguration?> Blocks() => (await calls.ReadAsync(
            "s3:GetBucketPublicAccessBlock", (s3, token) => s3.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket }, token), cancellationToken)
            .ConfigureAwait(false))?.PublicAccessBlockConfiguration;
        async Task<string?> Ownership() => (await calls.ReadAsync(
            "s3:GetBucketOwnershipControls", (s3, token) => s3.GetBucketOwnershipControlsAsync(new GetBucketOwnershipControlsRequest { BucketName = bucket }, token), cancellationToken)
            .ConfigureAwait(false))?.OwnershipControls?.Rules?.FirstOrDefault()?.ObjectOwnership?.Value;
        async Task<LifecycleConfiguration> Lifecycle() => (await calls.ReadAsync(
            "s3:GetLifecycleConfiguration", (s3, token) => s3.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket }, token), cancellationToken)
            .ConfigureAwait(false))?.Configuration ?? new LifecycleConfiguration();
        async Task<S3BucketLoggingConfig?> Logging() => (await calls.ReadAsync(
            "s3:GetBucketLogging", (s3, token) => s3.GetBucketLoggingAsync(new GetBucketLoggingRequest { BucketName = bucket }, token), cancellationToken)
            .ConfigureAwait(false))?.BucketLoggingConfig is { TargetBucketName.Length: > 0 } logging ? logging : null;

        var versioning = Read(Versioning());
        var encryption = Read(Encryption());
        var blocks = Read(Blocks());
        var ownership = Read(Ownership());
        var policy = Read(PolicyAsync(calls, cancellationToken));
        var lifecycle = Read(Lifecycle());
        var logging = Read(Logging());
        var tags = Read(TagsAsync(calls, cancellationToken));
        await Task.WhenAll(versioning, encryption, blocks, ownership, policy, lifecycle, logging, tags).ConfigureAwait(false);
        return new BucketState
        {
            Versioning = await versioning.ConfigureAwait(false),
            Encryption = await encryption.ConfigureAwait(false),
            PublicAccessBlock = await blocks.ConfigureAwait(false),
            Ownership = await ownership.ConfigureAwait(false),
            Policy = await policy.ConfigureAwait(false),
            Lifecycle = await lifecycle.ConfigureAwait(false),
            Logging = await logging.ConfigureAwait(false),
            Tags = await tags.ConfigureAwait(false),
        };
    }

    /// <summary>Reads the tags alone.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        var answer = await calls.ReadAsync(
            "s3:GetBucketTagging", (s3, token) => s3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = calls.Bucket }, token), cancellationToken).ConfigureAwait(false);

        // The SDK reads an empty value as none.
        return (answer?.TagSet ?? []).ToDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
    }

    /// <summary>Reads the policy alone; an empty one where there is none.</summary>
    public static async Task<BucketPolicy> PolicyAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        var answer = await calls.ReadAsync(
            "s3:GetBucketPolicy", (s3, token) => s3.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = calls.Bucket }, token), cancellationToken).ConfigureAwait(false);

        // The SDK gives a missing policy as a good answer, with the error's text as the policy.
        return BucketPolicy.Parse(answer?.HttpStatusCode == HttpStatusCode.OK ? answer.Policy : null);
    }
}
