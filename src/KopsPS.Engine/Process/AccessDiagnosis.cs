using System.Text.RegularExpressions;

namespace KopsPS.Engine.Processes;

/// <summary>
/// Tells apart the causes that kops confuses: wrong keys and a denied bucket are the same 403, and 1.30.1 says one line
/// for everything. STS is asked who we are, then S3 for the bucket. Only after a failure, and never for long.
/// </summary>
internal static partial class AccessDiagnosis
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The cause that AWS' own answers show; the given one where they show nothing.</summary>
    public static async Task<KopsCause> RefineAsync(KopsCause cause, string? stateStore, IAccessProbe probe, CancellationToken cancellationToken)
    {
        if (!cause.Ambiguous)
        {
            return cause;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var identity = await probe.AskIdentityAsync(limit.Token).ConfigureAwait(false);
            if (OfIdentity(cause, identity) is { } refined)
            {
                return refined;
            }

            var bucket = cause.Target ?? BucketOf(stateStore);
            return bucket is null ? cause : OfBucket(cause, bucket, await probe.AskBucketAsync(bucket, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return cause;
        }
    }

    private static KopsCause? OfIdentity(KopsCause cause, AccessAnswer answer) => answer switch
    {
        AccessAnswer.Expired => cause with
        {
            Id = "KopsCredentialsExpired", Kind = FaultKind.AuthenticationError, Action = "Sign in again; AWS says that the session is over.",
        },
        AccessAnswer.Rejected => cause with
        {
            Id = "AwsCredentialsRejected", Kind = FaultKind.AuthenticationError, Action = "AWS does not know these keys: check the profile or the variables.",
        },
        AccessAnswer.NoCredentials => cause with
        {
            Id = "KopsCredentialsNotFound", Kind = FaultKind.AuthenticationError, Action = "Give -ProfileName, or sign in so that the AWS SDK's own chain finds credentials.",
        },
        _ => null,
    };

    private static KopsCause OfBucket(KopsCause cause, string bucket, AccessAnswer answer) => answer switch
    {
        AccessAnswer.NotFound => cause with
        {
            Id = "KopsStateStoreNotFound", Kind = FaultKind.ObjectNotFound, Target = bucket,
            Action = "There is no such bucket: check its name and that these credentials belong to its account.",
        },
        AccessAnswer.Denied => cause with
        {
            Id = "KopsStateStoreAccessDenied", Kind = FaultKind.PermissionDenied, Target = bucket,
            Action = "The credentials are good but may not use the bucket: allow s3:ListBucket and s3:GetObject on it.",
        },
        AccessAnswer.Throttled => cause with
        {
            Id = "KopsStateStoreThrottled", Kind = FaultKind.LimitsExceeded, Target = bucket, Action = "S3 asks for fewer requests; try again later.",
        },
        AccessAnswer.Unreachable => cause with
        {
            Id = "KopsStateStoreUnreachable", Kind = FaultKind.ConnectionError, Target = bucket, Action = "Check network, proxy (HTTPS_PROXY, NO_PROXY) and endpoint.",
        },
        _ => cause with { Target = bucket },
    };

    private static string? BucketOf(string? stateStore) =>
        stateStore is not null && S3().Match(stateStore) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^s3://([^/]+)", RegexOptions.CultureInvariant)]
    private static partial Regex S3();
}
