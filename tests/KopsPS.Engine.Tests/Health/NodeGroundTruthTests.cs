using KopsPS.Engine.Health;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health;

/// <summary>Every node of the recorded cluster, whose faults are known.</summary>
public class NodeGroundTruthTests
{
    /// <summary>The cause of each row by our own code; no other finding may be worse.</summary>
    private static readonly Dictionary<string, string> Causes = new()
    {
        ["i-02f94c6a1d87be350"] = "NodeNotReady",
        ["i-0b97e3d5ac1f42680"] = "NodeNeverInitialized",
        ["i-047ad2c8e5b1936f0"] = "MemoryPressure",
        ["i-078fe1c4a3d65b92d"] = "DiskPressure",
        ["i-08b3a6d7c2e94f51a"] = "PIDPressure",
        ["i-0d16e9a8b7c3f524d"] = "NetworkUnavailable",
        ["i-05c1e8f3b697d2a4c"] = "NodeProblem",
        ["i-0e7a4c9d3b5f81e62"] = "NodeCordoned",
        ["i-03e58d2a7c41b9f60"] = "NodeScheduledForUpdate",
        ["i-09e47c5b8d1fa3026"] = "KubeletLeftBehind",
        ["i-0528c7e1a9f3d6b4e"] = "NodeOddOneOut",
    };

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (name, level, _) in new KubeRecordings().Truth("Node"))
        {
            rows.Add(name, level);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Judges_as_the_truth_says(string name, string level) => CheckAsync("ops", name, level);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Judges_the_same_with_the_rights_of_a_reader(string name, string level) => CheckAsync("health", name, level);

    [Fact]
    public void The_truth_has_all_recorded_nodes() => Assert.Equal(19, Rows().Count);

    [Fact]
    public async Task Says_what_each_node_is()
    {
        await using var api = await KubeApi.StartAsync();
        var nodes = await NodeHealthFixture.ReadAsync(api);
        var worker = nodes["i-02f94c6a1d87be350"];
        Assert.Equal("node", worker.Role);
        Assert.Equal("nodes-us-east-1a", worker.InstanceGroup);
        Assert.Equal("us-east-1a", worker.Zone);
        Assert.Equal("v1.35.5", worker.Version);
        Assert.Equal("i-02f94c6a1d87be350", worker.InstanceId);
        Assert.Equal("Unknown", worker.Ready);
        Assert.Equal("prod.example.com", worker.ClusterName);
        Assert.Equal("prod.example.com", worker.Context);

        // Ready turned Unknown at 21:35:51, the server says 21:46:56.
        Assert.Equal(TimeSpan.FromSeconds(665), worker.Since);
        Assert.Equal("control-plane", nodes["i-0a1c4e7b92d35f801"].Role);
        Assert.Null(nodes["i-0b97e3d5ac1f42680"].Role);
        Assert.Null(nodes["i-0b97e3d5ac1f42680"].InstanceGroup);
    }

    [Fact]
    public async Task Without_the_right_to_read_leases_nothing_is_claimed_of_them()
    {
        await using var api = await KubeApi.StartAsync();
        api.Rights["narrow"] = ["nodes"];
        var nodes = await NodeHealthFixture.ReadAsync(api, "narrow");
        Assert.All(nodes.Values, node => Assert.Contains(node.NotChecked, skipped => skipped.Code == "NodeLease" && skipped.Reason.Contains("forbidden", StringComparison.Ordinal)));
        Assert.Equal(KopsVerdict.Unhealthy, nodes["i-02f94c6a1d87be350"].Verdict);
        Assert.Equal(KopsVerdict.Healthy, nodes["i-01b7d3e9f8a246c5e"].Verdict);
    }

    [Fact]
    public async Task Without_leases_and_without_a_clock_ready_proves_nothing()
    {
        await using var api = await KubeApi.StartAsync();
        api.Rights["narrow"] = ["nodes"];
        api.Clock = () => null;
        var nodes = await NodeHealthFixture.ReadAsync(api, "narrow");
        Assert.Equal(KopsVerdict.NotChecked, nodes["i-01b7d3e9f8a246c5e"].Verdict);
        Assert.Equal(KopsVerdict.Unhealthy, nodes["i-02f94c6a1d87be350"].Verdict);
        Assert.Null(nodes["i-01b7d3e9f8a246c5e"].Age);
    }

    [Theory]
    [InlineData("ops")]
    [InlineData("health")]
    public async Task What_runs_on_the_nodes_makes_no_false_alarm(string user)
    {
        await using var api = await KubeApi.StartAsync();
        var nodes = await NodeHealthFixture.ReadAsync(api, user, new NodeHealthQuery { IncludePod = true });
        var truth = Rows().ToDictionary(row => (string)row[0], row => (string)row[1]);
        Assert.All(nodes.Values, node => Assert.Equal((node.Name, NodeHealthFixture.VerdictOf(truth[node.Name])), (node.Name, node.Verdict)));
        Assert.All(nodes.Values, node => Assert.Empty(node.NotChecked));

        // What there is to tell is told all the same: the node that ran out of memory, and the pods that crash.
        Assert.Contains(nodes["i-047ad2c8e5b1936f0"].Findings, finding => finding.Code == NodeCode.NodeOutOfMemory);
        Assert.Equal(
            CrashingNodes(api), nodes.Values.Where(node => node.Findings.Any(finding => finding.Code == NodeCode.NodePodsCrashing)).Select(node => node.Name).Order());
    }

    [Fact]
    public async Task Without_the_right_to_read_pods_nothing_is_claimed_of_them()
    {
        await using var api = await KubeApi.StartAsync();
        api.Rights["narrow"] = ["nodes", "leases"];
        var nodes = await NodeHealthFixture.ReadAsync(api, "narrow", new NodeHealthQuery { IncludePod = true });
        Assert.All(nodes.Values, node => Assert.Equal([NodeCode.NodePod, NodeCode.NodeEvent], node.NotChecked.Select(skipped => skipped.Code)));
        Assert.Equal(KopsVerdict.Healthy, nodes["i-01b7d3e9f8a246c5e"].Verdict);
    }

    private static IEnumerable<string> CrashingNodes(KubeApi api) => System.Text.Json.Nodes.JsonNode.Parse(api.Recordings.Text("pods"))!["items"]!.AsArray()
        .Where(pod => pod!["status"]!.ToJsonString().Contains("\"reason\":\"CrashLoopBackOff\"", StringComparison.Ordinal))
        .Select(pod => (string)pod!["spec"]!["nodeName"]!).Distinct().Order();

    private static async Task CheckAsync(string user, string name, string level)
    {
        await using var api = await KubeApi.StartAsync();
        var node = (await NodeHealthFixture.ReadAsync(api, user))[name];
        Assert.Equal(NodeHealthFixture.VerdictOf(level), node.Verdict);
        Assert.Empty(node.NotChecked);
        if (level == "ok")
        {
            Assert.Empty(node.Findings);
        }
        else
        {
            Assert.Equal(Causes[name], node.Findings[0].Code);
            Assert.Equal(level, node.Findings[0].Severity.ToString().ToLowerInvariant());
        }
    }
}
