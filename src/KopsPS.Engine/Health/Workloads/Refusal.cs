using System.Text.RegularExpressions;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Why the API server refused to create a pod, from its own words.</summary>
internal static partial class Refusal
{
    public static PodProblem Of(string? message, string @namespace, DateTimeOffset? since)
    {
        var text = message ?? "";
        if (Quota().Match(text) is { Success: true } quota)
        {
            var name = quota.Groups["name"].Value;
            return Problem(
                WorkloadCode.QuotaExceeded, $"pods are refused: {text[quota.Index..]}", $"kubectl -n {@namespace} describe resourcequota {name}", "ResourceQuota", name);
        }

        if (Webhook().Match(text) is { Success: true } webhook)
        {
            var name = webhook.Groups["name"].Value;
            var broken = text.Contains("failed calling", StringComparison.Ordinal);
            return new PodProblem(
                WorkloadCode.WebhookRefused,
                $"pods are refused: {(broken ? $"webhook {name} does not answer" : $"webhook {name} denies them")}: {Words.Short(Words.AfterColon(text[webhook.Index..]))}",
                ProblemWeight.Broken, since, broken ? "Get-KopsComponentHealth" : null, new KopsObjectReference { Kind = "Webhook", Name = name });
        }

        if (ServiceAccount().Match(text) is { Success: true } account)
        {
            var name = account.Groups["name"].Value;
            return Problem(
                WorkloadCode.ServiceAccountMissing, $"pods are refused: the service account {name} does not exist", $"kubectl -n {@namespace} create serviceaccount {name}",
                "ServiceAccount", name);
        }

        var code = text.Contains("violates PodSecurity", StringComparison.Ordinal) ? WorkloadCode.PodSecurityRefused
            : Limits().IsMatch(text) ? WorkloadCode.LimitRangeRefused
            : WorkloadCode.PodCreationRefused;
        var at = text.IndexOf("is forbidden: ", StringComparison.Ordinal);
        return new PodProblem(code, $"pods are refused: {Words.Short(at < 0 ? text : text[(at + 14)..])}", ProblemWeight.Broken, since);

        PodProblem Problem(string what, string said, string remedy, string kind, string name) => new(
            what, Words.Short(said)!, ProblemWeight.Broken, since, remedy, new KopsObjectReference { Kind = kind, Namespace = @namespace, Name = name });
    }

    [GeneratedRegex("(exceeded|failed) quota: (?<name>[^,: ]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Quota();

    [GeneratedRegex(@"(failed calling|admission) webhook ""(?<name>[^""]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Webhook();

    [GeneratedRegex(@"serviceaccount ""(?<name>[^""]+)"" not found|service account [^/\s]+/(?<name>[^:\s]+):", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceAccount();

    [GeneratedRegex("(maximum|minimum) .+ (usage|limit)|limit to request ratio", RegexOptions.CultureInvariant)]
    private static partial Regex Limits();
}
