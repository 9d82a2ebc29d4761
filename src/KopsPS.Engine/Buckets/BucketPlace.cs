using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Buckets;

/// <summary>Whose a bucket is, and where.</summary>
/// <param name="Owner">Nobody's, the session's account's, or somebody else's.</param>
/// <param name="Region">Region that it is in, where it is known.</param>
/// <param name="Account">Account of the session, where the security token service could say.</param>
internal sealed record BucketPlace(BucketOwner Owner, string? Region, string? Account)
{
    /// <summary>Finds it out with reads alone.</summary>
    /// <exception cref="KopsException">As <see cref="AwsFaults"/> has them; <c>AwsAccessDenied</c> also of an own bucket that the identity may not see.</exception>
    public static async Task<BucketPlace> FindAsync(AwsSession session, string bucket, IFeedback feedback, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(session, feedback, cancellationToken).ConfigureAwait(false);
        var (status, region, answer) = await HeadAsync(session, bucket, account, session.Region, cancellationToken).ConfigureAwait(false);
        switch (status)
        {
            case HttpStatusCode.OK:
                return new(BucketOwner.Us, region, account);
            case HttpStatusCode.NotFound:
                return new(BucketOwner.Nobody, null, account);
        }

        // Refused: somebody else's, or ours with rights missing. S3 does not say which, the list of our own does.
        try
        {
            var own = await AwsFaults.CallAsync(
                session, "s3:ListAllMyBuckets", bucket,
                () => session.S3().ListBucketsAsync(new ListBucketsRequest { Prefix = bucket }, cancellationToken), cancellationToken).ConfigureAwait(false);
            if ((own.Buckets ?? []).Any(item => item.BucketName == bucket))
            {
                throw Faults.AwsAccessDenied("s3:ListBucket", null, "the bucket is this account's, and its policy or the identity's rights keep this identity out", bucket, answer);
            }
        }
        catch (KopsException fault) when (fault.Id == "AwsAccessDenied" && fault.InnerException is AmazonS3Exception list && list != answer)
        {
            feedback.Verbose($"Whether {bucket} is this account's could not be looked up: {fault.Message}");
        }

        return new(BucketOwner.SomebodyElse, region, account);
    }

    private static async Task<string?> AccountAsync(AwsSession session, IFeedback feedback, CancellationToken cancellationToken)
    {
        try
        {
            var who = await AwsFaults.CallAsync(
                session, "sts:GetCallerIdentity", null,
                () => session.Sts().GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken), cancellationToken).ConfigureAwait(false);
            feedback.Verbose($"AWS knows this identity as {who.Arn}.");
            return who.Account;
        }
        catch (KopsException fault) when (fault.Id is "AwsUnreachable" or "AwsServiceFault" or "AwsRequestRefused")
        {
            // Closed networks and stores outside of AWS have S3 without the token service.
            feedback.Verbose($"The security token service did not say which account this is: {fault.Message}");
            return null;
        }
    }

    /// <summary>What S3 says of the bucket by itself, followed to its region.</summary>
    public static async Task<(HttpStatusCode Status, string? Region, AmazonS3Exception? Answer)> HeadAsync(
        AwsSession session, string bucket, string? account, string? region, CancellationToken cancellationToken)
    {
        await session.PrepareS3Async(cancellationToken).ConfigureAwait(false);
        var there = region;
        for (var hop = 0; ; hop++)
        {
            try
            {
                var answer = await session.S3(there).HeadBucketAsync(
                    new HeadBucketRequest { BucketName = bucket, ExpectedBucketOwner = account }, cancellationToken).ConfigureAwait(false);
                return (HttpStatusCode.OK, string.IsNullOrEmpty(answer.BucketRegion) ? there ?? "us-east-1" : answer.BucketRegion, null);
            }
            catch (AmazonS3Exception answer) when (S3Faults.OtherRegion(answer) is { } other && other != there && hop < 2)
            {
                there = other;
            }
            catch (AmazonS3Exception answer) when (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            {
                return (answer.StatusCode, there, answer);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                throw AwsFaults.From(fault, "s3:ListBucket", bucket, session.ProfileName);
            }
        }
    }
}
