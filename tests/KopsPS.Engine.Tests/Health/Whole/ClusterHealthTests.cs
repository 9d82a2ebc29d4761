using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Whole;

/// <summary>The recorded cluster as a whole, whose faults are known, and what the API server may refuse of it.</summary>
public sealed class ClusterHealthTests(ClusterHealthTests.Recorded recorded) : IClassFixture<ClusterHealthTests.Recorded>
{
    /// <summary>What suffers from what, by the cluster's story: two nodes that are down, a metrics server that does not answer, a volume that cannot be made, …</summary>
    private static readonly Dictionary<string, string[]> Story = new()
    {
        ["Node/i-02f94c6a1d87be350"] =
        [
            "Component/cilium", "Component/ebs-csi-node", "Component/kube-proxy", "Component/kubelet", "Component/node-local-dns", "DaemonSet/kube-system/cilium",
            "DaemonSet/kube-system/ebs-csi-node", "DaemonSet/kube-system/node-local-dns", "DaemonSet/kube-system/node-problem-detector", "Pod/batch/worker-96fd7d9bb-qkgdv",
            "Pod/data/exporter-6c8796b59b-6q6dd", "Pod/data/postgres-0", "PodDisruptionBudget/data/postgres", "StatefulSet/data/postgres",
        ],
        ["Node/i-0b97e3d5ac1f42680"] =
        [
            "Component/cilium", "Component/cloud-controller-manager", "Component/ebs-csi-node", "Component/kube-proxy", "Component/kubelet", "Component/node-local-dns",
            "DaemonSet/kube-system/cilium", "DaemonSet/kube-system/node-local-dns", "DaemonSet/kube-system/node-problem-detector",
        ],
        ["Deployment/kube-system/metrics-server"] =
        [
            "APIService/v1beta1.metrics.k8s.io", "Component/metrics-api", "HorizontalPodAutoscaler/shop/web", "PodDisruptionBudget/kube-system/metrics-server",
            "Service/kube-system/metrics-server",
        ],
        ["PersistentVolumeClaim/data/data-postgres-2"] = ["PodDisruptionBudget/data/postgres", "StatefulSet/data/postgres"],
        ["Deployment/shop/recommender"] = ["Service/shop/recommender"],
        ["Service/shop/storefront"] = ["Component/cloud-controller-manager"],
    };

    [Fact]
    public void Each_fault_is_told_once_with_what_suffers_from_it()
    {
        var told = recorded.Ops.Problems.Where(problem => problem.Effects.Length > 0)
            .ToDictionary(problem => problem.ToString(), problem => problem.Effects.Select(effect => effect.ToString()).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(Story.Keys.Order(StringComparer.Ordinal), told.Keys.Order(StringComparer.Ordinal));
        foreach (var (fault, effects) in Story)
        {
            Assert.Equal(effects, told[fault]);
        }
    }

    [Fact]
    public void What_only_suffers_is_no_fault_of_its_own()
    {
        var suffering = Story.Values.SelectMany(effects => effects).ToHashSet();
        Assert.DoesNotContain(recorded.Ops.Problems, problem => suffering.Contains(problem.ToString()));
    }

    [Theory]
    [InlineData("error", KopsVerdict.Unhealthy)]
    [InlineData("warning", KopsVerdict.Degraded)]
    public void No_row_of_the_truth_is_lost(string level, KopsVerdict verdict)
    {
        var shown = recorded.Ops.Problems.Select(problem => (Name: problem.ToString(), problem.Verdict))
            .Concat(recorded.Ops.Problems.SelectMany(problem => problem.Effects).Select(effect => (Name: effect.ToString(), effect.Verdict)))
            .ToLookup(one => one.Name, one => one.Verdict);
        var rows = recorded.Truth.Where(row => row.Level == level).ToArray();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            Assert.Contains(verdict, shown[row.Namespace.Length == 0 ? $"{row.Kind}/{row.Name}" : $"{row.Kind}/{row.Namespace}/{row.Name}"]);
        }
    }

