using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Observing;

public sealed class GetKopsLogTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = PlayedLogs.Start;

    private readonly ModuleHost _shell = new();
    private readonly TemporaryFolder _folder = new();
    private KubeApi _api = null!;
    private PlayedLogs _logs = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _logs = new PlayedLogs(_api);
        _logs.Put("web-0", [(Start, """{"level":"warn","msg":"slow"}"""), (Start.AddSeconds(2), "plain")]);
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder.Path, "config"));
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void A_line_is_an_object_that_leads_back_to_its_cluster()
    {
        var lines = Run("Get-KopsLog web-0 -Kubeconfig $k").Objects();

        Assert.Equal(2, lines.Count);
        Assert.Equal("warn", lines[0].Properties["Level"].Value);
        Assert.Equal("web-0/main", lines[0].Properties["Source"].Value);
        Assert.Equal(_kubeconfig, lines[0].Properties["Kubeconfig"].Value);
        Assert.Equal("prod.example.com", lines[0].Properties["ClusterName"].Value);
        Assert.Equal("slow", Run("(Get-KopsLog web-0 -Kubeconfig $k)[0].Fields.msg").Single().BaseObject);
        Assert.Equal("plain", Run("\"$((Get-KopsLog web-0 -Kubeconfig $k)[1])\"").Single().BaseObject);
    }

    [Fact]
    public void The_view_shows_time_source_and_the_whole_message()
    {
        _logs.Write("web-0", (Start.AddSeconds(3), string.Join(' ', Enumerable.Range(0, 60).Select(n => $"word{n}"))));

        var shown = _shell.Show("Get-KopsLog web-0 -Kubeconfig $k", ("k", _kubeconfig));

        Assert.Contains("2026-11-22 21:40:02.000", shown, StringComparison.Ordinal);
        Assert.Contains("web-0/main", shown, StringComparison.Ordinal);
        Assert.Contains("word59", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_the_pipeline_are_put_into_one_order()
    {
        _logs.Put("web-1", [(Start.AddSeconds(1), "between")]);

        Assert.Equal(["{\"level\":\"warn\",\"msg\":\"slow\"}", "between", "plain"], Run("'web-0', 'pod/store/web-1' | Get-KopsLog -Kubeconfig $k").Objects().Select(line => line.ToString()));
        Assert.Equal(3, Run("Get-KopsLog web-* -Namespace store -Kubeconfig $k").Objects().Count);
    }

    [Theory]
    [InlineData("Get-KopsLog web-1 -Kubeconfig $k", "KubernetesForbidden")]
    [InlineData("Get-KopsLog deploy/shop/nosuch -Kubeconfig $k", "KubernetesWorkloadNotFound")]
    [InlineData("Get-KopsLog nosuch -Kubeconfig $k", "KubernetesWorkloadNotFound")]
    [InlineData("Get-KopsLog pvc/data/scratch -Kubeconfig $k", "KubernetesWorkloadUnfit")]
    [InlineData("Get-KopsLog nosuch/web -Kubeconfig $k", "KubernetesWorkloadNameInvalid")]
    [InlineData("Get-KopsLog -Selector app=nosuch -Kubeconfig $k", "KubernetesLogNotFound")]
    [InlineData("Get-KopsLog -Selector 'app in' -Kubeconfig $k", "KubernetesSelectorInvalid")]
    [InlineData("Get-KopsLog web-0 -Container sidecar -Kubeconfig $k", "KubernetesLogNotFound")]
    public void What_cannot_be_read_is_an_error(string script, string id)
    {
        _logs.Put("web-1", []);
        _logs.Answer("web-1", _api.Recordings.Answer("log-forbidden"));

        Assert.Equal(id + ",KopsPS.Commands.GetKopsLogCommand", Run(script).SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Errors_come_after_the_lines_of_the_others()
    {
        _logs.Put("web-1", []);
        _logs.Answer("web-1", _api.Recordings.Answer("log-previous-missing"));

        var result = Run("Get-KopsLog -Selector app=web -Kubeconfig $k");

        Assert.Equal(2, result.Output.Count);
        Assert.Equal("store/web-1/main", result.SingleError().TargetObject);
    }

    [Theory]
    [InlineData("Get-KopsLog web-0 -Follow -Previous", "AmbiguousParameterSet")]
    [InlineData("Get-KopsLog web-0 -Duration 1m -Previous", "AmbiguousParameterSet")]
    [InlineData("Get-KopsLog web-0 -Selector app=web", "PositionalParameterNotFound")]
    [InlineData("Get-KopsLog web-0 -Tail -1", "ParameterArgumentValidationError")]
    [InlineData("Get-KopsLog web-0 -Since 5", "ParameterArgumentTransformationError")]
    [InlineData("Get-KopsLog web-0 -Since 5m -SinceTime 2026-11-22", "KubernetesLogSinceTwice")]
    public void Wrong_calls_are_refused_before_anything_is_asked(string script, string id)
    {
        Assert.StartsWith(id + ",", Run(script + " -Kubeconfig $k").AllErrors.Single().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void Following_ends_after_its_time()
    {
        var result = Run("Get-KopsLog -Selector app=web -Follow -Duration 2s -Kubeconfig $k -Verbose");

        Assert.Empty(result.AllErrors);
        Assert.Contains("The time is over.", result.Verbose);
    }

    [Fact]
    public void Whoever_has_enough_ends_it() =>
        Assert.Equal("done", Run("foreach ($x in 1) { Get-KopsLog -Selector app=web -Follow -Kubeconfig $k | ForEach-Object { break } }; 'done'").Single().BaseObject);

    [Fact]
    public async Task Stop_leaves_a_log_that_has_no_end()
    {
        using var script = _shell.Start("Get-KopsLog web-0 -Follow -Kubeconfig $k", ("k", _kubeconfig));
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => _logs.OpenStreams == 1, TimeSpan.FromMinutes(1))));

        Assert.True((await script.StopAsync()).Stopped);
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => _logs.OpenStreams == 0, TimeSpan.FromMinutes(1))));
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
