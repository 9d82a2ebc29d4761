using System.Globalization;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges the APIs that others serve, the metrics API among them.</summary>
internal static class ApiServiceJudge
{
    private const string MetricsGroup = "metrics.k8s.io";

    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        if (facts.ApiServices.Refused is { } reason)
        {
            yield return PartJudgement.Unread(KopsComponentPart.AggregatedApi, "APIService", reason);
        }

        foreach (var api in facts.ApiServices.Value ?? [])
        {
            // What the API server serves itself says so, and cannot fail on its own.
            if (api.Spec?.Service is not null || Available(api)?.Status != "True")
            {
                yield return Service(api, facts);
            }
        }

        yield return Metrics(facts);
    }

    internal static Condition? Available(ApiServiceRow api) => api.Status?.Conditions?.Find(condition => condition?.Type == "Available");

    private static PartJudgement Service(ApiServiceRow api, ComponentFacts facts)
    {
        var judged = new PartJudgement(
            api.Spec?.Group == MetricsGroup ? KopsComponentPart.Metrics : KopsComponentPart.AggregatedApi, "APIService", "", api.Metadata?.Name ?? "");
        var service = api.Spec?.Service;
        judged.Detail = service is null ? "served by the API server itself" : $"served by {service.Namespace}/{service.Name}";
        var available = Available(api);
        if (available?.Status == "True")
        {
            return judged;
        }

        if (!facts.IsOlder(api.Metadata?.CreationTimestamp, TimeSpan.FromMinutes(1)))
        {
            judged.Add(ComponentCode.ReplicaStarting, KopsSeverity.Info, "it was made just now", api.Metadata?.CreationTimestamp);
            return judged;
        }

        if (available is null or { Status: not "False" })
        {
            judged.Add(ComponentCode.ApiServiceUnknown, KopsSeverity.Warning, "nobody has looked whether it can be reached", api.Metadata?.CreationTimestamp);
            return judged;
        }

        var what = api.Spec?.Group == MetricsGroup ? "; the usage of nodes and pods is unknown, and autoscalers are blind" : "";
        judged.Add(
            ComponentCode.ApiServiceUnavailable, KopsSeverity.Error,
            $"{available.Reason ?? "not available"}: {available.Message}{what}", available.LastTransitionTime,
            service is null ? $"kubectl describe apiservice {api.Metadata?.Name}" : $"kubectl -n {service.Namespace} get pods,endpointslices -l kubernetes.io/service-name={service.Name}",
            Backend(api, facts));
        return judged;
    }

    /// <summary>The metrics API as its users find it.</summary>
    private static PartJudgement Metrics(ComponentFacts facts)
    {
        var judged = PartJudgement.Component(KopsComponentPart.Metrics, "metrics-api");
        var api = facts.ApiServices.Value?.Find(one => one.Spec?.Group == MetricsGroup);
        if (facts.ApiServices.Value is not null && api is null)
        {
            if (judged.Knows(facts.ResourceScalers, ComponentCode.MetricsMissing) && facts.ResourceScalers.Value > 0)
            {
                judged.Add(
                    ComponentCode.MetricsMissing, KopsSeverity.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"no metrics API is installed, and {facts.ResourceScalers.Value} autoscalers need it"), null, "kops edit cluster --set spec.metricsServer.enabled=true",
                    new KopsObjectReference { Kind = "APIService", Name = "v1beta1.metrics.k8s.io" });
            }
            else
            {
                judged.Add(ComponentCode.MetricsNotInstalled, KopsSeverity.Info, "no metrics API is installed");
            }

            return judged;
        }

        if (api is not null && Available(api) is { Status: "False" } available)
        {
            judged.Add(
                ComponentCode.MetricsFailing, KopsSeverity.Error, $"it is not available: {available.Reason}", available.LastTransitionTime, null,
                Backend(api, facts) ?? new KopsObjectReference { Kind = "APIService", Name = api.Metadata?.Name ?? "" });
        }
        else if (facts.Metrics.Refused is { } said)
        {
            // A missing right or path says nothing of the API; that it was asked in vain although it should be there does.
            if (api is not null && said.Contains("503", StringComparison.Ordinal))
            {
                judged.Add(ComponentCode.MetricsFailing, KopsSeverity.Error, said, null, "kubectl get --raw /apis/metrics.k8s.io/v1beta1/nodes");
            }
            else
            {
                judged.Skip(ComponentCode.MetricsFailing, said, decisive: true);
            }
        }

        judged.Knows(facts.ApiServices, ComponentCode.ApiServiceUnavailable);
        return judged;
    }

    /// <summary>What the service leads to, where that does not work; else the service. Null where it leads there in a wrong way, which is the API's own fault.</summary>
    private static KopsObjectReference? Backend(ApiServiceRow api, ComponentFacts facts)
    {
        var service = api.Spec?.Service;
        if (service?.Name is not { } name || Available(api)?.Reason is "ServicePortError" or "ServiceAccessError")
        {
            return null;
        }

        var selector = facts.Services.Value?.Find(one => one.Metadata?.Namespace == service.Namespace && one.Metadata?.Name == name)?.Spec?.Selector;
        var deployment = selector is not { Count: > 0 } ? null : facts.Deployments.Value?.Find(one =>
            one.Namespace == service.Namespace && one.Spec?.Template?.Metadata?.Labels is { } labels
            && selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value));
        return deployment is not null
            ? new KopsObjectReference { Kind = "Deployment", Namespace = deployment.Namespace, Name = deployment.Name }
            : new KopsObjectReference { Kind = "Service", Namespace = service.Namespace ?? "", Name = name };
    }
}