    [Fact]
    public void The_worst_comes_first_and_the_widest_among_equals()
    {
        Assert.Equal("Node/i-02f94c6a1d87be350", recorded.Ops.Problems[0].ToString());
        Assert.Equal(recorded.Ops.Problems.OrderByDescending(problem => problem.Verdict), recorded.Ops.Problems);
        Assert.Equal(KopsVerdict.Unhealthy, recorded.Ops.Verdict);
        Assert.StartsWith("prod.example.com: Unhealthy; 16 errors and 15 warnings in ", recorded.Ops.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', recorded.Ops.Summary);
    }

    [Fact]
    public void What_is_only_worth_knowing_is_a_note()
    {
        Assert.Contains(recorded.Ops.Notes, note => note.ToString() == "Node/i-0e7a4c9d3b5f81e62" && note.Findings[0].Code == "NodeCordoned");
        Assert.All(recorded.Ops.Notes, note => Assert.Equal(KopsVerdict.Healthy, note.Verdict));
    }

    [Fact]
    public void Counts_every_object_by_kind_and_verdict()
    {
        var nodes = recorded.Ops.Counts.Single(count => count.Kind == "Node");
        Assert.Equal((19, 11, 5, 3, 0), (nodes.Total, nodes.Healthy, nodes.Degraded, nodes.Unhealthy, nodes.NotChecked));
    }

    [Fact]
    public void A_reader_of_nodes_and_pods_is_told_what_it_does_not_see()
    {
        Assert.Equal(KopsVerdict.Unhealthy, recorded.Reader.Verdict);
        Assert.Contains(recorded.Reader.NotChecked, check => check.Code == "Deployment" && check.Reason.Contains("forbidden", StringComparison.Ordinal));
        Assert.Equal(recorded.Reader.NotChecked.Select(check => check.ToString()).Distinct(), recorded.Reader.NotChecked.Select(check => check.ToString()));
        var deployments = recorded.Reader.Counts.Single(count => count.Kind == "Deployment");
        Assert.Equal((0, 1), (deployments.Healthy, deployments.NotChecked));
        Assert.Contains(recorded.Reader.Problems.Single(problem => problem.Name == "i-02f94c6a1d87be350").Effects, effect => effect.ToString() == "Pod/kube-system/cilium-p2n5w");
    }

    [Theory]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    public async Task What_the_server_refuses_is_not_checked_and_the_rest_is_judged(int status, string reason)
    {
        await using var api = await KubeApi.StartAsync();
        api.When(request => request.Path == "/api/v1/nodes", KubeAnswer.Status(status, reason));
        var (health, unreachable) = await ClusterHealthFixture.ReadAsync(api);
        Assert.Null(unreachable);
        Assert.Contains(health.NotChecked, check => check.Code == "Node");
        Assert.Equal(1, health.Counts.Single(count => count.Kind == "Node").NotChecked);
        Assert.Contains(health.Problems, problem => problem.ToString() == "Deployment/shop/checkout");
    }

    [Fact]
    public async Task Where_all_is_refused_nothing_is_claimed()
    {
        await using var api = await KubeApi.StartAsync();
        api.When(_ => true, KubeAnswer.Status(403, "Forbidden"));
        var (health, _) = await ClusterHealthFixture.ReadAsync(api);
        Assert.Equal(KopsVerdict.NotChecked, health.Verdict);
        Assert.Empty(health.Problems);
        Assert.All(health.Counts, count => Assert.Equal(0, count.Healthy));
    }

    [Fact]
    public async Task An_api_server_that_is_away_is_the_only_fault()
    {
        var api = await KubeApi.StartAsync();
        await api.DisposeAsync();
        var (health, unreachable) = await ClusterHealthFixture.ReadAsync(api);
        Assert.Equal("KubernetesApiUnreachable", unreachable!.Id);
        Assert.Equal("ApiServerUnreachable", Assert.Single(health.Problems).Findings[0].Code);
        Assert.Equal(KopsVerdict.Unhealthy, health.Verdict);
    }

    [Fact]
    public async Task A_missing_identity_is_a_fault()
    {
        await using var api = await KubeApi.StartAsync();
        var fault = await Assert.ThrowsAsync<KopsException>(() => ClusterHealthFixture.ReadAsync(api, "none"));
        Assert.Equal("KubernetesUnauthorized", fault.Id);
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to()
    {
        await using var api = await KubeApi.StartAsync();
        using var stop = new CancellationTokenSource();
        api.When(
            request =>
            {
                if (request.Path == "/apis/apps/v1/deployments")
                {
                    stop.Cancel();
                }

                return false;
            },
            KubeAnswer.Status(500, "none"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ClusterHealthFixture.ReadAsync(api, cancellationToken: stop.Token));
    }

    [Fact]
    public async Task What_is_left_out_is_neither_shown_nor_missed()
    {
        await using var api = await KubeApi.StartAsync();
        var (health, _) = await ClusterHealthFixture.ReadAsync(
            api, query: ClusterHealthFixture.Query with { Excluded = code => code is "MemoryPressure" or "CertificateSigningRequest" });
        Assert.DoesNotContain(health.Problems, problem => problem.Name == "i-047ad2c8e5b1936f0");
        Assert.DoesNotContain(health.NotChecked, check => check.Code == "CertificateSigningRequest");
        Assert.DoesNotContain(health.Counts, count => count.Kind == "CertificateSigningRequest");
    }

    [Fact]
    public void The_table_has_the_summary_every_fault_and_some_of_what_suffers()
    {
        var lines = recorded.Ops.ToTable(100).Split('\n');
        Assert.Equal("   " + recorded.Ops.Summary, lines[0]);
        Assert.All(lines.Skip(1), line => Assert.InRange(line.Length, 0, 99));
        Assert.Contains(lines, line => line.Contains("> and 9 more", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Degraded ", StringComparison.Ordinal) && line.Contains("MemoryPressure", StringComparison.Ordinal));
        Assert.Contains(lines, line => line == $"Not checked: {recorded.Ops.NotChecked.Length}");
    }

    /// <summary>The cluster as its administrator and as a reader see it.</summary>
    public sealed class Recorded : IAsyncLifetime
    {
        public KopsHealth Ops { get; private set; } = null!;

        public KopsHealth Reader { get; private set; } = null!;

        public (string Kind, string Namespace, string Name, string Level)[] Truth { get; private set; } = [];

        public async Task InitializeAsync()
        {
            await using var api = await KubeApi.StartAsync();
            Ops = (await ClusterHealthFixture.ReadAsync(api)).Health;
            Reader = (await ClusterHealthFixture.ReadAsync(api, "health")).Health;

            // Workloads have lists of their own in the recording; the truth's names of parts are not ours.
            Truth = [.. api.Recordings.TruthWithout("Component", "Lease", "APIService", "Namespace", "Cluster", "CSR").Select(row => (row.Kind, row.Namespace, row.Name, row.Level))];
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
