using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Components;

/// <summary>Every part of the recorded cluster whose state is known.</summary>
public class ComponentGroundTruthTests
{
    private static readonly string[] Kinds = ["Component", "Lease", "APIService", "Namespace", "Cluster"];

    /// <summary>The cause of each row by our own code; no other finding may be worse.</summary>
    private static readonly Dictionary<string, string> Causes = new()
    {
        ["v1beta1.metrics.k8s.io"] = "ApiServiceUnavailable",
        ["legacy"] = "NamespaceStuck",
        ["prod.example.com"] = "UpdateUnfinished",
    };

    public static TheoryData<string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var kind in Kinds)
        {
            foreach (var (name, level, _) in new KubeRecordings().Truth(kind))
            {
                rows.Add(kind, name, level);
            }
        }

        return rows;
    }

    [Fact]
    public void The_truth_has_all_known_parts() => Assert.Equal(8, Rows().Count);

    [Fact]
    public async Task Judges_as_the_truth_says()
    {
        await using var api = await KubeApi.StartAsync();
        var parts = await ComponentHealthFixture.ReadAsync(api);
        Assert.All(Rows(), row =>
        {
            var (kind, name, level) = ((string)row[0], (string)row[1], (string)row[2]);
            var part = parts.Of(kind, name);
            Assert.Equal(NodeHealthFixture.VerdictOf(level), part.Verdict);
            if (level == "ok")
            {
                Assert.Empty(part.Findings);
            }
            else
            {
                Assert.Equal(Causes[name], part.Findings[0].Code);
                Assert.Equal(level, part.Findings[0].Severity.ToString().ToLowerInvariant());
            }
        });
    }

    [Fact]
    public async Task What_is_told_of_the_recorded_cluster_is_what_is_wrong_with_it()
    {
        await using var api = await KubeApi.StartAsync();
        var told = (await ComponentHealthFixture.ReadAsync(api))
            .Where(part => part.Verdict is KopsVerdict.Degraded or KopsVerdict.Unhealthy)
            .Select(part => $"{part}: {string.Join(' ', part.Findings.Where(finding => finding.Severity > KopsSeverity.Info).Select(finding => finding.Code))}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "APIService/v1beta1.metrics.k8s.io: ApiServiceUnavailable",
                "Component/cilium: ReplicasDown",
                "Component/cloud-controller-manager: NodesNotInitialized LoadBalancersPending",
                "Component/ebs-csi-node: ReplicasDown",
                "Component/kube-proxy: ReplicasDown",
                "Component/kubelet: KubeletsNotReady",
                "Component/metrics-api: MetricsFailing",
                "Component/node-local-dns: ReplicasDown",
                "Namespace/legacy: NamespaceStuck",
            ],
            told);
    }

    [Fact]
    public async Task Causes_lead_to_the_object_that_is_to_be_mended()
    {
        await using var api = await KubeApi.StartAsync();
        var parts = await ComponentHealthFixture.ReadAsync(api);
        Assert.Equal("Deployment/kube-system/metrics-server", parts.Of("APIService", "v1beta1.metrics.k8s.io").Findings[0].Cause?.ToString());
        Assert.Equal("Node", parts.Of("Component", "cilium").Findings[0].Cause?.Kind);
        Assert.Contains("i-02f94c6a1d87be350", parts.Of("Component", "cilium").Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("example.com/keep", parts.Of("Namespace", "legacy").Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("metrics.k8s.io/v1beta1", parts.Of("Namespace", "legacy").Findings[0].Message, StringComparison.Ordinal);

        // The finalizer keeps it, whatever becomes of the metrics API.
        Assert.Null(parts.Of("Namespace", "legacy").Findings[0].Cause);
    }

    [Fact]
    public async Task Has_one_object_a_replica()
    {
        await using var api = await KubeApi.StartAsync();
        var parts = await ComponentHealthFixture.ReadAsync(api);
        Assert.Equal(
            [(KopsComponentPart.ApiServer, 3), (KopsComponentPart.Etcd, 6), (KopsComponentPart.Scheduler, 3), (KopsComponentPart.ControllerManager, 3)],
            parts.Where(part => part.Kind == "Replica").GroupBy(part => part.Part).Select(group => (group.Key, group.Count())));
        var restarted = parts.Of("Replica", "kube-controller-manager-i-0c83d19f5be274a06");
        Assert.Equal(KopsVerdict.Healthy, restarted.Verdict);
        Assert.Equal("ReplicaRestarted", restarted.Findings.Single().Code);
        Assert.Equal("i-0c83d19f5be274a06", restarted.Node);
        Assert.Equal("v1.36.2", restarted.Version);
        Assert.Equal("replaced by cilium", parts.Of("Component", "kube-proxy").Detail);
        Assert.Equal("events 3/3, main 3/3", parts.Of("Component", "etcd").Detail);
        Assert.Equal("i-0a1c4e7b92d35f801", parts.Of("Component", "kube-scheduler").Node);
        Assert.All(parts, part => Assert.Equal("prod.example.com", part.ClusterName));
        Assert.All(parts, part => Assert.NotNull(part.ObservedAt));
    }

    [Fact]
    public async Task With_the_rights_of_a_reader_nothing_that_was_not_seen_is_healthy()
    {
        await using var api = await KubeApi.StartAsync();
        var parts = await ComponentHealthFixture.ReadAsync(api, "health");

        // Nodes, pods, events and leases may be read: what these decide is judged as ever.
        Assert.Equal(
            [
                "Cluster/prod.example.com", "Component/container-runtime", "Component/etcd", "Component/kube-apiserver", "Component/kube-controller-manager",
                "Component/kube-scheduler", "Component/node-lifecycle-controller",
            ],
            parts.Where(part => part.Verdict == KopsVerdict.Healthy && part.Kind is not ("Replica" or "Lease")).Select(part => part.ToString()).Order(StringComparer.Ordinal));
        Assert.All(
            parts.Where(part => part.Kind is "Lease" && part.Namespace == "kube-system"), part => Assert.Equal(KopsVerdict.Healthy, part.Verdict));
        foreach (var kind in new[] { "APIService", "Namespace", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CertificateSigningRequest" })
        {
            var unread = parts.Of(kind, "*");
            Assert.Equal(KopsVerdict.NotChecked, unread.Verdict);
            Assert.Contains("forbidden", unread.NotChecked[0].Reason, StringComparison.Ordinal);
        }

        foreach (var name in new[] { "deployment-controller", "endpointslice-controller", "serviceaccount-controller", "cluster-dns", "network-plugin", "storage-drivers", "metrics-api", "kube-proxy" })
        {
            Assert.Equal(KopsVerdict.NotChecked, parts.Of("Component", name).Verdict);
        }
    }

    [Fact]
    public async Task A_failing_check_is_named_and_everything_else_is_still_judged()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/readyz", api.Recordings.Answer("outage-events-readyz-verbose"));
        api.When("/livez", api.Recordings.Answer("outage-events-livez-verbose"));
        var parts = await ComponentHealthFixture.ReadAsync(api);
        var server = parts.Of("Component", "kube-apiserver");
        Assert.Equal(KopsVerdict.Unhealthy, server.Verdict);
        Assert.Equal(["ApiServerNotLive", "ApiServerNotReady"], server.Findings.Select(finding => finding.Code));
        Assert.Contains("etcd-override-0, etcd-override-readiness-0", server.Findings[1].Message, StringComparison.Ordinal);
        var etcd = parts.Of("Component", "etcd");
        Assert.Equal("EtcdCheckFailing", etcd.Findings.Single().Code);
        Assert.Contains("etcd of events", etcd.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(KopsVerdict.Healthy, parts.Of("Lease", "kube-scheduler").Verdict);
    }

    [Fact]
    public async Task Lists_of_a_server_whose_etcd_hangs_are_not_waited_for_as_long_as_others()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/readyz", api.Recordings.Answer("outage-etcd-readyz-verbose"));
        api.When("/api/v1/nodes", KubeAnswer.Hang);
        var parts = await ComponentHealthFixture.ReadAsync(
            api, query: ComponentHealthFixture.Query with { Parts = [KopsComponentPart.Etcd, KopsComponentPart.Kubelet] },
            options: new KubeClientOptions { SickAnswerTimeLimit = TimeSpan.FromSeconds(1) });

        Assert.Equal("EtcdCheckFailing", parts.Of("Component", "etcd").Findings[0].Code);
        var kubelet = parts.Of("Component", "kubelet");
        Assert.Equal(KopsVerdict.NotChecked, kubelet.Verdict);
        Assert.Contains(kubelet.NotChecked, skipped => skipped.Reason.Contains("/api/v1/nodes?limit=500 within 1 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_away_is_one_object_and_its_fault()
    {
        var api = await KubeApi.StartAsync();
        await using (api)
        {
            await api.DisposeAsync();
            var fault = await Assert.ThrowsAsync<KopsException>(() => ComponentHealthFixture.ReadAsync(api));
            Assert.Equal("KubernetesApiUnreachable", fault.Id);
        }
    }

    [Fact]
    public async Task Only_what_the_wanted_parts_need_is_read()
    {
        await using var api = await KubeApi.StartAsync();
        var parts = await ComponentHealthFixture.ReadAsync(api, query: ComponentHealthFixture.Query with { Parts = [KopsComponentPart.Namespace] });
        Assert.All(parts, part => Assert.Equal(KopsComponentPart.Namespace, part.Part));
        Assert.DoesNotContain(api.Requests, request => request.Path is "/api/v1/pods" or "/api/v1/nodes");
        var left = await ComponentHealthFixture.ReadAsync(
            api, query: ComponentHealthFixture.Query with { Parts = [KopsComponentPart.ControllerManager], Excluded = code => code == "EndpointsMissing" });
        Assert.DoesNotContain(api.Requests, request => request.Path == "/api/v1/pods");
        Assert.Equal(KopsVerdict.Healthy, left.Of("Component", "endpointslice-controller").Verdict);
    }

    [Fact]
    public async Task An_excluded_finding_counts_no_more()
    {
        await using var api = await KubeApi.StartAsync();
        var parts = await ComponentHealthFixture.ReadAsync(
            api, query: ComponentHealthFixture.Query with { Parts = [KopsComponentPart.Namespace], Excluded = code => code == "NamespaceStuck" });
        Assert.Equal(KopsVerdict.Healthy, parts.Of("Namespace", "legacy").Verdict);
    }

    [Fact]
    public async Task A_certificate_that_is_about_to_end_is_told()
    {
        await using var api = await KubeApi.StartAsync();
        var query = ComponentHealthFixture.Query with { Parts = [KopsComponentPart.ApiServer] };
        api.Clock = () => DateTimeOffset.UtcNow;
        Assert.Equal(KopsVerdict.Healthy, (await ComponentHealthFixture.ReadAsync(api, query: query)).Of("Component", "kube-apiserver").Verdict);

        // The fake's certificate holds for a year.
        var soon = (await ComponentHealthFixture.ReadAsync(api, query: query with { Thresholds = query.Thresholds with { CertificateWarning = TimeSpan.FromDays(400) } })).Of("Component", "kube-apiserver");
        Assert.Equal(("ServingCertificateExpiring", KopsSeverity.Warning), (soon.Findings[0].Code, soon.Findings[0].Severity));
        var now = (await ComponentHealthFixture.ReadAsync(api, query: query with { Thresholds = query.Thresholds with { CertificateWarning = TimeSpan.FromDays(4000) } })).Of("Component", "kube-apiserver");
        Assert.Equal(KopsVerdict.Unhealthy, now.Verdict);
    }

    [Fact]
    public async Task Kinds_that_tests_add_are_read_as_the_server_gives_them()
    {
        await using var api = await KubeApi.StartAsync();
        var webhook = ComponentScene.Webhook("guard", "Fail", "kube-system", "metrics-server");
        api.When("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", KubeAnswer.Status(200, List(webhook)));
        api.When("/apis/certificates.k8s.io/v1/certificatesigningrequests", KubeAnswer.Status(200, List()));
        var parts = await ComponentHealthFixture.ReadAsync(api, query: ComponentHealthFixture.Query with { Parts = [KopsComponentPart.Webhook, KopsComponentPart.Certificate] });
        Assert.Equal("WebhookDown", parts.Of("ValidatingWebhookConfiguration", "guard").Findings[0].Code);
        Assert.Equal(KopsVerdict.NotChecked, parts.Of("MutatingWebhookConfiguration", "*").Verdict);
        Assert.DoesNotContain(parts, part => part.Kind == "CertificateSigningRequest");
    }

    private static string List(params JsonObject[] items) =>
        new JsonObject { ["kind"] = "List", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]) }.ToJsonString();
}
