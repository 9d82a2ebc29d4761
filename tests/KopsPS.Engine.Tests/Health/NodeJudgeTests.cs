using System.Text.Json;
using System.Text.Json.Nodes;
using KopsPS.Engine.Health;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health;

/// <summary>Nodes of other clusters than the recorded one: each case is a healthy node with one thing changed.</summary>
public class NodeJudgeTests
{
    private static readonly KubeRecordings Recordings = new();
    private static readonly DateTimeOffset Now = KubeRecordings.Now;

    [Fact]
    public void An_untouched_node_is_healthy() => Check(_ => { }, KopsVerdict.Healthy);

    [Fact]
    public void A_young_node_that_is_not_ready_is_starting()
    {
        Check(node =>
        {
            Created(node, Now.AddSeconds(-40));
            Ready(node, "False", "container runtime network not ready");
        }, KopsVerdict.Degraded, "NodeStarting");
        Check(node =>
        {
            Created(node, Now.AddSeconds(-40));
            Taint(node, "node.cloudprovider.kubernetes.io/uninitialized", Now);
        }, KopsVerdict.Healthy, "NodeStarting");
    }

    [Fact]
    public void A_young_node_that_was_ready_already_does_not_start_any_more() => Check(
        node =>
        {
            Created(node, Now.AddMinutes(-4));
            Ready(node, "False", "PLEG is not healthy");
            Condition(node, "Ready")["lastTransitionTime"] = KubeRecordings.Time(Now.AddMinutes(-1));
        },
        KopsVerdict.Unhealthy,
        "NodeNotReady");

    [Fact]
    public void A_time_a_little_in_the_future_is_no_fault()
    {
        Check(node => Created(node, Now.AddSeconds(3)), KopsVerdict.Healthy, lease: Now.AddSeconds(2));
        Check(_ => { }, KopsVerdict.Healthy, lease: Now.AddSeconds(4));
    }

    [Theory]
    [InlineData(40, 49, KopsVerdict.Healthy)]
    [InlineData(40, 51, KopsVerdict.Unhealthy)]
    [InlineData(120, 140, KopsVerdict.Healthy)]
    [InlineData(15, 20, KopsVerdict.Unhealthy)]
    public void A_lease_is_judged_by_its_own_duration(int duration, int age, KopsVerdict verdict) =>
        Check(_ => { }, verdict, verdict == KopsVerdict.Healthy ? null : "NodeSilent", lease: Now.AddSeconds(-age), duration: duration);

    [Fact]
    public void A_kubelet_with_a_wrong_clock_renews_its_lease_all_the_same()
    {
        // Its own time lies an hour back; the API server noted when it was written.
        var evidence = Evidence(Now.AddHours(-1), 40, written: Now.AddSeconds(-5));
        Assert.Equal(KopsVerdict.Healthy, NodeJudge.Judge(Node(_ => { }), evidence, Peers()).Verdict);
    }

    [Fact]
    public void A_dead_kubelet_whose_clock_ran_ahead_is_silent_all_the_same()
    {
        var evidence = Evidence(Now.AddHours(1), 40, written: Now.AddMinutes(-7));
        Assert.Equal("NodeSilent", NodeJudge.Judge(Node(_ => { }), evidence, Peers()).Findings[0].Code);
    }

    [Fact]
    public void Without_leases_an_old_status_is_silence()
    {
        var node = Node(changed => Condition(changed, "Ready")["lastHeartbeatTime"] = KubeRecordings.Time(Now.AddMinutes(-12)));
        var evidence = new NodeEvidence { Now = Now, Leases = null, Server = KubeletVersion.Parse("v1.36.2") };
        Assert.Equal("NodeSilent", NodeJudge.Judge(node, evidence, Peers()).Findings[0].Code);
    }

    [Fact]
    public void A_ready_node_without_lease_needs_attention() => Check(_ => { }, KopsVerdict.Degraded, "NodeLeaseMissing");

    [Theory]
    [InlineData("KernelReady", "False", KopsVerdict.Degraded)]
    [InlineData("KernelReady", "True", KopsVerdict.Healthy)]
    [InlineData("StorageReady", "Unknown", KopsVerdict.Healthy)]
    [InlineData("EtcdIsVoter", "True", KopsVerdict.Healthy)]
    [InlineData("KubeletConfigOk", "True", KopsVerdict.Healthy)]
    [InlineData("ReadonlyFilesystem", "True", KopsVerdict.Unhealthy)]
    [InlineData("KernelDeadlock", "True", KopsVerdict.Unhealthy)]
    [InlineData("CorruptDockerOverlay2", "True", KopsVerdict.Degraded)]
    [InlineData("FrequentKubeletRestart", "Unknown", KopsVerdict.Healthy)]
    public void Conditions_of_others_are_read_by_what_they_name(string type, string status, KopsVerdict verdict) => Check(
        node =>
        {
            var conditions = node["status"]!["conditions"]!.AsArray();
            conditions.Remove(conditions.FirstOrDefault(condition => (string?)condition!["type"] == type));
            conditions.Add(new JsonObject { ["type"] = type, ["status"] = status, ["reason"] = "Some", ["message"] = "text" });
        },
        verdict,
        verdict == KopsVerdict.Healthy ? null : "NodeProblem");

