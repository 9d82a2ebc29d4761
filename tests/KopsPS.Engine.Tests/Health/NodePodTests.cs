using System.Text.Json.Nodes;
using KopsPS.Engine.Health;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health;

/// <summary>Faults that only what runs on a node shows; each is put into the recorded cluster by hand.</summary>
public class NodePodTests
{
    private const string Pods = "/api/v1/pods";
    private const string Sound = "i-01b7d3e9f8a246c5e";

    [Fact]
    public async Task A_network_agent_that_is_missing_on_one_node_is_an_error_and_a_DNS_cache_a_warning()
    {
        await using var api = await KubeApi.StartAsync();
        api.Remove(Pods, AgentOn(api, "cilium", Sound));
        api.Remove(Pods, AgentOn(api, "node-local-dns", "i-0314f6b8e9d7c2a5b"));
        var nodes = await ReadAsync(api);
        Check(nodes[Sound], KopsVerdict.Unhealthy, NodeCode.NodeAgentMissing, "cilium");
        Check(nodes["i-0314f6b8e9d7c2a5b"], KopsVerdict.Degraded, NodeCode.NodeAgentMissing, "node-local-dns");
    }

    [Fact]
    public async Task An_agent_that_fails_is_told_with_its_reason()
    {
        await using var api = await KubeApi.StartAsync();
        var name = AgentOn(api, "ebs-csi-node", Sound);
        var pod = api.Recordings.Item("pods", name);
        Unready(pod, "CrashLoopBackOff");
        api.Put(Pods, pod);
        Check((await ReadAsync(api))[Sound], KopsVerdict.Degraded, NodeCode.NodeAgentFailing, $"ebs-csi-node (storage) does not work here: {name}: CrashLoopBackOff");
    }

    [Fact]
    public async Task An_agent_that_has_just_started_is_no_fault()
    {
        await using var api = await KubeApi.StartAsync();
        var pod = api.Recordings.Item("pods", AgentOn(api, "cilium", Sound));
        Unready(pod, "ContainerCreating");
        pod["metadata"]!["creationTimestamp"] = KubeRecordings.Time(KubeRecordings.Now.AddSeconds(-40));
        api.Put(Pods, pod);
        Assert.Equal(KopsVerdict.Healthy, (await ReadAsync(api))[Sound].Verdict);
    }

    [Fact]
    public async Task Many_pods_of_different_owners_that_crash_on_one_node_are_its_matter()
    {
        await using var api = await KubeApi.StartAsync();
        for (var n = 0; n < 4; n++)
        {
            var pod = Plain(api, $"crash-{n}", Sound);
            pod["status"]!["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["restartCount"] = 9,
                ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff" } },
            });
            api.Put(Pods, pod);
        }

