using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Processes;

/// <summary>A cmdlet's AWS session as the process layer sees it.</summary>
/// <param name="session">The session.</param>
/// <param name="optional">True where kops may do without credentials, as with a state store on disk: none are then no fault.</param>
internal sealed class AwsSessionAccess(AwsSession session, bool optional) : IKopsAccess
{
    public string? Region => session.Region;

    public async Task<KopsCredentials?> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await session.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            return new KopsCredentials(found.AccessKeyId, found.SecretAccessKey, found.SessionToken, found.Expires);
        }
        catch (KopsException fault) when (optional && fault.Id == "KopsCredentialsNotFound")
        {
            return null;
        }
    }

    public async Task<AccessAnswer> AskIdentityAsync(CancellationToken cancellationToken)
    {
        try
        {
            await session.Sts().GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            return AccessAnswer.Granted;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Read(fault);
        }
    }

    public async Task<AccessAnswer> AskBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        try
        {
            await session.S3().HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken).ConfigureAwait(false);
            return AccessAnswer.Granted;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.NotFound)
        {
            return AccessAnswer.NotFound;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect)
        {
            // It is there, in another region.
            return AccessAnswer.Granted;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.Forbidden)
        {
            return AccessAnswer.Denied;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            return AccessAnswer.Throttled;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Read(fault);
        }
    }

    private static AccessAnswer Read(Exception fault) =>
        (fault as KopsException ?? (fault is AmazonServiceException answer ? CredentialFaults.FromAnswer(answer, null) : null))?.Id switch
        {
            "KopsCredentialsExpired" => AccessAnswer.Expired,
            "AwsCredentialsRejected" => AccessAnswer.Rejected,
            "KopsCredentialsNotFound" => AccessAnswer.NoCredentials,
            "AwsAccessDenied" => AccessAnswer.Denied,
            "AwsUnreachable" => AccessAnswer.Unreachable,
            _ => CredentialFaults.Cause(fault) is null ? AccessAnswer.Unknown : AccessAnswer.Unreachable,
        };
}