    [Theory]
    [InlineData("v1.36.2", "v1.36.2", KopsVerdict.Healthy, null)]
    [InlineData("v1.35.0", "v1.36.2", KopsVerdict.Healthy, null)]
    [InlineData("v1.32.4", "v1.36.2", KopsVerdict.Degraded, "KubeletTooOld")]
    [InlineData("v1.33.4", "v1.36.2", KopsVerdict.Healthy, null)]
    [InlineData("v1.21.0", "v1.24.0", KopsVerdict.Degraded, "KubeletTooOld")]
    [InlineData("v1.37.0", "v1.36.2", KopsVerdict.Degraded, "KubeletTooNew")]
    [InlineData("v1.36.9", "v1.36.2", KopsVerdict.Healthy, null)]
    [InlineData("garbage", "v1.36.2", KopsVerdict.Healthy, null)]
    public void Versions_are_judged_by_the_skew_that_is_allowed(string kubelet, string server, KopsVerdict verdict, string? code)
    {
        var node = Node(changed => Info(changed)["kubeletVersion"] = kubelet);
        var peers = new NodePeers { IsWhole = true };
        peers.Count(node);
        Check(node, Evidence(Now.AddSeconds(-5), 40) with { Server = KubeletVersion.Parse(server) }, peers, verdict, code);
    }

