using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Observing;

public sealed class GetKopsMetricTests : IAsyncLifetime
{
    private const string Node = "i-01b7d3e9f8a246c5e";

    private readonly ModuleHost _shell = new();
    private readonly TemporaryFolder _folder = new();
    private KubeApi _api = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _api.When("/apis/metrics.k8s.io/v1beta1/nodes", KubeAnswer.Status(200, PlayedMetrics.Nodes));
        _api.When("/apis/metrics.k8s.io/v1beta1/pods", KubeAnswer.Status(200, PlayedMetrics.Pods));
        _api.When("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", KubeAnswer.Status(200, PlayedMetrics.Pods));
        _api.When($"/api/v1/nodes/{Node}/proxy/stats/summary", KubeAnswer.Status(200, PlayedMetrics.Summary));
        _api.When(request => request.Path.Contains("/proxy/metrics", StringComparison.Ordinal) || request.Path == "/metrics", KubeAnswer.Status(200, PlayedMetrics.Page, "text/plain"));
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder.Path, "config"));
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Without_more_it_shows_what_the_nodes_use()
    {
        var node = Run("Get-KopsMetric -Kubeconfig $k").Single();

        Assert.Equal(Node, node.Properties["Name"].Value);
        Assert.Equal(2048.0, node.Properties["MemoryMiB"].Value);
        Assert.Equal("prod.example.com", node.Properties["ClusterName"].Value);
        var shown = _shell.Show("Get-KopsMetric -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Matches($@"Node\s+{Node}\s+523\s+13\s+2048", shown);
    }

    [Fact]
    public void Pods_are_chosen_by_name_namespace_and_pattern()
    {
        Assert.Equal(2, Run("Get-KopsMetric -Pod * -Kubeconfig $k").Objects().Count);
        Assert.Equal(2, Run("Get-KopsMetric -Pod * -Namespace shop -Kubeconfig $k").Objects().Count);
        Assert.Equal("Pod/shop/web-8bd5fb94f-4svd9", Run("Get-KopsMetric -Pod shop/web-* -Kubeconfig $k").Single().ToString());
        Assert.Equal("KubernetesMetricsMissing,KopsPS.Commands.GetKopsMetricCommand", Run("Get-KopsMetric -Pod shop/nosuch -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Nodes_are_piped_in()
    {
        var all = Run("Get-KopsNodeHealth i-01b7* -Kubeconfig $k | Get-KopsMetric -Summary").Objects();

        Assert.Equal(["Node", "Pod"], all.Select(usage => usage.Properties["Kind"].Value));
        Assert.Equal(_kubeconfig, all[0].Properties["Kubeconfig"].Value);
    }

    [Theory]
    [InlineData("-ApiServer", "/metrics", "apiserver")]
    [InlineData("-Node i-01b7d3e9f8a246c5e -Kubelet Metrics", "/api/v1/nodes/i-01b7d3e9f8a246c5e/proxy/metrics", "kubelet/i-01b7d3e9f8a246c5e")]
    [InlineData("i-01b7* -Kubelet cadvisor", "/api/v1/nodes/i-01b7d3e9f8a246c5e/proxy/metrics/cadvisor", "cadvisor/i-01b7d3e9f8a246c5e")]
    [InlineData("-Pod shop/web-0 -Port 9090", "/api/v1/namespaces/shop/pods/web-0:9090/proxy/metrics", "pod/shop/web-0:9090")]
    [InlineData("-Service web -Namespace shop -Port http -Scheme Https -Path metrics/all", "/api/v1/namespaces/shop/services/https:web:http/proxy/metrics/all", "svc/shop/web:http")]
    public void Metrics_come_from_any_component(string parameters, string path, string source)
    {
        var metrics = Run($"Get-KopsMetric {parameters} -Kubeconfig $k -WarningAction SilentlyContinue").Objects();

        Assert.Equal(path, _api.Requests[^1].Path);
        Assert.Equal(3, metrics.Count);
        Assert.All(metrics, metric => Assert.Equal(source, metric.Properties["Source"].Value));
    }

    [Fact]
    public void Metrics_are_chosen_by_name_and_label()
    {
        Assert.Equal("http_requests_total{code=\"503\"} 7", Run("Get-KopsMetric -ApiServer -Name http_*, nosuch -Label @{ code = '5*' } -Kubeconfig $k").Single().ToString());
        Assert.Empty(Run("Get-KopsMetric -ApiServer -Label @{ code = '4*' } -Kubeconfig $k").Objects());
        Assert.Equal(0.46, (double)Run("(Get-KopsMetric -ApiServer -Name apiserver_request_duration_seconds -Kubeconfig $k).Quantile(0.99)").Single().BaseObject, 9);
    }

    [Fact]
    public void What_one_cannot_tell_does_not_keep_the_others()
    {
        var result = Run("Get-KopsMetric i-01b7d3e9f8a246c5e, i-02f94c6a1d87be350 -Summary -Kubeconfig $k");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal("KubernetesNotFound,KopsPS.Commands.GetKopsMetricCommand", result.SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public async Task Without_a_metrics_server_it_says_so()
    {
        await using var api = await KubeApi.StartAsync();
        api.When("/apis/metrics.k8s.io/", api.Recordings.Answer("error-404-path"));
        api.When("/apis/metrics.k8s.io/", api.Recordings.Answer("metrics-nodes"));
        var other = api.WriteKubeconfig(Path.Combine(_folder.Path, "other"));

        var error = _shell.Run("Get-KopsMetric -Kubeconfig $k", ("k", other)).SingleError();

        Assert.Equal("KubernetesMetricsNotInstalled,KopsPS.Commands.GetKopsMetricCommand", error.FullyQualifiedErrorId);
        Assert.Contains("metricsServer", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Summary -ApiServer", "AmbiguousParameterSet")]
    [InlineData("-Pod web -Service web -Port 1", "AmbiguousParameterSet")]
    [InlineData("-Node i-1 -Port 9090", "AmbiguousParameterSet")]
    [InlineData("-Node i-1 -Name up", "MissingMandatoryParameter")]
    [InlineData("-ApiServer -Namespace shop", "AmbiguousParameterSet")]
    [InlineData("-Node i-1 -Kubelet Nosuch", "ParameterArgumentValidationError")]
    [InlineData("-Pod web -Port 9090", "KubernetesNamespaceNotNamed")]
    [InlineData("-Pod deploy/shop/web", "KubernetesWorkloadNameInvalid")]
    [InlineData("-Pod * -Selector 'app in'", "KubernetesSelectorInvalid")]
    public void Wrong_calls_are_refused_before_anything_is_asked(string parameters, string id)
    {
        Assert.StartsWith(id + ",", Run($"Get-KopsMetric {parameters} -Kubeconfig $k").AllErrors.Single().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_api.Requests);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