        Check((await ReadAsync(api))[Sound], KopsVerdict.Degraded, NodeCode.NodePodsCrashing, "4 pods in CrashLoopBackOff: shop/crash-0");
    }

    [Fact]
    public async Task Kills_and_restarts_count_while_they_are_fresh()
    {
        await using var api = await KubeApi.StartAsync();
        Put("fresh", KubeRecordings.Now.AddMinutes(-2));
        Put("stale", KubeRecordings.Now.AddHours(-3));
        var findings = (await ReadAsync(api))[Sound].Findings;
        Assert.Contains("shop/fresh", findings.Single(finding => finding.Code == NodeCode.NodePodsOutOfMemory).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(findings, finding => finding.Message.Contains("stale", StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Equal(KopsSeverity.Info, finding.Severity));

        void Put(string name, DateTimeOffset ended)
        {
            var pod = Plain(api, name, Sound);
            pod["status"]!["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["restartCount"] = 2,
                ["state"] = new JsonObject { ["running"] = new JsonObject() },
                ["lastState"] = new JsonObject { ["terminated"] = new JsonObject { ["reason"] = "OOMKilled", ["finishedAt"] = KubeRecordings.Time(ended) } },
            });
            api.Put(Pods, pod);
        }
    }

    [Fact]
    public async Task Requests_limits_and_numbers_are_held_against_what_the_node_has()
    {
        await using var api = await KubeApi.StartAsync();
        var pod = Plain(api, "big", Sound);
        pod["spec"]!["containers"] = new JsonArray(new JsonObject
        {
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = "3900m", ["memory"] = "1Gi" },
                ["limits"] = new JsonObject { ["memory"] = "40Gi" },
            },
        });
        api.Put(Pods, pod);
        var node = api.Recordings.Item("nodes", Sound);
        node["status"]!["allocatable"]!["pods"] = "5";
        api.Put("/api/v1/nodes", node);
        var found = (await ReadAsync(api))[Sound];
        Check(found, KopsVerdict.Degraded, NodeCode.NodePodsNearLimit, "of 5 pods");
        Assert.Contains(found.Findings, finding => finding.Code == NodeCode.NodeRequestsHigh && finding.Severity == KopsSeverity.Info);
        Assert.Contains(found.Findings, finding => finding.Code == NodeCode.NodeLimitsHigh);
    }

    [Theory]
    [InlineData(-364, KopsVerdict.Healthy)]
    [InlineData(-366, KopsVerdict.Degraded)]
    [InlineData(-426, KopsVerdict.Unhealthy)]
    public async Task Certificates_age_with_their_node(int days, KopsVerdict verdict)
    {
        await using var api = await KubeApi.StartAsync();
        var node = api.Recordings.Item("nodes", Sound);
        node["metadata"]!["creationTimestamp"] = KubeRecordings.Time(KubeRecordings.Now.AddDays(days));
        api.Put("/api/v1/nodes", node);
        var found = (await NodeHealthFixture.ReadAsync(api))[Sound];
        Assert.Equal(verdict, found.Verdict);
        Assert.Equal(verdict != KopsVerdict.Healthy, found.Findings.Any(finding => finding.Code == NodeCode.NodeCertificateOld));
    }

    [Fact]
    public async Task What_is_excluded_is_neither_found_nor_judged()
    {
        await using var api = await KubeApi.StartAsync();
        var nodes = await NodeHealthFixture.ReadAsync(api, query: new NodeHealthQuery { Excluded = code => code == NodeCode.MemoryPressure });
        Assert.Equal(KopsVerdict.Healthy, nodes["i-047ad2c8e5b1936f0"].Verdict);
        Assert.Equal(KopsVerdict.Degraded, nodes["i-078fe1c4a3d65b92d"].Verdict);
    }

    private static Task<Dictionary<string, KopsNodeHealth>> ReadAsync(KubeApi api) =>
        NodeHealthFixture.ReadAsync(api, query: new NodeHealthQuery { IncludePod = true });

    private static void Check(KopsNodeHealth node, KopsVerdict verdict, string code, string text)
    {
        Assert.Equal(verdict, node.Verdict);
        Assert.Equal(code, node.Findings[0].Code);
        Assert.Contains(text, node.Findings[0].Message, StringComparison.Ordinal);
    }

    private static string AgentOn(KubeApi api, string agent, string node) => api.Recordings.NameOfAgent(agent, node);

    private static void Unready(JsonObject pod, string reason)
    {
        foreach (var condition in pod["status"]!["conditions"]!.AsArray().Where(condition => (string?)condition!["type"] == "Ready"))
        {
            condition!["status"] = "False";
        }

        pod["status"]!["containerStatuses"]![0]!["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = reason } };
    }

    private static JsonObject Plain(KubeApi api, string name, string node)
    {
        var pod = api.Recordings.Item("pods", "web-8bd5fb94f-4svd9");
        pod["metadata"]!["name"] = name;
        pod["metadata"]!.AsObject().Remove("ownerReferences");
        pod["spec"]!["nodeName"] = node;
        return pod;
    }
}