    [Theory]
    [InlineData(true, "kops update cluster --yes, then kops rolling-update cluster --instance-group-roles control-plane")]
    [InlineData(false, "kops rolling-update cluster --instance-group-roles node")]
    public void What_to_do_about_an_old_kubelet_begins_with_the_control_plane(bool controlPlane, string remedy)
    {
        var node = Node(changed =>
        {
            Info(changed)["kubeletVersion"] = "v1.30.14";
            if (controlPlane)
            {
                changed["metadata"]!["labels"]!["node-role.kubernetes.io/control-plane"] = "";
            }
        });
        var finding = Assert.Single(NodeJudge.Judge(node, Evidence(Now.AddSeconds(-5), 40) with { Server = KubeletVersion.Parse("v1.36.2") }, Peers()).Findings);
        Assert.Equal("KubeletTooOld", finding.Code);
        Assert.StartsWith(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_plane_node_may_be_newer_than_the_server_that_answered()
    {
        var node = Node(changed =>
        {
            Info(changed)["kubeletVersion"] = "v1.37.0";
            changed["metadata"]!["labels"]!["node-role.kubernetes.io/control-plane"] = "";
        });
        Check(node, Evidence(Now.AddSeconds(-5), 40), Peers(), KopsVerdict.Healthy, null);
    }

    [Theory]
    [InlineData(1, 9, KopsVerdict.Degraded)]
    [InlineData(5, 5, KopsVerdict.Healthy)]
    [InlineData(9, 1, KopsVerdict.Healthy)]
    public void Only_what_an_update_left_behind_is_told_not_what_it_has_not_reached(int old, int fresh, KopsVerdict verdict)
    {
        var peers = new NodePeers { IsWhole = true };
        for (var n = 0; n < fresh; n++)
        {
            peers.Count(Node(changed => Info(changed)["kubeletVersion"] = "v1.36.2"));
        }

        for (var n = 0; n < old; n++)
        {
            peers.Count(Node(_ => { }));
        }

        Check(Node(_ => { }), Evidence(Now.AddSeconds(-5), 40), peers, verdict, verdict == KopsVerdict.Healthy ? null : "KubeletLeftBehind");
    }

    [Theory]
    [InlineData("v1.35.9", "NodeOddOneOut")]
    [InlineData("v1.34.5", null)]
    public void Another_patch_of_the_kubelet_than_its_group_has_is_worth_knowing(string version, string? code)
    {
        var peers = new NodePeers { IsWhole = true };
        var node = Node(changed => Info(changed)["kubeletVersion"] = version);
        peers.Count(node);
        for (var n = 0; n < 2; n++)
        {
            peers.Count(Node(_ => { }));
        }

        Check(node, Evidence(Now.AddSeconds(-5), 40), peers, KopsVerdict.Healthy, code);
    }

    [Theory]
    [InlineData("node.kubernetes.io/unreachable", KopsVerdict.Degraded, "NodeTaintLeftOver")]
    [InlineData("node.cloudprovider.kubernetes.io/uninitialized", KopsVerdict.Unhealthy, "NodeNeverInitialized")]
    [InlineData("node.cloudprovider.kubernetes.io/shutdown", KopsVerdict.Unhealthy, "NodeShutdown")]
    [InlineData("aws-node-termination-handler/spot-itn", KopsVerdict.Degraded, "NodeInterruption")]
    [InlineData("node.cilium.io/agent-not-ready", KopsVerdict.Degraded, "NodeAgentNotReady")]
    [InlineData("ToBeDeletedByClusterAutoscaler", KopsVerdict.Healthy, "NodeScaleDown")]
    [InlineData("dedicated", KopsVerdict.Healthy, null)]
    public void Taints_tell_what_keeps_pods_away(string key, KopsVerdict verdict, string? code) =>
        Check(node => Taint(node, key, Now.AddMinutes(-8)), verdict, code);

    [Theory]
    [InlineData("other", "NodeWithoutGroup")]
    [InlineData("karpenter.sh/nodepool", null)]
    public void Only_what_kops_makes_misses_its_instance_group(string label, string? code)
    {
        var peers = Peers();
        var node = Node(changed =>
        {
            var labels = changed["metadata"]!["labels"]!.AsObject();
            labels.Remove("kops.k8s.io/instancegroup");
            labels[label] = "default";
        });
        Check(node, Evidence(Now.AddSeconds(-5), 40), peers, KopsVerdict.Healthy, code);
    }

    [Fact]
    public void A_taint_that_is_about_to_go_is_no_fault() => Check(
        node =>
        {
            Taint(node, "node.kubernetes.io/not-ready", Now.AddSeconds(-90));
            Condition(node, "Ready")["lastTransitionTime"] = KubeRecordings.Time(Now.AddSeconds(-3));
        },
        KopsVerdict.Healthy);

    [Fact]
    public void A_node_that_never_posted_a_status_is_not_ready() =>
        Check(node => node["status"]!.AsObject().Remove("conditions"), KopsVerdict.Unhealthy, "NodeNotReady");

    [Fact]
    public void Not_ready_comes_before_what_follows_from_it()
    {
        var (_, findings, _) = NodeJudge.Judge(
            Node(node =>
            {
                Ready(node, "False", "PLEG is not healthy");
                node["spec"]!["unschedulable"] = true;
            }),
            Evidence(Now.AddSeconds(-5), 40),
            Peers());
        Assert.Equal(["NodeNotReady", "NodeCordoned"], findings.Select(finding => finding.Code));
        Assert.Equal("PLEG is not healthy", findings[0].Message);
    }

    private static void Check(Action<JsonObject> change, KopsVerdict verdict, string? code = null, DateTimeOffset? lease = default, int duration = 40)
    {
        var renewed = lease ?? (code == "NodeLeaseMissing" ? null : Now.AddSeconds(-5));
        Check(Node(change), Evidence(renewed, duration), Peers(), verdict, code);
    }

    private static void Check(NodeRow node, NodeEvidence evidence, NodePeers peers, KopsVerdict verdict, string? code)
    {
        var judged = NodeJudge.Judge(node, evidence, peers);
        Assert.Equal(code, judged.Findings.FirstOrDefault()?.Code);
        Assert.Equal(verdict, judged.Verdict);
    }

    private static NodeRow Node(Action<JsonObject> change)
    {
        var list = new JsonObject { ["items"] = new JsonArray(Recordings.Item("nodes", "i-01b7d3e9f8a246c5e")) };
        change(list["items"]![0]!.AsObject());
        return JsonSerializer.Deserialize(list.ToJsonString(), NodeJson.Default.Nodes)!.Items!.Single();
    }

    private static NodeEvidence Evidence(DateTimeOffset? renewed, int duration, DateTimeOffset? written = null)
    {
        var leases = new NodeLeases();
        if (renewed is not null)
        {
            leases.Add(
                new LeaseRow
                {
                    Metadata = new LeaseMetadata { Name = "i-01b7d3e9f8a246c5e", ManagedFields = written is null ? null : [new LeaseWrite { Time = written }] },
                    Spec = new LeaseSpec { RenewTime = renewed, LeaseDurationSeconds = duration },
                },
                Now);
        }

        return new NodeEvidence { Now = Now, Leases = leases, Server = KubeletVersion.Parse("v1.36.2") };
    }

    private static NodePeers Peers()
    {
        var peers = new NodePeers { IsWhole = true };
        peers.Count(Node(_ => { }));
        return peers;
    }

    private static JsonObject Info(JsonObject node) => node["status"]!["nodeInfo"]!.AsObject();

    private static JsonObject Condition(JsonObject node, string type) =>
        node["status"]!["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == type)!.AsObject();

    private static void Created(JsonObject node, DateTimeOffset time) => node["metadata"]!["creationTimestamp"] = KubeRecordings.Time(time);

    private static void Ready(JsonObject node, string status, string message)
    {
        Condition(node, "Ready")["status"] = status;
        Condition(node, "Ready")["message"] = message;
    }

    private static void Taint(JsonObject node, string key, DateTimeOffset added) => node["spec"]!["taints"] = new JsonArray(
        new JsonObject { ["key"] = key, ["effect"] = "NoSchedule", ["timeAdded"] = KubeRecordings.Time(added) });
}
