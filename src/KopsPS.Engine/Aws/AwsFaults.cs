using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SecurityToken.Model;

namespace KopsPS.Engine.Aws;

/// <summary>
/// Makes of anything that a call of AWS can end with the fault to report, whatever the service. By then the SDK has tried
/// again where that could help (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
/// </summary>
public static partial class AwsFaults
{
    /// <summary>AWS takes requests whose time differs by up to five minutes, S3 and EC2 by up to fifteen.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private static readonly HashSet<string> DeniedCodes = new(StringComparer.Ordinal)
    {
        "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "NotAuthorizedException", "AuthorizationError",
        "AuthorizationErrorException", "Forbidden", "ForbiddenException", "AllAccessDisabled", "AccountProblem", "OptInRequired", "SubscriptionRequiredException",
    };

    private static readonly HashSet<string> ThrottledCodes = new(StringComparer.Ordinal)
    {
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "ProvisionedThroughputExceededException", "EC2ThrottledException", "SlowDown",
        "PriorRequestNotComplete", "TransactionInProgressException",
    };

    private static readonly HashSet<string> ClockCodes = new(StringComparer.Ordinal) { "RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired" };

    /// <summary>Runs one call of AWS.</summary>
    /// <param name="action">The permission that the call needs, as IAM writes it, such as <c>s3:CreateBucket</c>.</param>
    /// <param name="target">What the call is about; becomes the target of the fault.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="KopsException">
    /// <c>AwsAccessDenied</c>, <c>KopsCredentialsExpired</c>, <c>AwsCredentialsRejected</c>, <c>AwsThrottled</c>, <c>AwsClockSkew</c>,
    /// <c>AwsUnreachable</c>, <c>AwsServiceFault</c>, <c>AwsRequestRefused</c>; and what the session's credentials can fail with.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public static async Task<T> CallAsync<T>(string action, object? target, Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception fault) when (!IsCancellation(fault))
        {
            throw From(fault, action, target);
        }
    }

    /// <summary>Runs one call of AWS; a refusal that does not say who was refused is completed by asking who the session is.</summary>
    /// <param name="session">The session whose client makes the call.</param>
    /// <param name="action">The permission that the call needs, as IAM writes it, such as <c>s3:CreateBucket</c>.</param>
    /// <param name="target">What the call is about; becomes the target of the fault.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the question who the session is.</param>
    /// <exception cref="KopsException">As for <see cref="CallAsync{T}(string, object?, Func{Task{T}})"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller ended it.</exception>
    public static async Task<T> CallAsync<T>(
        AwsSession session, string action, object? target, Func<Task<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception fault) when (!IsCancellation(fault))
        {
            throw await DiagnoseAsync(fault, session, action, target, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The fault to report for what a call ended with.</summary>
    /// <param name="fault">What it ended with; a <see cref="KopsException"/> in it is kept.</param>
    /// <param name="action">The permission that the call needs.</param>
    /// <param name="target">What the call is about.</param>
    /// <param name="profile">Profile in use, if any.</param>
    /// <param name="identity">Who asked, where the caller knows it.</param>
    public static KopsException From(Exception fault, string action, object? target, string? profile = null, string? identity = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault switch
        {
            KopsException known => known,
            { InnerException: KopsException within } => within,
            AmazonUnmarshallingException odd => FromUnreadable(odd, action, target),
            AmazonServiceException { StatusCode: > 0 } answer => FromAnswer(answer, action, target, profile, identity),
            AmazonServiceException when CredentialFaults.Cause(fault) is { } why => Faults.AwsUnreachable(Service(action), why, target, fault),
            HttpRequestException or SocketException or IOException or TimeoutException or AuthenticationException or OperationCanceledException =>
                Faults.AwsUnreachable(Service(action), CredentialFaults.Cause(fault) ?? fault.Message, target, fault),
            AmazonClientException when CredentialFaults.Cause(fault) is { } why => Faults.AwsUnreachable(Service(action), why, target, fault),
            _ => Faults.AwsRequestRefused(action, null, 0, fault.Message, target, fault),
        };
    }

    /// <summary>Whether AWS says that the thing asked for is not there: <c>NoSuchEntity</c>, <c>NoSuchBucket</c>, <c>InvalidVpcID.NotFound</c> and their like.</summary>
    /// <param name="answer">AWS' answer.</param>
    public static bool IsNotFound(AmazonServiceException answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.StatusCode == HttpStatusCode.NotFound || (answer.ErrorCode is { } code
            && (code.StartsWith("NoSuch", StringComparison.Ordinal) || code.EndsWith("NotFound", StringComparison.Ordinal)
                || code.EndsWith("NotFoundException", StringComparison.Ordinal) || code == "ParameterNotFound"));
    }

    private static async Task<KopsException> DiagnoseAsync(
        Exception fault, AwsSession session, string action, object? target, CancellationToken cancellationToken)
    {
        if (fault is not AmazonServiceException { StatusCode: > 0 } answer || answer is AmazonUnmarshallingException)
        {
            return From(fault, action, target, session.ProfileName);
        }

        // EC2 says RequestExpired both of a wrong clock and of temporary keys that have ended; its own clock tells them apart.
        if (answer.ErrorCode == "RequestExpired" && ServerTime(answer) is { } time && (time - DateTimeOffset.UtcNow).Duration() < ClockTolerance
            && (await session.GetCredentialsAsync(cancellationToken).ConfigureAwait(false)).SessionToken is not null)
        {
            return Faults.CredentialsExpired(session.ProfileName, answer);
        }

        if (!IsDenied(answer) || Refusal(answer).Identity is not null)
        {
            return From(fault, action, target, session.ProfileName);
        }

        try
        {
            var who = await session.Sts().GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            return From(fault, action, target, session.ProfileName, who.Arn);
        }
        catch (AmazonServiceException sts) when (CredentialFaults.FromAnswer(sts, session.ProfileName) is { } told)
        {
            return told;
        }
        catch (Exception other) when (other is AmazonServiceException or HttpRequestException or SocketException or KopsException)
        {
            // Closed networks have services without the token service: then the refusal goes without a name.
            return From(fault, action, target, session.ProfileName);
        }
    }

    private static KopsException FromAnswer(AmazonServiceException answer, string action, object? target, string? profile, string? identity)
    {
        var code = answer.ErrorCode ?? "";
        if (IsClock(answer))
        {
            return Faults.AwsClockSkew(ServerTime(answer), answer);
        }

        if (IsDenied(answer))
        {
            var (who, what, why) = Refusal(answer);
            return Faults.AwsAccessDenied(what ?? action, who ?? identity, why, target, answer);
        }

        if (CredentialFaults.FromAnswer(answer, profile) is { } credentials)
        {
            return credentials;
        }

        if (ThrottledCodes.Contains(code) || answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return Faults.AwsThrottled(action, target, answer);
        }

        return (int)answer.StatusCode >= 500
            ? Faults.AwsServiceFault(Service(action), (int)answer.StatusCode, code, Said(answer), target, answer)
            : Faults.AwsRequestRefused(action, code, (int)answer.StatusCode, Said(answer), target, answer);
    }

    private static KopsException FromUnreadable(AmazonUnmarshallingException odd, string action, object? target)
    {
        var status = (int)odd.StatusCode;
        return status >= 500
            ? Faults.AwsServiceFault(Service(action), status, null, "the answer is not one of AWS; a proxy may have given it", target, odd)
            : Faults.AwsRequestRefused(action, null, status, "the answer is not one of AWS; a proxy may have given it", target, odd);
    }

    private static bool IsDenied(AmazonServiceException answer) => answer.ErrorCode switch
    {
        // Some services say AccessDenied of a token that has ended, and EC2 AuthFailure of foreign things.
        { } code when DeniedCodes.Contains(code) => CredentialFaults.FromAnswer(answer, null) is null,
        "AuthFailure" => !answer.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase),
        null or "" => answer.StatusCode == HttpStatusCode.Forbidden,
        _ => false,
    };

    private static bool IsClock(AmazonServiceException answer) => ClockCodes.Contains(answer.ErrorCode ?? "")
        || (answer.ErrorCode is "SignatureDoesNotMatch" or "InvalidSignatureException"
            && (answer.Message.Contains("Signature expired", StringComparison.Ordinal) || answer.Message.Contains("Signature not yet current", StringComparison.Ordinal)));

    /// <summary>Who was refused what, where the answer says so, and the answer without the long code that only AWS can read.</summary>
    private static (string? Identity, string? Action, string Why) Refusal(AmazonServiceException answer)
    {
        var text = Encoded().Replace(answer.Message ?? "", "").Trim();
        var match = Refused().Match(text);
        return match.Success ? (match.Groups["who"].Value, match.Groups["what"].Value, text) : (null, null, text);
    }

    /// <summary>What the answer says, without the page that a proxy or an emulator wraps its answer in.</summary>
    private static string Said(AmazonServiceException answer)
    {
        var page = answer.Message.IndexOf("HTTP Body: <", StringComparison.Ordinal);
        return page < 0 || answer.Message.AsSpan(page + "HTTP Body: <".Length) is not ['!' or 'h' or 'H', ..] ? answer.Message : "the answer is a page for people and not one of AWS; a proxy may have given it";
    }

    private static DateTimeOffset? ServerTime(AmazonServiceException answer) =>
        answer.InnerException is HttpErrorResponseException { Response: IWebResponseData response } && response.IsHeaderPresent("Date")
            && DateTimeOffset.TryParse(
                response.GetHeaderValue("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static bool IsCancellation(Exception fault) => fault is OperationCanceledException { InnerException: not TimeoutException };

    private static string Service(string action) => action.Split(':')[0] switch
    {
        "s3" => "S3",
        "ec2" => "EC2",
        "iam" => "IAM",
        "sts" => "The security token service",
        "route53" => "Route 53",
        "ssm" => "Systems Manager",
        "kms" => "The key management service",
        "elasticloadbalancing" => "Elastic Load Balancing",
        var other => other,
    };

    [GeneratedRegex(@"User: (?<who>\S+) is not authorized to perform: (?<what>[A-Za-z0-9-]+:[A-Za-z0-9*]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex(@"\s*Encoded authorization failure message: \S+", RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();
}
