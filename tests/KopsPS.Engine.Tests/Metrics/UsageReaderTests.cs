using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Metrics;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Metrics;

public sealed class UsageReaderTests : IAsyncLifetime
{
    private const string Node = "i-01b7d3e9f8a246c5e";

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));
    private readonly RecordingFeedback _feedback = new();
    private KubeApi _api = null!;
    private KubeClient _client = null!;

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        _client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Nodes_show_what_they_use_of_what_pods_may_have()
    {
        _api.When("/apis/metrics.k8s.io/v1beta1/nodes", KubeAnswer.Status(200, PlayedMetrics.Nodes));

        var node = Assert.Single(await new UsageReader(_client, null, _feedback).NodesAsync(_stop.Token));

        var allocatable = _api.Recordings.Item("nodes", Node)["status"]!["allocatable"]!;
        Assert.Equal(("Node", Node, 0.523456789, 2048L * 1024 * 1024), (node.Kind, node.Name, node.Cpu, node.Memory));
        Assert.Equal("4", (string?)allocatable["cpu"]);
        Assert.Equal(100 * 0.523456789 / 4, node.CpuPercent!.Value, 9);
        Assert.InRange(node.MemoryPercent!.Value, 1, 99);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 21, 46, 40, TimeSpan.Zero), node.Time);
        Assert.Equal(TimeSpan.FromSeconds(20.031), node.Window);
        Assert.Equal(_client.Context.Source, node.Kubeconfig);
    }

    [Fact]
    public async Task Nodes_that_may_not_be_read_have_no_percent()
    {
        _api.When("/apis/metrics.k8s.io/v1beta1/nodes", KubeAnswer.Status(200, PlayedMetrics.Nodes));
        _api.When("/api/v1/nodes", _api.Recordings.Answer("error-403-secrets"));

        var node = Assert.Single(await new UsageReader(_client, null, _feedback).NodesAsync(_stop.Token));

        Assert.NotNull(node.Cpu);
        Assert.Null(node.CpuPercent);
    }

    [Fact]
    public async Task Pods_are_the_sum_of_their_containers()
    {
        _api.When("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", KubeAnswer.Status(200, PlayedMetrics.Pods));

        var pods = await new UsageReader(_client, null, _feedback).PodsAsync("shop", "app=web", _stop.Token);

        Assert.Equal("app=web", _api.Requests[^1].Query["labelSelector"]);
        Assert.Equal(["recommender-9ff74ff87-6z5qw", "web-8bd5fb94f-4svd9"], pods.Select(pod => pod.Name));
        Assert.Equal(0.101, pods[0].Cpu!.Value, 9);
        Assert.Equal((500 + 12) * 1024L * 1024, pods[0].Memory);
        Assert.Equal([("recommender", 0.1), ("envoy", 0.001)], pods[0].Containers.Select(container => (container.Name, container.Cpu!.Value)));
    }

    [Theory]
    [InlineData("metrics-nodes", "KubernetesMetricsUnavailable")]
    [InlineData("error-404-path", "KubernetesMetricsNotInstalled")]
    [InlineData("error-403-metrics", "KubernetesForbidden")]
    public async Task Without_the_metrics_API_it_says_so_and_what_else_to_ask(string slug, string id)
    {
        _api.When("/apis/metrics.k8s.io/", _api.Recordings.Answer(slug));

        var fault = await Assert.ThrowsAsync<KopsException>(() => new UsageReader(_client, null, _feedback).NodesAsync(_stop.Token));

        Assert.Equal(id, fault.Id);
        Assert.Equal(id.Contains("Metrics", StringComparison.Ordinal), fault.RecommendedAction?.Contains("-Summary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kubelet_tells_disks_volumes_and_network_as_well()
    {
        _api.When($"/api/v1/nodes/{Node}/proxy/stats/summary", KubeAnswer.Status(200, PlayedMetrics.Summary));

        var all = await new UsageReader(_client, "named", _feedback).SummaryAsync(Node, _stop.Token);

        var (node, pod) = (all[0], all[1]);
        Assert.Equal(2, all.Count);
        Assert.Equal(("Node", 0.5, 1_500_000_000L, 25.0, 900L, 800L), (node.Kind, node.Cpu, node.Memory, node.StoragePercent, node.Received, node.Sent));
        Assert.NotNull(node.CpuPercent);
        Assert.Equal(("Pod", "data", "kafka-0", Node, "named"), (pod.Kind, pod.Namespace, pod.Name, pod.Node, pod.ClusterName));
        var volume = Assert.Single(pod.Volumes);
        Assert.Equal(("data", "data-kafka-0", 90.0), (volume.Name, volume.Claim, volume.UsedPercent));
        Assert.Null(Assert.Single(pod.Containers).Cpu);
    }

    [Fact]
    public async Task A_kubelet_that_cannot_be_reached_is_a_fault()
    {
        _api.When($"/api/v1/nodes/{Node}/proxy/", _api.Recordings.Answer("error-node-proxy-lost"));

        var faults = new[]
        {
            await Assert.ThrowsAsync<KopsException>(() => new UsageReader(_client, null, _feedback).SummaryAsync(Node, _stop.Token)),
            await Assert.ThrowsAsync<KopsException>(() => ReadAsync(MetricTarget.Kubelet(Node, ""))),
        };

        Assert.All(faults, fault => Assert.Equal(("KubernetesMetricsUnreachable", "kubelet/" + Node), (fault.Id, fault.Target)));
    }

    [Fact]
    public async Task The_API_servers_own_failure_is_its_own()
    {
        _api.When("/metrics", KubeAnswer.Status(500, "no", "text/plain"));

        Assert.Equal("KubernetesServerFailed", (await Assert.ThrowsAsync<KopsException>(() => ReadAsync(MetricTarget.ApiServer))).Id);
    }

    [Fact]
    public async Task A_page_is_read_to_its_end()
    {
        _api.When("/metrics", KubeAnswer.Status(200, PlayedMetrics.Page, "text/plain; version=0.0.4"));

        var metrics = await ReadAsync(MetricTarget.ApiServer);

        Assert.Equal(["apiserver_request_duration_seconds", "http_requests_total", "last"], metrics.Select(metric => metric.Name));
        Assert.All(metrics, metric => Assert.Equal(("apiserver", _client.Context.Name), (metric.Source, metric.Context)));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("1 lines of apiserver", StringComparison.Ordinal) && warning.Contains("broken{", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html><body>hello</body></html>\n", false)]
    [InlineData("up 1\nup{", true)]
    public async Task What_is_no_page_of_metrics_or_breaks_off_is_a_fault(string body, bool breaks)
    {
        _api.When("/api/v1/namespaces/shop/services/https:web:http/proxy/actuator/prometheus", breaks
            ? KubeAnswer.From(async context =>
            {
                await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
                await context.Response.Body.FlushAsync();
                throw new IOException("cut");
            })
            : KubeAnswer.Status(200, body, "text/html"));

        var fault = await Assert.ThrowsAsync<KopsException>(() => ReadAsync(MetricTarget.Port("services", "shop", "web", "http", "/actuator/prometheus", https: true)));

        Assert.Equal("KubernetesMetricsUnreadable", fault.Id);
        Assert.Equal("svc/shop/web:http", fault.Target);
    }

    [Fact]
    public async Task An_empty_page_has_no_metrics()
    {
        _api.When($"/api/v1/nodes/{Node}/proxy/metrics/cadvisor", KubeAnswer.Status(200, "", "text/plain"));

        Assert.Empty(await ReadAsync(MetricTarget.Kubelet(Node, "cadvisor")));
    }

    private async Task<List<KopsMetric>> ReadAsync(MetricTarget target)
    {
        var metrics = new List<KopsMetric>();
        await foreach (var metric in new MetricReader(_client, null, _feedback).ReadAsync(target, null, _stop.Token))
        {
            metrics.Add(metric);
        }

        return metrics;
    }
}
