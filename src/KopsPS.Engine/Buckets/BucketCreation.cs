using Amazon.S3;
using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>Makes a bucket that carries its tags from the first moment, so that a run that is ended can be taken up.</summary>
internal sealed class BucketCreation(BucketCalls calls, string region, IFeedback feedback)
{
    /// <summary>How long an end that is asked for waits until a bucket has its tags: one without them would be taken for somebody else's.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Makes it; one that another run has just made is fine.</summary>
    /// <exception cref="KopsException"><c>KopsStateStoreNameTaken</c>, <c>KopsStateStoreNotUsable</c>, and those of AWS.</exception>
    public async Task RunAsync(ObjectOwnership ownership, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource();
        using var ending = cancellationToken.Register(() => late.CancelAfter(Grace));
        await MakeAsync(ownership, tags, late.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task MakeAsync(ObjectOwnership ownership, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        feedback.Verbose($"Making the bucket {calls.Bucket} in {region}.");
        var tagSet = tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value }).ToList();
        try
        {
            try
            {
                await CreateAsync(ownership, tagSet, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (IsOfTags(fault))
            {
                feedback.Verbose($"{calls.Bucket} cannot be made with its tags in one call: they follow.");
                await CreateAsync(ownership, null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (KopsException fault) when (fault.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" })
        {
            feedback.Verbose($"Another run has made {calls.Bucket} at the same time.");
        }
        catch (KopsException fault) when (fault.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyExists" })
        {
            throw Faults.StateStoreNameTaken(calls.Bucket);
        }

        await UntilThereAsync(cancellationToken).ConfigureAwait(false);
        if (!tags.All((await BucketState.TagsAsync(calls, cancellationToken).ConfigureAwait(false)).Contains))
        {
            // Not every service takes tags with the bucket.
            await calls.WriteAsync(
                "s3:PutBucketTagging",
                (s3, token) => s3.PutBucketTaggingAsync(new PutBucketTaggingRequest { BucketName = calls.Bucket, TagSet = tagSet }, token),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private Task CreateAsync(ObjectOwnership ownership, List<Tag>? tags, CancellationToken cancellationToken) => calls.WriteAsync(
        "s3:CreateBucket",
        (s3, token) => s3.PutBucketAsync(
            new PutBucketRequest
            {
                BucketName = calls.Bucket,
                ObjectOwnership = ownership,
                UseClientRegion = false,

                // us-east-1 is the region that must not be named.
                PutBucketConfiguration = region == "us-east-1" && tags is null ? null : new PutBucketConfiguration
                {
                    LocationConstraint = region == "us-east-1" ? null : new BucketLocationConstraint(region),
                    Tags = tags,
                },
            },
            token),
        cancellationToken);

    /// <summary>Whether a refusal may come of the tags: older services do not know them there, and they need a right of their own.</summary>
    private static bool IsOfTags(KopsException fault) => fault.InnerException is AmazonS3Exception refusal && refusal.ErrorCode switch
    {
        null or "" or "BadRequest" or "MalformedXML" or "InvalidRequest" or "NotImplemented" => (int)refusal.StatusCode is 400 or 501,
        "AccessDenied" => refusal.Message.Contains("TagResource", StringComparison.Ordinal),
        _ => false,
    };

    private async Task UntilThereAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await calls.CallAsync(
                    "s3:ListBucket", (s3, token) => s3.HeadBucketAsync(new HeadBucketRequest { BucketName = calls.Bucket }, token), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (KopsException fault) when (fault.Kind == FaultKind.ObjectNotFound)
            {
                if (attempt >= calls.Pace.Attempts)
                {
                    throw Faults.StateStoreNotUsable(calls.Bucket, "S3 does not know it yet.", fault);
                }

                await Task.Delay(calls.Pace.Interval, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
