using System.Globalization;

namespace KopsPS.Engine.Health.Components;

/// <summary>Judges the API servers: by their own checks, by the pods they run as, by what leads to them.</summary>
internal static class ApiServerJudge
{
    public static IEnumerable<PartJudgement> Judge(ComponentFacts facts)
    {
        var whole = PartJudgement.Component(KopsComponentPart.ApiServer, "kube-apiserver");
        whole.Version = facts.ServerVersion.Value;
        Checks(whole, facts.Live, "/livez", ComponentCode.ApiServerNotLive);
        Checks(whole, facts.Ready, "/readyz", ComponentCode.ApiServerNotReady);
        if (facts.Live.Refused is not null && facts.Ready.Refused is not null)
        {
            whole.Skip("ApiServerHealth", facts.Live.Refused, decisive: true);
        }

        if (facts.Latency is { } latency)
        {
            whole.Detail = string.Create(CultureInfo.InvariantCulture, $"answers in {latency.TotalMilliseconds:0} ms");
            if (latency > facts.Query.Thresholds.SlowAnswer)
            {
                whole.Add(
                    ComponentCode.ApiServerSlow, KopsSeverity.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"a small answer took {latency.TotalSeconds:0.0} s, the way there included"), null, "kubectl get --raw /metrics | grep apiserver_request_duration");
            }
        }

        Certificate(whole, facts);
        var pods = facts.PodsOf("kube-apiserver").ToArray();
        whole.Knows(facts.SystemPods, "ApiServerReplicas");
        var detail = whole.Detail;
        whole.Detail = null;
        var versions = whole.Version;
        ReplicaJudge.Together(whole, pods, facts);
        whole.Version = versions ?? whole.Version;
        whole.Detail = string.Join(", ", new[] { whole.Detail, detail }.OfType<string>());

        var addresses = facts.Endpoints.Value?.AddressesOf("default", "kubernetes");
        if (pods.Length > 0)
        {
            whole.Knows(facts.Endpoints, "ApiServerEndpoints");
        }

        yield return whole;
        foreach (var pod in pods)
        {
            var replica = ReplicaJudge.Replica(KopsComponentPart.ApiServer, pod, facts);

            // Where none of the pods' addresses is there, the endpoints are of another kind (a load balancer's, for example).
            if (pod.IsReady && addresses is not null && pod.Status?.HostIp is { Length: > 0 } own && !addresses.Contains(own)
                && pods.Any(other => other.Status?.HostIp is { } address && addresses.Contains(address)))
            {
                replica.Add(
                    ComponentCode.ApiServerNotInService, KopsSeverity.Warning, $"it is ready, but its address {own} is not among the endpoints of default/kubernetes",
                    pod.Ready?.LastTransitionTime, "kubectl -n default get endpointslices -l kubernetes.io/service-name=kubernetes");
            }

            yield return replica;
        }
    }

    /// <summary>The one object that can be given where nothing answers.</summary>
    public static PartJudgement Unreachable(KopsException fault)
    {
        var whole = PartJudgement.Component(KopsComponentPart.ApiServer, "kube-apiserver");
        whole.Add(ComponentCode.ApiServerUnreachable, KopsSeverity.Error, fault.Message, null, fault.RecommendedAction);
        return whole;
    }

    private static void Checks(PartJudgement whole, Reading<HealthAnswer> answer, string path, string code)
    {
        if (!whole.Knows(answer, code) || answer.Value!.Passed)
        {
            return;
        }

        var failing = answer.Value.Failing.ToArray();
        whole.Add(
            code, KopsSeverity.Error,
            failing.Length > 0
                ? $"{path} fails: {string.Join(", ", failing.Select(check => check.Name))}"
                : $"{path} fails without saying why",
            null, $"kubectl get --raw '{path}?verbose'");
    }

    private static void Certificate(PartJudgement whole, ComponentFacts facts)
    {
        if (facts.Certificate is not { } certificate)
        {
            whole.Skip(ComponentCode.ServingCertificateExpiring, "the way to the API server is not encrypted, so it shows no certificate");
            return;
        }

        if (!certificate.IsVerified)
        {
            whole.Add(ComponentCode.ServingCertificateUnverified, KopsSeverity.Info, "the kubeconfig says to take any certificate: who answers is not proven");
        }

        if (facts.Now is not { } now)
        {
            whole.Skip(ComponentCode.ServingCertificateExpiring, "the API server's answers have no date");
            return;
        }

        var left = certificate.End - now;
        if (left < facts.Query.Thresholds.CertificateWarning)
        {
            whole.Add(
                ComponentCode.ServingCertificateExpiring,
                left < facts.Query.Thresholds.CertificateWarning / 4 ? KopsSeverity.Error : KopsSeverity.Warning,
                left < TimeSpan.Zero
                    ? $"its certificate ended {certificate.End:u}"
                    : $"its certificate ends in {KopsAge.Format(left)}, {certificate.End:u}; kops makes a new one with each new control-plane instance",
                null, "kops rolling-update cluster --instance-group-roles control-plane --force --yes");
        }
    }
}
