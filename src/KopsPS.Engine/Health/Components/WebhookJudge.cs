using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges admission webhooks: one that must answer and does not keeps everything that it covers from being changed.</summary>
internal static class WebhookJudge
{
    /// <summary>The default of the API server. Longer waits add up while a replica is gone.</summary>
    private const int UsualTimeout = 10;

    private static readonly Dictionary<string, string> SystemLabels = new(StringComparer.Ordinal) { ["kubernetes.io/metadata.name"] = "kube-system" };

    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts) =>
        Kind("ValidatingWebhookConfiguration", facts.Validating, facts).Concat(Kind("MutatingWebhookConfiguration", facts.Mutating, facts));

    internal static PartJudgement Configuration(string kind, WebhookConfigurationRow configuration, ComponentFacts facts)
    {
        var webhooks = (configuration.Webhooks ?? []).Where(webhook => webhook is not null).ToArray();
        var judged = new PartJudgement(KopsComponentPart.Webhook, kind, "", configuration.Metadata?.Name ?? "")
        {
            Webhooks = [.. webhooks.Select(webhook => webhook.Name).OfType<string>()],
        };
        judged.Detail = string.Create(CultureInfo.InvariantCulture, $"{webhooks.Length} webhooks");

        // Several webhooks of one configuration mostly share a service and a certificate: each fault is told once.
        foreach (var group in webhooks.GroupBy(webhook => (Fails(webhook), webhook.ClientConfig?.Service?.Namespace, webhook.ClientConfig?.Service?.Name)))
        {
            Endpoints(judged, kind, [.. group], facts);
        }

        foreach (var group in webhooks.GroupBy(webhook => (Fails(webhook), webhook.ClientConfig?.CaBundle)))
        {
            Certificate(judged, kind, [.. group], facts);
        }

        foreach (var webhook in webhooks)
        {
            Reach(judged, webhook, facts);
        }

        return judged;
    }

    private static IEnumerable<PartJudgement> Kind(string kind, Reading<List<WebhookConfigurationRow>> reading, ComponentFacts facts)
    {
        if (reading.Refused is { } reason)
        {
            yield return PartJudgement.Unread(KopsComponentPart.Webhook, kind, reason);
        }

        foreach (var configuration in reading.Value ?? [])
        {
            yield return Configuration(kind, configuration, facts);
        }
    }

    /// <summary>Without a policy the API server takes Fail.</summary>
    private static bool Fails(WebhookRow webhook) => webhook.FailurePolicy != "Ignore";

    private static void Endpoints(PartJudgement judged, string kind, WebhookRow[] webhooks, ComponentFacts facts)
    {
        var client = webhooks[0].ClientConfig;
        if (client?.Service is not { } service)
        {
            if (client?.Url is not null)
            {
                judged.Skip(ComponentCode.WebhookDown, "it is outside of the cluster, where nobody looks");
            }

            return;
        }

        if (!judged.Knows(facts.Endpoints, ComponentCode.WebhookDown, decisive: true) || facts.Endpoints.Value!.ReadyOf(service.Namespace, service.Name) > 0)
        {
            return;
        }

        var isExternal = facts.Services.Value?.Find(one => one.Metadata?.Namespace == service.Namespace && one.Metadata?.Name == service.Name)?.Spec?.Type == "ExternalName";
        if (isExternal)
        {
            judged.Skip(ComponentCode.WebhookDown, "its service leads out of the cluster, where nobody looks");
            return;
        }

        if (facts.ControllersStopped)
        {
            // Slices are old then; what they lack proves nothing.
            judged.Skip(ComponentCode.WebhookDown, "the controller manager has no leader, so the endpoints may be old", decisive: true);
            return;
        }

        var fails = Fails(webhooks[0]);
        var missing = facts.Services.Value is { } services && !services.Exists(one => one.Metadata?.Namespace == service.Namespace && one.Metadata?.Name == service.Name);
        var what = missing ? $"its service {service.Namespace}/{service.Name} does not exist" : $"its service {service.Namespace}/{service.Name} has no ready endpoint";
        judged.Add(
            ComponentCode.WebhookDown,
            fails ? KopsSeverity.Error : KopsSeverity.Warning,
            fails
                ? $"{what}: the API server refuses {What(webhooks)}"
                : $"{what}: each change of {What(webhooks)} waits for it in vain and then goes on without",
            null,
            missing ? $"kubectl delete {kind.ToLowerInvariant()} {judged.Name}" : $"kubectl -n {service.Namespace} get pods,endpointslices",
            missing ? null : new KopsObjectReference { Kind = "Service", Namespace = service.Namespace ?? "", Name = service.Name ?? "" });
    }

    private static void Certificate(PartJudgement judged, string kind, WebhookRow[] webhooks, ComponentFacts facts)
    {
        var client = webhooks[0].ClientConfig;
        var severity = Fails(webhooks[0]) ? KopsSeverity.Error : KopsSeverity.Warning;
        var remedy = $"kubectl get {kind.ToLowerInvariant()} {judged.Name} -o yaml";
        if (client?.CaBundle is not { Length: > 0 } bundle)
        {
            if (client?.Service is not null)
            {
                judged.Add(
                    ComponentCode.WebhookCertificateMissing, KopsSeverity.Info, "it has no caBundle: its certificate must come from an authority that the API server trusts anyway", null, remedy);
            }

            return;
        }

        List<(DateTimeOffset Start, DateTimeOffset End)> valid = [];
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
            foreach (var authority in authorities)
            {
                valid.Add((authority.NotBefore.ToUniversalTime(), authority.NotAfter.ToUniversalTime()));
                authority.Dispose();
            }
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            valid = [];
        }

        if (valid.Count == 0)
        {
            judged.Add(ComponentCode.WebhookCertificateInvalid, severity, "its caBundle holds no certificate: no answer of it is trusted", null, remedy);
            return;
        }

        if (facts.Now is not { } now)
        {
            judged.Skip(ComponentCode.WebhookCertificateExpired, "the API server's answers have no date");
            return;
        }

        // After a rotation the old one stays beside the new; one that holds is enough.
        var end = valid.Max(pair => pair.End);
        if (end < now)
        {
            judged.Add(ComponentCode.WebhookCertificateExpired, severity, $"its caBundle ended {end:u}: no answer of it is trusted", end, remedy);
        }
        else if (end - now < facts.Query.Thresholds.CertificateWarning)
        {
            // Those that renew themselves do so in time, often with certificates of a few weeks or days.
            var whole = end - valid.MaxBy(pair => pair.End).Start;
            if (end - now < whole / 5)
            {
                judged.Add(ComponentCode.WebhookCertificateExpiring, KopsSeverity.Warning, $"its caBundle ends in {KopsAge.Format(end - now)}, {end:u}", null, remedy);
            }
        }
    }

    private static void Reach(PartJudgement judged, WebhookRow webhook, ComponentFacts facts)
    {
        if (!Fails(webhook) || !CoversPods(webhook) || webhook.MatchConditions is { Count: > 0 } || webhook.ObjectSelector is { IsEmpty: false })
        {
            return;
        }

        var system = facts.Namespaces.Value?.Find(space => space.Metadata?.Name == "kube-system")?.Metadata?.Labels ?? SystemLabels;
        if (webhook.NamespaceSelector?.Fits(system) == false)
        {
            return;
        }

        var seconds = webhook.TimeoutSeconds ?? UsualTimeout;
        if (seconds > UsualTimeout)
        {
            judged.Add(
                ComponentCode.WebhookSlow, KopsSeverity.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{webhook.Name} must answer for pods of kube-system, too, and may take {seconds} s for each: without it the cluster's own pods cannot come back"),
                null, $"kubectl edit {judged.Kind.ToLowerInvariant()} {judged.Name}");
        }
        else
        {
            judged.Add(ComponentCode.WebhookCoversSystem, KopsSeverity.Info, $"{webhook.Name} must answer for pods of kube-system, too: without it the cluster's own pods cannot come back");
        }
    }

    private static bool CoversPods(WebhookRow webhook) => (webhook.Rules ?? []).Exists(rule =>
        rule is not null && (rule.ApiGroups ?? []).Exists(group => group is "" or "*")
        && (rule.Resources ?? []).Exists(resource => resource is "pods" or "*" or "*/*")
        && (rule.Operations ?? []).Exists(operation => operation is "CREATE" or "*")
        && rule.Scope is null or "*" or "Namespaced");

    private static string What(IEnumerable<WebhookRow> webhooks)
    {
        var resources = webhooks.SelectMany(webhook => webhook.Rules ?? []).Where(rule => rule is not null).SelectMany(rule => rule.Resources ?? []).Where(name => name is not null).Distinct().ToArray();
        return resources.Length == 0 ? "what it covers" : resources.Contains("*") || resources.Contains("*/*") ? "everything" : ComponentFacts.Names(resources);
    }
}
