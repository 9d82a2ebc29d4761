using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Components;

namespace KopsPS.Engine.Tests.Health.Components;

/// <summary>Parts of other clusters than the recorded one: each case is that cluster with one thing changed.</summary>
public class ComponentJudgeTests
{
    private static readonly DateTimeOffset Now = ComponentScene.Now;

    [Theory]
    [InlineData("kube-scheduler", 22, KopsVerdict.Healthy)]
    [InlineData("kube-scheduler", 40, KopsVerdict.Unhealthy)]
    [InlineData("kube-scheduler", -3, KopsVerdict.Healthy)]
    [InlineData("kube-controller-manager", 300, KopsVerdict.Unhealthy)]
    [InlineData("cloud-controller-manager", 300, KopsVerdict.Unhealthy)]
    [InlineData("kops-controller-leader", 300, KopsVerdict.Unhealthy)]
    [InlineData("cluster-autoscaler", 300, KopsVerdict.Degraded)]
    [InlineData("cilium-operator-resource-lock", 300, KopsVerdict.Degraded)]
    [InlineData("external-attacher-leader-ebs-csi-aws-com", 300, KopsVerdict.Degraded)]
    public void A_lease_that_nobody_renews_has_no_leader(string lease, int age, KopsVerdict verdict) => new ComponentScene()
        .Stopped(lease, TimeSpan.FromSeconds(age)).Check("Lease", lease, verdict, verdict == KopsVerdict.Healthy ? null : "LeaderLost");

