using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.StateStore;

/// <summary>
/// Finds out why S3 refused. S3 says little where rights are missing, and old versions of kops nothing, so the security
/// token service is asked first whether the keys are good at all, then the bucket by itself.
/// </summary>
internal static partial class S3Faults
{
    /// <summary>The region that the bucket is in, where the answer says that it was asked for in the wrong one.</summary>
    public static string? OtherRegion(AmazonS3Exception answer)
    {
        var moved = answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect
            || answer.ErrorCode is "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException";
        return moved ? NotEmpty(Header(answer, "x-amz-bucket-region")) ?? RegionInBody(answer) : null;
    }

    /// <summary>The fault to report.</summary>
    public static async Task<KopsException> DiagnoseAsync(
        Exception fault, StateStoreLocation location, AwsSession session, string? region, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case KopsException known:
                return known;
            // Without a body (HEAD, some S3-compatible stores) the code is only NotFound; a missing object never comes here.
            case AmazonS3Exception { StatusCode: HttpStatusCode.NotFound }:
                return Faults.StateStoreNotFound(location.Url, fault);
            case AmazonS3Exception answer when IsThrottled(answer):
                return Faults.StateStoreThrottled(location.Url, fault);
            case AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest } answer:
                return await RefusedAsync(answer, location, session, region, cancellationToken).ConfigureAwait(false);
            case AmazonS3Exception { StatusCode: > 0 } answer:
                return Faults.StateStoreUnreachable(location.Url, $"S3 answers {(int)answer.StatusCode} {answer.ErrorCode}: {answer.Message}", fault);
            default:
                return Faults.StateStoreUnreachable(location.Url, CredentialFaults.Cause(fault) ?? fault.Message, fault);
        }
    }

    private static async Task<KopsException> RefusedAsync(
        AmazonS3Exception answer, StateStoreLocation location, AwsSession session, string? region, CancellationToken cancellationToken)
    {
        string? identity = null;
        try
        {
            identity = (await session.Sts().GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false)).Arn;
        }
        catch (KopsException known)
        {
            return known;
        }
        catch (AmazonServiceException sts) when (CredentialFaults.FromAnswer(sts, session.ProfileName) is { } told)
        {
            return told;
        }
        catch (Exception fault) when (fault is AmazonServiceException or HttpRequestException or SocketException)
        {
            // Closed networks have S3 without the token service: then S3's own word has to do.
        }

        if (identity is null && CredentialFaults.FromAnswer(answer, session.ProfileName) is { } ownWord)
        {
            return ownWord;
        }

        try
        {
            await session.S3(region).HeadBucketAsync(new HeadBucketRequest { BucketName = location.Bucket }, cancellationToken).ConfigureAwait(false);
            return Faults.StateStoreAccessDenied(location.Url, identity, answer.Message, answer);
        }
        catch (AmazonS3Exception head) when (head.StatusCode == HttpStatusCode.NotFound)
        {
            return Faults.StateStoreNotFound(location.Url, answer);
        }
        catch (Exception fault) when (fault is AmazonServiceException or HttpRequestException or SocketException)
        {
            return answer.StatusCode == HttpStatusCode.BadRequest
                ? Faults.StateStoreUnreachable(location.Url, $"S3 answers 400 {answer.ErrorCode}: {answer.Message}", answer)
                : Faults.StateStoreAccessDenied(location.Url, identity, answer.Message, answer);
        }
    }

    private static bool IsThrottled(AmazonS3Exception answer) =>
        answer.StatusCode == HttpStatusCode.TooManyRequests || answer.ErrorCode is "SlowDown" or "RequestLimitExceeded" or "Throttling"
        || (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.ErrorCode is "ServiceUnavailable" or "SlowDown");

    private static string? Header(AmazonS3Exception answer, string name) =>
        answer.InnerException is Amazon.Runtime.Internal.HttpErrorResponseException { Response: IWebResponseData response } && response.IsHeaderPresent(name)
            ? response.GetHeaderValue(name)
            : null;

    private static string? RegionInBody(AmazonS3Exception answer) =>
        RegionElement().Match(answer.ResponseBody ?? "") is { Success: true } match ? match.Groups[1].Value : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    [GeneratedRegex("<Region>([a-z0-9-]{1,40})</Region>", RegexOptions.CultureInvariant)]
    private static partial Regex RegionElement();
}
