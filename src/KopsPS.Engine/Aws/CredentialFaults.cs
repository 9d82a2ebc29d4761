using System.Net.Sockets;
using Amazon.Runtime;

namespace KopsPS.Engine.Aws;

/// <summary>Tells apart why there are no usable credentials.</summary>
internal static class CredentialFaults
{
    /// <summary>Error codes of AWS for credentials that have ended.</summary>
    private static readonly HashSet<string> Expired = new(StringComparer.Ordinal)
    {
        "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired",
    };

    /// <summary>Error codes of AWS for keys that are wrong.</summary>
    private static readonly HashSet<string> Rejected = new(StringComparer.Ordinal)
    {
        "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch", "UnrecognizedClientException", "AuthFailure", "InvalidToken",
        "IncompleteSignature", "MissingAuthenticationToken", "RequestTimeTooSkewed", "InvalidIdentityToken", "IDPRejectedClaim", "UnauthorizedException",
    };

    /// <summary>The fault of a service's answer about credentials, or null where they are not the cause.</summary>
    public static KopsException? FromAnswer(AmazonServiceException answer, string? profile)
    {
        var code = answer.ErrorCode ?? "";
        return Expired.Contains(code) || (code == "AccessDenied" && answer.Message.Contains("expired", StringComparison.OrdinalIgnoreCase))
            ? Faults.CredentialsExpired(profile, answer)
            : Rejected.Contains(code) ? Faults.CredentialsRejected(answer.Message, profile, answer) : null;
    }

    /// <summary>The fault of an attempt to get credentials.</summary>
    public static KopsException From(Exception fault, string? profile)
    {
        switch (fault)
        {
            case KopsException known:
                return known;
            case AmazonServiceException answer when FromAnswer(answer, profile) is { } told:
                return told;
            case AmazonServiceException { ErrorCode: "AccessDenied" or "AccessDeniedException" } answer:
                return Faults.AwsAccessDenied(answer.Message, profile, answer);
            case AmazonServiceException answer when Cause(answer) is { } why:
                return Faults.AwsUnreachable("The security token service", why, answer);
            case HttpRequestException or SocketException:
                return Faults.AwsUnreachable("The security token service", Cause(fault) ?? fault.Message, fault);
        }

        return Faults.CredentialsNotFound(fault.Message.TrimEnd('.'), profile, fault);
    }

    /// <summary>What kept a request from being answered, or null where there was an answer.</summary>
    public static string? Cause(Exception fault)
    {
        for (var at = fault; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case System.Security.Authentication.AuthenticationException:
                case SocketException:
                    return at.Message;
                case TaskCanceledException or TimeoutException:
                    return "no answer in time";
            }
        }

        return fault is HttpRequestException ? fault.Message : fault.InnerException is HttpRequestException inner ? inner.Message : null;
    }
}
