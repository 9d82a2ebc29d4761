using System.Net;

namespace KopsPS.Engine.Kubernetes;

/// <summary>Turns a refusal into the fault that a person or script gets; the refusal itself stays as its inner exception.</summary>
internal static class KubeFaults
{
    /// <summary>The fault for a status.</summary>
    public static KopsException Of(HttpStatusCode code, KubeStatus status, string path, KubeContext context)
    {
        var refusal = new KubeRefusalException((int)code, status);
        var what = refusal.ObjectName ?? path;
        return code switch
        {
            HttpStatusCode.Unauthorized => Faults.KubernetesUnauthorized(context.Server, context.Name, refusal),
            HttpStatusCode.Forbidden when IsQuota(refusal) => Faults.KubernetesQuotaExceeded(what, refusal),
            HttpStatusCode.Forbidden when refusal.Causes.Any(cause => cause.Reason == "NamespaceTerminating") => Faults.KubernetesNamespaceTerminating(what, refusal),
            HttpStatusCode.Forbidden when IsLimitRange(refusal) => Faults.KubernetesLimitRange(what, refusal),
            HttpStatusCode.Forbidden => Faults.KubernetesForbidden(context.Name, status.Message, refusal),
            HttpStatusCode.NotFound => Faults.KubernetesNotFound(path, status.Message, refusal),
            HttpStatusCode.Conflict when refusal.Reason == "AlreadyExists" => Faults.KubernetesAlreadyExists(what, refusal),
            HttpStatusCode.Conflict => Faults.KubernetesConflict(what, refusal),
            HttpStatusCode.Gone => Faults.KubernetesExpired(path, refusal),
            HttpStatusCode.UnprocessableEntity => Faults.KubernetesInvalid(what, refusal),
            HttpStatusCode.InternalServerError when IsUnfit(status) => Faults.KubernetesInvalid(what, refusal),
            HttpStatusCode.TooManyRequests when IsEviction(status) => Faults.KubernetesEvictionRefused(what, refusal),
            HttpStatusCode.TooManyRequests => Faults.KubernetesThrottled(context.Server, refusal),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
                Faults.KubernetesServerFailed(context.Server, (int)code, status.Message, refusal),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Faults.KubernetesAnswerInvalid(context.Server, path, refusal),
            _ => Faults.KubernetesRequestRefused(path, (int)code, status.Message, refusal),
        };
    }

    /// <summary>A fault of one question; with the others (no way to the server, no identity) every question would only say the same again.</summary>
    public static bool IsOwnMatter(KopsException fault) => fault.Id
        is "KubernetesForbidden" or "KubernetesNotFound" or "KubernetesServerFailed" or "KubernetesThrottled" or "KubernetesTimeout" or "KubernetesAnswerInvalid" or "KubernetesRequestRefused";

    /// <summary>The same where much is read, which may expire meanwhile.</summary>
    public static bool IsOwnMatterOfList(KopsException fault) => IsOwnMatter(fault) || fault.Id == "KubernetesExpired";

    /// <summary>What may be over at the next call.</summary>
    public static bool IsPassing(KopsException fault) =>
        fault.Id is "KubernetesApiUnreachable" or "KubernetesTimeout" or "KubernetesServerFailed" or "KubernetesThrottled";

    /// <summary>A disruption budget refused; asking again at once is no help.</summary>
    public static bool IsEviction(KubeStatus status) => status.Details?.Causes?.Exists(cause => cause.Reason == "DisruptionBudget") == true;

    /// <summary>Not the API server failed but a kubelet or service behind it, for which it has waited long enough.</summary>
    public static bool IsBeyond(KubeStatus status) => status.Message is { } said
        && (said.Contains("dial tcp", StringComparison.Ordinal) || said.Contains("error trying to reach service", StringComparison.Ordinal)
            || said.Contains("failed calling webhook", StringComparison.Ordinal) || said.StartsWith("no endpoints available for service", StringComparison.Ordinal));

    /// <summary>The same call gets the same answer again.</summary>
    public static bool IsFinal(KubeStatus status) =>
        IsBeyond(status) || IsUnfit(status) || status.Message?.Contains("more than one PodDisruptionBudget", StringComparison.Ordinal) == true;

    /// <summary>A server-side apply answers fields that its kind does not have, or values of another type or form, with 500.</summary>
    public static bool IsUnfit(KubeStatus status) => status.Message is { } said
        && (said.StartsWith("failed to create typed patch object", StringComparison.Ordinal) || said.StartsWith("failed to convert new object", StringComparison.Ordinal));

    /// <summary>The API server answers these with 403 as well; only the words tell them from a missing right.</summary>
    private static bool IsQuota(KubeRefusalException refusal) => refusal.Message.Contains("exceeded quota:", StringComparison.Ordinal);

    private static bool IsLimitRange(KubeRefusalException refusal) => refusal.Message.Contains(" usage per ", StringComparison.Ordinal) || refusal.Message.Contains(" ratio per ", StringComparison.Ordinal);
}