    [Fact]
    public void A_lease_is_judged_by_its_own_duration()
    {
        var scene = new ComponentScene().Stopped("kube-scheduler", TimeSpan.FromSeconds(100));
        scene.One("leases-kube-system", "kube-scheduler")["spec"]!["leaseDurationSeconds"] = 120;
        scene.Check("Lease", "kube-scheduler", KopsVerdict.Healthy, null);
        scene.Stopped("apiserver-hufeyo5542blk2szukw54jply4", TimeSpan.FromMinutes(50)).Check("Lease", "apiserver-hufeyo5542blk2szukw54jply4", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void A_dead_leader_is_told_of_its_part_too()
    {
        var scene = new ComponentScene().Stopped("kube-scheduler", TimeSpan.FromMinutes(10));
        var part = scene.Check("Component", "kube-scheduler", KopsVerdict.Unhealthy, "LeaderLost");
        Assert.Equal("Lease/kube-system/kube-scheduler", part.Findings[0].Cause?.ToString());
        Assert.Equal(Now.AddMinutes(-10), part.Findings[0].Since);
    }

    [Fact]
    public void A_lease_of_what_is_no_longer_installed_is_only_left_over()
    {
        var scene = new ComponentScene().Stopped("cluster-autoscaler", TimeSpan.FromDays(3));
        scene.Remove("deployments", item => (string?)item["metadata"]!["name"] == "cluster-autoscaler");
        scene.Check("Lease", "cluster-autoscaler", KopsVerdict.Healthy, "LeaseLeftOver");
        var scaled = new ComponentScene().Stopped("cluster-autoscaler", TimeSpan.FromDays(3));
        scaled.One("deployments", "cluster-autoscaler")["spec"]!["replicas"] = 0;
        scaled.Check("Lease", "cluster-autoscaler", KopsVerdict.Healthy, "LeaseLeftOver");
        var unknown = new ComponentScene().Stopped("cluster-autoscaler", TimeSpan.FromDays(3));
        unknown.Forbidden.Add("deployments");
        unknown.Check("Lease", "cluster-autoscaler", KopsVerdict.NotChecked, null);
    }

    [Fact]
    public void A_lease_that_was_given_back_has_no_leader()
    {
        var scene = new ComponentScene().Stopped("kube-scheduler", TimeSpan.FromMinutes(3));
        scene.One("leases-kube-system", "kube-scheduler")["spec"]!["holderIdentity"] = "";
        scene.Check("Lease", "kube-scheduler", KopsVerdict.Unhealthy, "LeaderMissing");
        scene.Stopped("kube-scheduler", TimeSpan.FromSeconds(20)).Check("Lease", "kube-scheduler", KopsVerdict.Healthy, "LeaderMissing");
    }

    [Fact]
    public void Of_an_api_server_whose_instance_is_gone_only_a_lease_is_left()
    {
        const string Name = "apiserver-q2dgu7ixp4s6bn3hvfj5wekymc";
        var scene = new ComponentScene().Stopped(Name, TimeSpan.FromHours(3));
        scene.Check("Lease", Name, KopsVerdict.Degraded, "LeaderLost");
        scene.One("leases-kube-system", Name)["metadata"]!["labels"]!["kubernetes.io/hostname"] = "i-0gone";
        scene.Check("Lease", Name, KopsVerdict.Healthy, "LeaseLeftOver");
    }

    [Fact]
    public void A_holder_with_a_wrong_clock_is_judged_by_when_the_server_wrote_it()
    {
        var scene = new ComponentScene().Stopped("kube-scheduler", TimeSpan.FromHours(1));
        scene.One("leases-kube-system", "kube-scheduler")["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["time"] = ComponentScene.Time(Now.AddSeconds(-2)) });
        scene.Check("Lease", "kube-scheduler", KopsVerdict.Healthy, null);
        var ahead = new ComponentScene().Stopped("kube-scheduler", TimeSpan.FromHours(-5));
        ahead.One("leases-kube-system", "kube-scheduler")["metadata"]!["managedFields"] = new JsonArray(new JsonObject { ["time"] = ComponentScene.Time(Now.AddMinutes(-20)) });
        ahead.Check("Lease", "kube-scheduler", KopsVerdict.Unhealthy, "LeaderLost");
    }

    [Fact]
    public void Without_a_clock_no_lease_is_called_fresh()
    {
        var scene = new ComponentScene { Clock = null };
        scene.Check("Lease", "kube-scheduler", KopsVerdict.NotChecked, null);
        scene.Check("Component", "kube-scheduler", KopsVerdict.NotChecked, null);
    }

    [Fact]
    public void A_cluster_whose_control_plane_others_run_is_no_fault()
    {
        // As of EKS: no static pods, no cloud controller to be seen, kube-proxy and aws-node as daemon sets.
        var scene = new ComponentScene().WithSoundNodes();
        scene.Remove("pods", pod => ((string)pod["metadata"]!["name"]!).StartsWith("kube-", StringComparison.Ordinal) || ((string)pod["metadata"]!["name"]!).StartsWith("etcd-", StringComparison.Ordinal));
        scene.Remove("leases-kube-system", lease => (string?)lease["metadata"]!["name"] is "cloud-controller-manager" or "kops-controller-leader");
        scene.Remove("daemonsets", set => (string?)set["metadata"]!["name"] is "aws-cloud-controller-manager" or "kops-controller");
        scene.Remove("nodes", node => node["metadata"]!["labels"]!["node-role.kubernetes.io/control-plane"] is not null);
        scene.Remove("services", service => (string?)service["metadata"]!["name"] == "storefront");
        scene.Remove("configmaps-kube-system", _ => true);
        Daemon(scene, "cilium", "aws-node", 14);
        Daemon(scene, "node-local-dns", "kube-proxy", 14);
        var parts = scene.Judge();
        foreach (var name in new[] { "kube-apiserver", "kube-scheduler", "kube-controller-manager", "cloud-controller-manager", "kube-proxy", "amazon-vpc", "cluster-dns", "kubelet" })
        {
            Assert.True(parts.Of("Component", name).Verdict == KopsVerdict.Healthy, $"{name}: {parts.Of("Component", name).Finding}");
        }

        static void Daemon(ComponentScene scene, string old, string name, int count)
        {
            var set = scene.One("daemonsets", old);
            set["metadata"]!["name"] = name;
            set["status"]!["desiredNumberScheduled"] = count;
            set["status"]!["numberReady"] = count;
        }
    }

    [Fact]
    public void A_scheduler_that_does_nothing_leaves_pods_without_a_word()
    {
        var scene = new ComponentScene();
        var pod = scene.One("pods", "web-8bd5fb94f-4svd9");
        pod["spec"]!.AsObject().Remove("nodeName");
        pod["status"] = new JsonObject { ["phase"] = "Pending" };
        scene.Check("Component", "kube-scheduler", KopsVerdict.Unhealthy, "PodsNotScheduled");
        pod["spec"]!["schedulingGates"] = new JsonArray(new JsonObject { ["name"] = "wait" });
        scene.Check("Component", "kube-scheduler", KopsVerdict.Healthy, null);
        pod["spec"]!.AsObject().Remove("schedulingGates");
        pod["spec"]!["schedulerName"] = "other";
        scene.Check("Component", "kube-scheduler", KopsVerdict.Healthy, null);
        pod["spec"]!["schedulerName"] = "default-scheduler";
        pod["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddSeconds(-20));
        scene.Check("Component", "kube-scheduler", KopsVerdict.Healthy, null);

        // It waits for the volume that a driver makes for the node, and says so only when it gives up.
        pod["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "data", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = "data" } });
        pod["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddMinutes(-9));
        scene.Check("Component", "kube-scheduler", KopsVerdict.Healthy, null);
        pod["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddMinutes(-15));
        scene.Check("Component", "kube-scheduler", KopsVerdict.Unhealthy, "PodsNotScheduled");
    }

    [Fact]
    public void Controllers_that_do_not_run_are_not_called_healthy_for_what_they_did_before()
    {
        var scene = new ComponentScene().Stopped("kube-controller-manager", TimeSpan.FromMinutes(10));
        scene.Check("Component", "kube-controller-manager", KopsVerdict.Unhealthy, "LeaderLost");
        foreach (var name in new[] { "node-lifecycle-controller", "deployment-controller", "endpointslice-controller", "serviceaccount-controller" })
        {
            scene.Check("Component", name, KopsVerdict.NotChecked, null);
        }
    }

    [Fact]
    public void A_silent_node_that_nobody_marks_is_the_node_controllers_fault()
    {
        const string Node = "i-01b7d3e9f8a246c5e";
        var scene = new ComponentScene();
        scene.Check("Component", "node-lifecycle-controller", KopsVerdict.Healthy, null);
        var lease = scene.One("leases-nodes", Node);
        lease["spec"]!["renewTime"] = "2026-11-22T21:36:00.000000Z";
        lease["metadata"]!.AsObject().Remove("managedFields");
        var part = scene.Check("Component", "node-lifecycle-controller", KopsVerdict.Unhealthy, "NodesNotMarked");
        Assert.Contains(Node, part.Findings[0].Message, StringComparison.Ordinal);
        Assert.Null(part.Findings[0].Cause);
        scene.Stopped("kube-controller-manager", TimeSpan.FromMinutes(11));
        Assert.Equal("Lease", scene.Check("Component", "node-lifecycle-controller", KopsVerdict.Unhealthy, "NodesNotMarked").Findings[0].Cause?.Kind);
    }

    [Fact]
    public void A_lost_node_without_its_taint_is_not_marked_either()
    {
        var scene = new ComponentScene();
        scene.One("nodes", "i-02f94c6a1d87be350")["spec"]!.AsObject().Remove("taints");
        scene.Check("Component", "node-lifecycle-controller", KopsVerdict.Unhealthy, "NodesNotMarked");
    }

    [Fact]
    public void A_change_that_nobody_looked_at_is_the_deployment_controllers_fault()
    {
        var scene = new ComponentScene();
        scene.Check("Component", "deployment-controller", KopsVerdict.Healthy, null);
        scene.One("deployments", "cart")["metadata"]!["generation"] = 99;
        scene.Check("Component", "deployment-controller", KopsVerdict.Unhealthy, "ChangesNotObserved");
        var fresh = new ComponentScene();
        var made = fresh.One("deployments", "cart");
        made["status"] = new JsonObject();
        made["metadata"]!.AsObject().Remove("managedFields");
        made["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddSeconds(-10));
        fresh.Check("Component", "deployment-controller", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void A_deployment_off_its_count_without_a_cause_of_its_own_is_the_deployment_controllers_fault()
    {
        var scene = new ComponentScene();
        var deployment = scene.One("deployments", "web");
        deployment["status"]!["replicas"] = 2;
        Assert.Contains("shop/web", scene.Check("Component", "deployment-controller", KopsVerdict.Unhealthy, "ReplicasNotMade").Findings[0].Message, StringComparison.Ordinal);

        // The recorded worker is at 2 of 5 because of its quota, and says so.
        Assert.Equal(5, (int)scene.One("deployments", "worker")["spec"]!["replicas"]!);
        deployment["spec"]!["strategy"] = new JsonObject { ["type"] = "Recreate" };
        scene.Check("Component", "deployment-controller", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void A_ready_pod_that_no_slice_names_is_the_endpoint_controllers_fault()
    {
        var scene = new ComponentScene();
        scene.Check("Component", "endpointslice-controller", KopsVerdict.Healthy, null);
        scene.Remove("endpointslices", slice => ((string?)slice["metadata"]!["labels"]?["kubernetes.io/service-name"]) == "web");
        var part = scene.Check("Component", "endpointslice-controller", KopsVerdict.Unhealthy, "EndpointsMissing");
        Assert.Contains("4 ready pods", part.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("shop/web", part.Findings[0].Message, StringComparison.Ordinal);
        var excluded = new ComponentScene { Query = new ComponentHealthQuery { Excluded = code => code == "EndpointsMissing" } };
        excluded.Check("Component", "endpointslice-controller", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void A_pod_that_became_ready_just_now_is_not_missed_yet()
    {
        var scene = new ComponentScene();
        scene.Remove("endpointslices", slice => ((string?)slice["metadata"]!["labels"]?["kubernetes.io/service-name"]) == "web");
        foreach (var pod in scene["pods"].Where(pod => (string?)pod!["metadata"]!["labels"]?["app"] == "web"))
        {
            foreach (var condition in pod!["status"]!["conditions"]!.AsArray())
            {
                condition!["lastTransitionTime"] = ComponentScene.Time(Now.AddSeconds(-5));
            }
        }

        scene.Check("Component", "endpointslice-controller", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void A_namespace_without_service_account_or_root_certificate_cannot_be_used()
    {
        var scene = new ComponentScene();
        scene.Check("Namespace", "shop", KopsVerdict.Healthy, null);
        scene.WithoutAccount.Add("shop");
        scene.Check("Namespace", "shop", KopsVerdict.Unhealthy, "ServiceAccountMissing");
        scene.Check("Component", "serviceaccount-controller", KopsVerdict.Unhealthy, "ServiceAccountMissing");
        scene.WithoutAccount.Clear();
        scene.WithoutRoot.Add("shop");
        scene.Check("Namespace", "shop", KopsVerdict.Unhealthy, "RootCertificateMissing");
        scene.One("namespaces", "shop")["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddSeconds(-10));
        scene.Check("Namespace", "shop", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void A_namespace_that_is_going_is_stuck_only_after_a_while()
    {
        var scene = new ComponentScene();
        var legacy = scene.One("namespaces", "legacy");
        legacy["metadata"]!["deletionTimestamp"] = ComponentScene.Time(Now.AddSeconds(-60));
        scene.Check("Namespace", "legacy", KopsVerdict.Healthy, "NamespaceTerminating");
        legacy["metadata"]!["deletionTimestamp"] = ComponentScene.Time(Now.AddMinutes(-3));
        scene.Check("Namespace", "legacy", KopsVerdict.Degraded, "NamespaceStuck");
        legacy["status"] = new JsonObject { ["phase"] = "Terminating" };
        scene.Check("Namespace", "legacy", KopsVerdict.Healthy, "NamespaceTerminating");
        legacy["metadata"]!["deletionTimestamp"] = ComponentScene.Time(Now.AddMinutes(-30));
        Assert.Contains("kubernetes", scene.Check("Namespace", "legacy", KopsVerdict.Degraded, "NamespaceStuck").Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_namespace_that_nobody_removes_is_stuck_sooner()
    {
        var scene = new ComponentScene().Stopped("kube-controller-manager", TimeSpan.FromMinutes(9));
        var legacy = scene.One("namespaces", "legacy");
        legacy["metadata"]!["deletionTimestamp"] = ComponentScene.Time(Now.AddMinutes(-3));
        legacy["status"] = new JsonObject { ["phase"] = "Terminating" };
        Assert.Equal("Lease/kube-system/kube-controller-manager", scene.Check("Namespace", "legacy", KopsVerdict.Degraded, "NamespaceStuck").Findings[0].Cause?.ToString());
    }

    [Fact]
    public void A_namespace_that_cannot_be_searched_leads_to_the_api_that_fails()
    {
        var scene = new ComponentScene();
        foreach (var condition in scene.One("namespaces", "legacy")["status"]!["conditions"]!.AsArray())
        {
            condition!["status"] = (string?)condition["type"] == "NamespaceDeletionDiscoveryFailure" ? "True" : "False";
        }

        Assert.Equal("APIService/v1beta1.metrics.k8s.io", scene.Check("Namespace", "legacy", KopsVerdict.Degraded, "NamespaceStuck").Findings[0].Cause?.ToString());
    }

    [Theory]
    [InlineData("Fail", "kube-dns", KopsVerdict.Healthy, null)]
    [InlineData("Fail", "metrics-server", KopsVerdict.Unhealthy, "WebhookDown")]
    [InlineData("Ignore", "metrics-server", KopsVerdict.Degraded, "WebhookDown")]
    [InlineData("Fail", "nowhere", KopsVerdict.Unhealthy, "WebhookDown")]
    public void A_webhook_that_must_answer_and_cannot_keeps_changes_away(string policy, string service, KopsVerdict verdict, string? code)
    {
        var scene = new ComponentScene();
        scene["validating"].Add(ComponentScene.Webhook("guard", policy, "kube-system", service));
        scene["mutating"].Add(ComponentScene.Webhook("filler", policy, "kube-system", service));
        scene.Check("ValidatingWebhookConfiguration", "guard", verdict, code);
        scene.Check("MutatingWebhookConfiguration", "filler", verdict, code);
    }

    [Fact]
    public void A_webhook_is_not_judged_by_slices_that_nobody_keeps()
    {
        var scene = new ComponentScene().Stopped("kube-controller-manager", TimeSpan.FromMinutes(10));
        scene["validating"].Add(ComponentScene.Webhook("guard", "Fail", "kube-system", "metrics-server"));
        scene.Check("ValidatingWebhookConfiguration", "guard", KopsVerdict.NotChecked, null);
        var unread = new ComponentScene();
        unread["validating"].Add(ComponentScene.Webhook("guard", "Fail", "kube-system", "kube-dns"));
        unread.Forbidden.Add("endpointslices");
        unread.Check("ValidatingWebhookConfiguration", "guard", KopsVerdict.NotChecked, null);
    }

    [Fact]
    public void A_webhook_outside_of_the_cluster_is_not_looked_at()
    {
        var scene = new ComponentScene();
        var guard = ComponentScene.Webhook("guard", "Fail", "kube-system", "kube-dns");
        var client = guard["webhooks"]![0]!["clientConfig"]!.AsObject();
        client.Remove("service");
        client["url"] = "https://hooks.example.com/";
        scene["validating"].Add(guard);
        Assert.Equal("WebhookDown", scene.Check("ValidatingWebhookConfiguration", "guard", KopsVerdict.Healthy, null).NotChecked.Single().Code);
    }

    [Fact]
    public void Certificates_of_webhooks_end()
    {
        Check(ComponentScene.Bundle(Now.AddYears(-1), Now.AddDays(-1)), KopsVerdict.Unhealthy, "WebhookCertificateExpired");
        Check(ComponentScene.Bundle(Now.AddYears(-1), Now.AddDays(-1)), KopsVerdict.Degraded, "WebhookCertificateExpired", "Ignore");
        Check(ComponentScene.Bundle(Now.AddYears(-1), Now.AddDays(-1), Now.AddDays(-1), Now.AddYears(1)), KopsVerdict.Healthy, null);
        Check(ComponentScene.Bundle(Now.AddYears(-1), Now.AddDays(9)), KopsVerdict.Degraded, "WebhookCertificateExpiring");

        // One that lives for a week renews itself within it.
        Check(ComponentScene.Bundle(Now.AddDays(-2), Now.AddDays(5)), KopsVerdict.Healthy, null);
        Check("bm90aGluZw==", KopsVerdict.Unhealthy, "WebhookCertificateInvalid");
        Check("*", KopsVerdict.Unhealthy, "WebhookCertificateInvalid");
        Check("", KopsVerdict.Healthy, "WebhookCertificateMissing");

        static void Check(string bundle, KopsVerdict verdict, string? code, string policy = "Fail")
        {
            var scene = new ComponentScene();
            scene["validating"].Add(ComponentScene.Webhook("guard", policy, "kube-system", "kube-dns", bundle));
            scene.Check("ValidatingWebhookConfiguration", "guard", verdict, code);
        }
    }

    [Fact]
    public void A_webhook_that_every_pod_of_the_system_waits_for_is_told()
    {
        Check(30, new JsonObject(), KopsVerdict.Degraded, "WebhookSlow");
        Check(10, new JsonObject(), KopsVerdict.Healthy, "WebhookCoversSystem");
        Check(30, Selector("kubernetes.io/metadata.name", "NotIn", "kube-system"), KopsVerdict.Healthy, null);
        Check(30, Selector("team", "Exists"), KopsVerdict.Healthy, null);

        static void Check(int timeout, JsonObject selector, KopsVerdict verdict, string? code)
        {
            var scene = new ComponentScene();
            scene["mutating"].Add(ComponentScene.Webhook("filler", "Fail", "kube-system", "kube-dns", timeout: timeout, selector: selector));
            scene.Check("MutatingWebhookConfiguration", "filler", verdict, code);
        }

        static JsonObject Selector(string key, string with, params string[] values) => new()
        {
            ["matchExpressions"] = new JsonArray(new JsonObject { ["key"] = key, ["operator"] = with, ["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]) }),
        };
    }

    [Theory]
    [InlineData("kubernetes.io/kubelet-serving", null, 10, KopsVerdict.Degraded, "CertificatePending")]
    [InlineData("kubernetes.io/kubelet-serving", null, 1, KopsVerdict.Healthy, null)]
    [InlineData("kubernetes.io/kube-apiserver-client-kubelet", null, 10, KopsVerdict.Degraded, "CertificatePending")]
    [InlineData("kubernetes.io/kubelet-serving", "Denied", 10, KopsVerdict.Degraded, "CertificateDenied")]
    [InlineData("kubernetes.io/kubelet-serving", "Failed", 10, KopsVerdict.Degraded, "CertificateFailed")]
    [InlineData("kubernetes.io/kubelet-serving", "Approved", 10, KopsVerdict.Degraded, "CertificateNotIssued")]
    [InlineData("kubernetes.io/kube-apiserver-client", null, 600, KopsVerdict.Healthy, "CertificateWaits")]
    [InlineData("kubernetes.io/kube-apiserver-client", "Denied", 600, KopsVerdict.Healthy, "CertificateDenied")]
    public void Requests_for_certificates_are_answered(string signer, string? condition, int minutes, KopsVerdict verdict, string? code)
    {
        var scene = new ComponentScene();
        var made = ComponentScene.Time(Now.AddMinutes(-minutes));
        var request = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "csr-x7k2p", ["creationTimestamp"] = made },
            ["spec"] = new JsonObject { ["signerName"] = signer, ["username"] = "system:node:i-01b7d3e9f8a246c5e" },
            ["status"] = condition is null ? [] : new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject { ["type"] = condition, ["status"] = "True", ["lastTransitionTime"] = made, ["message"] = "no" }),
            },
        };
        scene["csr"].Add(request);
        Assert.Equal("i-01b7d3e9f8a246c5e", scene.Check("CertificateSigningRequest", "csr-x7k2p", verdict, code).Node);
        request["status"] = new JsonObject { ["certificate"] = "LS0t", ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Approved", ["status"] = "True" }) };
        scene.Check("CertificateSigningRequest", "csr-x7k2p", KopsVerdict.Healthy, null);
    }

    [Theory]
    [InlineData(-20, null, KopsVerdict.Degraded)]
    [InlineData(-5, null, KopsVerdict.Healthy)]
    [InlineData(-5, "Denied", KopsVerdict.Healthy)]
    public void A_request_after_which_the_kubelet_got_another_certificate_is_no_fault(int issued, string? condition, KopsVerdict verdict)
    {
        var scene = new ComponentScene();
        foreach (var (name, minutes, status) in new[]
        {
            ("old", -10, condition is null ? [] : new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = condition, ["status"] = "True" }) }),
            ("new", issued, new JsonObject { ["certificate"] = "LS0t" }),
        })
        {
            scene["csr"].Add(new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["creationTimestamp"] = ComponentScene.Time(Now.AddMinutes(minutes)) },
                ["spec"] = new JsonObject { ["signerName"] = "kubernetes.io/kubelet-serving", ["username"] = "system:node:n1" },
                ["status"] = status,
            });
        }

        Assert.Equal(verdict, scene.Judge().Of("CertificateSigningRequest", "old").Verdict);
    }

    [Fact]
    public void Members_of_etcd_are_counted_by_majority()
    {
        var scene = new ComponentScene();
        scene.Check("Component", "etcd", KopsVerdict.Healthy, null);
        Down(scene, "etcd-manager-main-i-0a1c4e7b92d35f801");
        scene.Check("Component", "etcd", KopsVerdict.Degraded, "EtcdMemberDown");
        scene.Check("Replica", "etcd-manager-main-i-0a1c4e7b92d35f801", KopsVerdict.Unhealthy, "ReplicaNotReady");
        Down(scene, "etcd-manager-events-i-0c83d19f5be274a06");
        scene.Check("Component", "etcd", KopsVerdict.Degraded, "EtcdMemberDown");
        Down(scene, "etcd-manager-main-i-0c83d19f5be274a06");
        scene.Check("Component", "etcd", KopsVerdict.Unhealthy, "EtcdQuorumLost");
    }

    [Fact]
    public void Etcd_of_which_nothing_is_to_be_seen_is_not_called_healthy()
    {
        var scene = new ComponentScene { Ready = "[+]ping ok\nreadyz check passed" };
        scene.Check("Component", "etcd", KopsVerdict.Healthy, null);
        scene.Remove("pods", pod => ((string)pod["metadata"]!["name"]!).StartsWith("etcd-", StringComparison.Ordinal));
        scene.Check("Component", "etcd", KopsVerdict.NotChecked, null);
    }

    [Fact]
    public void A_lease_that_nobody_ever_held_is_no_leaders()
    {
        var scene = new ComponentScene();
        scene["leases-kube-system"].Add(new JsonObject { ["metadata"] = new JsonObject { ["namespace"] = "kube-system", ["name"] = "marker" }, ["spec"] = new JsonObject() });
        scene.Check("Lease", "marker", KopsVerdict.Healthy, null);
        var scheduler = scene.One("leases-kube-system", "kube-scheduler");
        scheduler["spec"] = new JsonObject();
        scheduler["metadata"]!.AsObject().Remove("managedFields");
        scene.Check("Lease", "kube-scheduler", KopsVerdict.NotChecked, null);
    }

    [Fact]
    public void Backups_of_etcd_grow_old()
    {
        var store = new EtcdBackupSource(new FakeStore(), null);
        var scene = new ComponentScene { Query = new ComponentHealthQuery { Backups = store } };
        scene.Backups = new Dictionary<string, DateTimeOffset?> { ["main"] = Now.AddMinutes(-14), ["events"] = Now.AddMinutes(-20) };
        scene.Check("Component", "etcd", KopsVerdict.Healthy, null);
        scene.Backups = new Dictionary<string, DateTimeOffset?> { ["main"] = Now.AddMinutes(-50), ["events"] = Now.AddMinutes(-20) };
        Assert.Contains("etcd main is 50m old", scene.Check("Component", "etcd", KopsVerdict.Degraded, "EtcdBackupOld").Findings[0].Message, StringComparison.Ordinal);
        scene.Backups = new Dictionary<string, DateTimeOffset?> { ["main"] = Now.AddDays(-3) };
        scene.Check("Component", "etcd", KopsVerdict.Unhealthy, "EtcdBackupOld");

        // The cluster itself is 13 minutes old.
        scene.Backups = new Dictionary<string, DateTimeOffset?> { ["main"] = null };
        scene.Check("Component", "etcd", KopsVerdict.Healthy, null);
        scene.Query = scene.Query with { Thresholds = new() { BackupAge = TimeSpan.FromMinutes(5) } };
        scene.Check("Component", "etcd", KopsVerdict.Degraded, "EtcdBackupMissing");
        scene.Backups = new Dictionary<string, DateTimeOffset?>();
        Assert.Contains(scene.Check("Component", "etcd", KopsVerdict.Healthy, null).NotChecked, skipped => skipped.Code == "EtcdBackupOld");
    }

    [Fact]
    public async Task Backups_are_found_by_the_names_that_etcd_manager_gives_them()
    {
        var store = new FakeStore();
        store.Folders["prod.example.com/backups/etcd"] = ["events", "main"];
        store.Folders["prod.example.com/backups/etcd/main"] = ["2026-11-22T21:15:00Z-000001", "2026-11-22T21:30:00Z-000002", "control"];
        var newest = await new EtcdBackupSource(store, null).ReadAsync("prod.example.com", default);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 21, 30, 0, TimeSpan.Zero), newest["main"]);
        Assert.Null(newest["events"]);
        Assert.Empty(await new EtcdBackupSource(store, "other.example.com").ReadAsync("prod.example.com", default));
    }

    [Fact]
    public void An_api_server_that_nobody_is_led_to_is_told()
    {
        var scene = new ComponentScene();
        var slice = scene.One("endpointslices", "kubernetes", "default");
        slice["endpoints"]!.AsArray().RemoveAt(1);
        scene.Check("Replica", "kube-apiserver-i-0c83d19f5be274a06", KopsVerdict.Degraded, "ApiServerNotInService");
        scene.Check("Replica", "kube-apiserver-i-0a1c4e7b92d35f801", KopsVerdict.Healthy, null);

        // Behind a load balancer of its own the endpoint is another address altogether.
        slice["endpoints"] = new JsonArray(new JsonObject { ["addresses"] = new JsonArray("10.9.9.9") });
        scene.Check("Replica", "kube-apiserver-i-0c83d19f5be274a06", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void One_of_several_replicas_down_is_a_warning_and_all_of_them_an_error()
    {
        var scene = new ComponentScene();
        Down(scene, "kube-apiserver-i-0a1c4e7b92d35f801");
        scene.Check("Component", "kube-apiserver", KopsVerdict.Degraded, "ReplicasDown");
        Down(scene, "kube-apiserver-i-0c83d19f5be274a06");
        Down(scene, "kube-apiserver-i-0f2b6a80c4d917e35");
        scene.Check("Component", "kube-apiserver", KopsVerdict.Unhealthy, "ReplicasDown");
    }

    [Fact]
    public void A_single_control_plane_node_is_no_fault()
    {
        var scene = new ComponentScene().WithSoundNodes();
        scene.Remove("pods", pod => (string?)pod["metadata"]!["namespace"] == "kube-system"
            && (string?)pod["spec"]!["nodeName"] is "i-0c83d19f5be274a06" or "i-0f2b6a80c4d917e35");
        var parts = scene.Judge();
        foreach (var name in new[] { "kube-apiserver", "etcd", "kube-scheduler", "kube-controller-manager" })
        {
            Assert.Equal(KopsVerdict.Healthy, parts.Of("Component", name).Verdict);
        }
    }

    [Fact]
    public void Nodes_that_wait_for_the_cloud_controller_are_its_fault_where_they_live()
    {
        var scene = new ComponentScene().WithSoundNodes();
        scene.Remove("services", service => (string?)service["metadata"]!["name"] == "storefront");
        scene.Check("Component", "cloud-controller-manager", KopsVerdict.Healthy, null);
        var node = scene.One("nodes", "i-01b7d3e9f8a246c5e");
        node["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "node.cloudprovider.kubernetes.io/uninitialized", ["effect"] = "NoSchedule" });
        scene.Check("Component", "cloud-controller-manager", KopsVerdict.Unhealthy, "NodesNotInitialized");
        node["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddMinutes(-2));
        scene.Check("Component", "cloud-controller-manager", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void Load_balancers_of_another_class_are_somebody_elses()
    {
        var scene = new ComponentScene().WithSoundNodes();
        scene.Check("Component", "cloud-controller-manager", KopsVerdict.Degraded, "LoadBalancersPending");
        scene.One("services", "storefront")["spec"]!["loadBalancerClass"] = "service.k8s.aws/nlb";
        scene.Check("Component", "cloud-controller-manager", KopsVerdict.Healthy, null);
    }

    [Fact]
    public void Kubelets_are_counted()
    {
        var sound = new ComponentScene().WithSoundNodes();
        Assert.Equal("17/17 ready", sound.Check("Component", "kubelet", KopsVerdict.Healthy, null).Detail);
        var none = new ComponentScene();
        foreach (var node in none["nodes"])
        {
            foreach (var condition in node!["status"]!["conditions"]!.AsArray().Where(condition => (string?)condition!["type"] == "Ready"))
            {
                condition!["status"] = "Unknown";
            }
        }

        none.Check("Component", "kubelet", KopsVerdict.Unhealthy, "NoNodeReady");
        var empty = new ComponentScene();
        empty["nodes"].Clear();
        empty.Check("Component", "kubelet", KopsVerdict.Unhealthy, "NoNodeReady");
        var unread = new ComponentScene();
        unread.Forbidden.Add("nodes");
        unread.Check("Component", "kubelet", KopsVerdict.NotChecked, null);
    }

    [Theory]
    [InlineData("v1.36.2", KopsVerdict.Healthy, null)]
    [InlineData("v1.36.1", KopsVerdict.Healthy, "UpdateUnfinished")]
    [InlineData("v1.33.9", KopsVerdict.Healthy, "UpdateUnfinished")]
    [InlineData("v1.32.9", KopsVerdict.Degraded, "VersionSkew")]
    [InlineData("v1.37.0", KopsVerdict.Degraded, "VersionSkew")]
    [InlineData("odd", KopsVerdict.Healthy, null)]
    public void Versions_of_a_cluster_belong_together(string kubelet, KopsVerdict verdict, string? code)
    {
        var scene = new ComponentScene();
        foreach (var node in scene["nodes"].Where(node => node!["metadata"]!["labels"]!["node-role.kubernetes.io/control-plane"] is null))
        {
            node!["status"]!["nodeInfo"]!["kubeletVersion"] = kubelet;
        }

        scene.Check("Cluster", "prod.example.com", verdict, code);
    }

    [Fact]
    public void Kube_proxy_of_kops_runs_as_a_pod_a_node()
    {
        var scene = new ComponentScene().WithSoundNodes();
        scene.One("configmaps-kube-system", "cilium-config")["data"]!["kube-proxy-replacement"] = "false";
        scene.Check("Component", "kube-proxy", KopsVerdict.Healthy, "ProxyUnknown");
        var model = scene.One("pods", "kube-scheduler-i-0a1c4e7b92d35f801").ToJsonString();
        foreach (var node in scene["nodes"].Select(node => (string)node!["metadata"]!["name"]!).ToArray())
        {
            var pod = JsonNode.Parse(model)!;
            pod["metadata"]!["name"] = "kube-proxy-" + node;
            pod["metadata"]!["labels"]!["k8s-app"] = "kube-proxy";
            pod["spec"]!["nodeName"] = node;
            scene["pods"].Add(pod);
        }

        scene.Check("Component", "kube-proxy", KopsVerdict.Healthy, null);
        scene.Remove("pods", pod => (string?)pod["metadata"]!["name"] == "kube-proxy-i-01b7d3e9f8a246c5e");
        Assert.Contains("i-01b7d3e9f8a246c5e", scene.Check("Component", "kube-proxy", KopsVerdict.Degraded, "ProxyMissing").Findings[0].Message, StringComparison.Ordinal);
        scene.Remove("pods", pod => ((string)pod["metadata"]!["name"]!).StartsWith("kube-proxy-", StringComparison.Ordinal));
        scene.One("daemonsets", "cilium")["metadata"]!["name"] = "kube-flannel";
        scene.Check("Component", "kube-proxy", KopsVerdict.Unhealthy, "ProxyMissing");
    }

    [Fact]
    public void A_plug_in_that_lacks_on_sound_nodes_is_its_own_fault()
    {
        var scene = new ComponentScene().WithSoundNodes();
        var cilium = scene.One("daemonsets", "cilium");
        cilium["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddHours(-5));
        cilium["status"]!["desiredNumberScheduled"] = 17;
        cilium["status"]!["updatedNumberScheduled"] = 17;
        cilium["status"]!["numberReady"] = 17;
        scene.Check("Component", "cilium", KopsVerdict.Healthy, null);
        cilium["status"]!["numberReady"] = 16;
        Assert.Equal("DaemonSet/kube-system/cilium", scene.Check("Component", "cilium", KopsVerdict.Degraded, "ReplicasDown").Findings[0].Cause?.ToString());
        cilium["status"]!["updatedNumberScheduled"] = 4;
        scene.Check("Component", "cilium", KopsVerdict.Healthy, "RollingOut");
        cilium["status"]!["numberReady"] = 3;
        scene.Check("Component", "cilium", KopsVerdict.Unhealthy, "ReplicasDown");
        cilium["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddMinutes(-1));
        scene.Check("Component", "cilium", KopsVerdict.Healthy, "ReplicaStarting");
    }

    [Fact]
    public void Counts_that_nobody_keeps_are_told_to_be_old()
    {
        Assert.DoesNotContain(new ComponentScene().Judge().Of("Component", "cluster-dns").NotChecked, skipped => skipped.Code == "ReplicasKept");
        var stopped = new ComponentScene().Stopped("kube-controller-manager", TimeSpan.FromMinutes(5)).Judge();
        Assert.Contains(stopped.Of("Component", "cluster-dns").NotChecked, skipped => skipped.Code == "ReplicasKept");
        Assert.Contains(stopped.Of("Component", "cilium").NotChecked, skipped => skipped.Code == "ReplicasKept");
    }

    [Fact]
    public void A_daemon_set_of_the_control_plane_does_not_blame_workers()
    {
        var scene = new ComponentScene();
        scene.One("daemonsets", "aws-cloud-controller-manager")["status"]!["numberReady"] = 2;
        Assert.Equal(
            "DaemonSet/kube-system/aws-cloud-controller-manager",
            scene.Judge().Of("Component", "cloud-controller-manager").Findings.Single(finding => finding.Code == "ReplicasDown").Cause?.ToString());
    }

    [Fact]
    public void An_update_of_a_daemon_set_that_does_not_end_is_no_excuse()
    {
        var scene = new ComponentScene().WithSoundNodes();
        var cilium = scene.One("daemonsets", "cilium");
        (cilium["status"]!["desiredNumberScheduled"], cilium["status"]!["updatedNumberScheduled"], cilium["status"]!["numberReady"]) = (17, 4, 16);
        cilium["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddHours(-5));
        scene.Check("Component", "cilium", KopsVerdict.Healthy, "RollingOut");
        foreach (var write in cilium["metadata"]!["managedFields"]!.AsArray())
        {
            write!["time"] = ComponentScene.Time(Now.AddHours(-4));
        }

        scene.Check("Component", "cilium", KopsVerdict.Degraded, "ReplicasDown");
    }

    [Fact]
    public void A_network_plug_in_that_nobody_knows_is_proven_by_the_nodes()
    {
        var scene = new ComponentScene();
        scene.One("daemonsets", "cilium")["metadata"]!["name"] = "homegrown";
        foreach (var node in scene["nodes"])
        {
            foreach (var condition in node!["status"]!["conditions"]!.AsArray().Where(condition => (string?)condition!["type"] == "NetworkUnavailable"))
            {
                condition!["status"] = "False";
            }
        }

        scene.Check("Component", "network-plugin", KopsVerdict.Healthy, null);
        var node0 = scene.One("nodes", "i-01b7d3e9f8a246c5e");
        foreach (var condition in node0["status"]!["conditions"]!.AsArray().Where(condition => (string?)condition!["type"] == "Ready"))
        {
            condition!["status"] = "False";
            condition["message"] = "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message: cni plugin not initialized";
        }

        scene.Check("Component", "network-plugin", KopsVerdict.Degraded, "CniUnknown");
    }

    [Fact]
    public void Name_service_is_judged_by_what_its_service_leads_to()
    {
        var scene = new ComponentScene();
        scene.Check("Component", "cluster-dns", KopsVerdict.Healthy, null);
        scene.One("deployments", "coredns")["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddHours(-1));
        scene.One("deployments", "coredns")["status"]!["readyReplicas"] = 1;
        scene.Check("Component", "cluster-dns", KopsVerdict.Degraded, "ReplicasDown");
        scene.Remove("endpointslices", slice => (string?)slice["metadata"]!["labels"]?["kubernetes.io/service-name"] == "kube-dns");
        scene.Check("Component", "cluster-dns", KopsVerdict.Unhealthy, "DnsWithoutEndpoints");
        scene.Remove("services", service => (string?)service["metadata"]!["name"] == "kube-dns");
        scene.Remove("services", service => (string?)service["metadata"]!["name"] == "kube-dns-upstream");
        scene.Check("Component", "cluster-dns", KopsVerdict.Unhealthy, "DnsMissing");
    }

    [Fact]
    public void A_driver_that_kubelets_do_not_know_is_of_no_use()
    {
        var scene = new ComponentScene().WithSoundNodes();
        var set = scene.One("daemonsets", "ebs-csi-node");
        set["status"]!["desiredNumberScheduled"] = 17;
        set["status"]!["numberReady"] = 17;
        scene.Check("Component", "ebs-csi-node", KopsVerdict.Healthy, null);
        foreach (var node in scene["csinodes"].Take(6))
        {
            node!["spec"]!["drivers"] = null;
        }

        scene.Check("Component", "ebs-csi-node", KopsVerdict.Degraded, "DriverNotRegistered");

        // A kubelet that knows no driver still writes one: none at all is a cluster without kubelets of the usual kind.
        scene["csinodes"].Clear();
        Assert.Equal("DriverNotRegistered", scene.Check("Component", "ebs-csi-node", KopsVerdict.Healthy, null).NotChecked.Single().Code);
    }

    [Fact]
    public void Without_metrics_api_only_those_who_need_it_miss_it()
    {
        var scene = new ComponentScene();
        scene.Remove("apiservices", api => (string?)api["metadata"]!["name"] == "v1beta1.metrics.k8s.io");
        scene.Check("Component", "metrics-api", KopsVerdict.Degraded, "MetricsMissing");
        scene["hpa"].Clear();
        scene.Check("Component", "metrics-api", KopsVerdict.Healthy, "MetricsNotInstalled");
        var sound = new ComponentScene();
        foreach (var condition in sound.One("apiservices", "v1beta1.metrics.k8s.io")["status"]!["conditions"]!.AsArray())
        {
            condition!["status"] = "True";
        }

        sound.Check("Component", "metrics-api", KopsVerdict.Healthy, null);
        sound.Check("APIService", "v1beta1.metrics.k8s.io", KopsVerdict.Healthy, null);
    }

    [Theory]
    [InlineData("MissingEndpoints", "Deployment/kube-system/metrics-server")]
    [InlineData("ServicePortError", null)]
    public void An_api_that_asks_at_a_wrong_port_has_itself_to_blame(string reason, string? cause)
    {
        var scene = new ComponentScene();
        scene.One("apiservices", "v1beta1.metrics.k8s.io")["status"]!["conditions"]![0]!["reason"] = reason;
        Assert.Equal(cause, scene.Check("APIService", "v1beta1.metrics.k8s.io", KopsVerdict.Unhealthy, "ApiServiceUnavailable").Findings[0].Cause?.ToString());
    }

    [Fact]
    public void An_api_that_nobody_has_looked_at_is_a_warning_unless_it_is_new()
    {
        var scene = new ComponentScene();
        var api = scene.One("apiservices", "v1beta1.metrics.k8s.io");
        api["status"] = new JsonObject();
        scene.Check("APIService", "v1beta1.metrics.k8s.io", KopsVerdict.Degraded, "ApiServiceUnknown");
        api["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddSeconds(-10));
        scene.Check("APIService", "v1beta1.metrics.k8s.io", KopsVerdict.Healthy, "ReplicaStarting");
    }

    [Fact]
    public void Different_runtimes_are_worth_knowing()
    {
        Assert.Contains("containerd://1.7.29", new ComponentScene().Check("Component", "container-runtime", KopsVerdict.Healthy, "RuntimesDiffer").Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_that_ends_again_and_again_is_restarting()
    {
        var scene = new ComponentScene();
        var status = scene.One("pods", "kube-controller-manager-i-0c83d19f5be274a06")["status"]!["containerStatuses"]![0]!;
        status["lastState"]!["terminated"]!["finishedAt"] = ComponentScene.Time(Now.AddMinutes(-2));
        scene.Check("Replica", "kube-controller-manager-i-0c83d19f5be274a06", KopsVerdict.Degraded, "ReplicaRestarting");
        status["restartCount"] = 1;
        scene.Check("Replica", "kube-controller-manager-i-0c83d19f5be274a06", KopsVerdict.Healthy, "ReplicaRestarted");
    }

    [Fact]
    public async Task Thresholds_come_from_a_call_or_a_file()
    {
        var told = new ComponentThresholds().With(new System.Collections.Hashtable { ["backupage"] = "2h", ["CertificateWarning"] = "60d" });
        Assert.Equal((TimeSpan.FromHours(2), TimeSpan.FromDays(60)), (told.BackupAge, told.CertificateWarning));
        Assert.Equal("KopsThresholdInvalid", Assert.Throws<KopsException>(() => told.With(new System.Collections.Hashtable { ["BackupAge"] = "soon" })).Id);
        Assert.Equal("KopsThresholdInvalid", Assert.Throws<KopsException>(() => told.With(new System.Collections.Hashtable { ["Backup"] = "2h" })).Id);
        using var folder = new Kubernetes.TempFolder();
        var file = folder.File("health.yaml");
        await File.WriteAllTextAsync(file, "Node:\n  StartTime: 10m\nComponent:\n  Patience: 7m\n");
        Assert.Equal(TimeSpan.FromMinutes(7), (await told.WithFileAsync(file, default)).Patience);
        await File.WriteAllTextAsync(file, "Node:\n  StartTime: 10m\n");
        Assert.Equal(told, await told.WithFileAsync(file, default));
    }

    [Fact]
    public void Every_code_is_one_of_the_list()
    {
        var known = ComponentCode.All.ToHashSet();
        Assert.All(new ComponentScene().Judge().SelectMany(part => part.Findings), finding => Assert.Contains(finding.Code, known));
    }

    private static void Down(ComponentScene scene, string pod)
    {
        var item = scene.One("pods", pod);
        item["metadata"]!["creationTimestamp"] = ComponentScene.Time(Now.AddHours(-3));
        foreach (var condition in item["status"]!["conditions"]!.AsArray().Where(condition => (string?)condition!["type"] == "Ready"))
        {
            condition!["status"] = "False";
        }
    }
}
