using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Health;

public sealed class WatchKopsClusterTests : IAsyncLifetime
{
    private const string Nodes = "/api/v1/nodes";
    private const string Sound = "i-01b7d3e9f8a246c5e";

    private readonly ModuleHost _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kopsps-").FullName;
    private KubeApi _api = null!;
    private string _kubeconfig = "";

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync();
        _kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "config"));
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Begins_with_what_is_there_where_that_is_wanted()
    {
        using var script = _shell.Start("Watch-KopsCluster -Kubeconfig $k -Kind Node -IncludeExisting", ("k", _kubeconfig));
        await script.OutputAsync(19);
        var changes = (await script.StopAsync()).Output;
        Assert.Equal(19, changes.Count);
        var lost = changes.Single(change => (string)change.Properties["Name"].Value == "i-02f94c6a1d87be350");
        Assert.Equal("Added", lost.Properties["Change"].Value.ToString());
        Assert.Equal("Unhealthy", lost.Properties["Verdict"].Value.ToString());
        Assert.StartsWith("NodeNotReady", lost.Properties["Finding"].Value.ToString(), StringComparison.Ordinal);
        Assert.Equal("prod.example.com", lost.Properties["ClusterName"].Value);
        Assert.Equal(_kubeconfig, lost.Properties["Kubeconfig"].Value);
    }

    [Fact]
    public async Task Tells_what_changes_until_it_is_stopped_and_leaves_nothing_open()
    {
        // Told while the watch is open: a node turns bad, then is touched without any change in its health.
        var watched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When(
            request => request.Query.ContainsKey("watch"),
            KubeAnswer.From(async context =>
            {
                var node = _api.Recordings.Item("nodes", Sound);
                foreach (var condition in node["status"]!["conditions"]!.AsArray().Where(condition => (string?)condition!["type"] == "Ready"))
                {
                    condition!["status"] = "False";
                    condition["message"] = "PLEG is not healthy";
                }

                _api.Put(Nodes, node);
                _api.Put(Nodes, node);
                _api.Remove(Nodes, Sound);
                watched.TrySetResult();
                await KubeAnswer.Status(503, "later", "text/plain").GiveAsync(context);
            }),
            times: 1);
        using var script = _shell.Start("Watch-KopsCluster -Kubeconfig $k -Kind Node", ("k", _kubeconfig));
        await watched.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await script.OutputAsync(2);

        var result = await script.StopAsync();

        Assert.True(result.Stopped);
        Assert.Equal(["Modified", "Deleted"], result.Output.Select(change => change.Properties["Change"].Value.ToString()));
        Assert.Equal("Healthy", result.Output[0].Properties["Before"].Value.ToString());
        Assert.Equal("Unhealthy", result.Output[0].Properties["Verdict"].Value.ToString());
        Assert.Equal("Unhealthy", result.Output[1].Properties["Before"].Value.ToString());
        Assert.Contains(result.Warnings, warning => warning.Contains("Trying again", StringComparison.Ordinal));
        Assert.Empty(result.AllErrors);
    }

    [Fact]
    public void Without_the_right_it_says_so()
    {
        _api.Rights["pods-only"] = ["pods"];
        _api.WriteKubeconfig(_kubeconfig, "pods-only");
        Assert.Equal(
            "KubernetesForbidden,KopsPS.Commands.WatchKopsClusterCommand", _shell.Run("Watch-KopsCluster -Kubeconfig $k", ("k", _kubeconfig)).SingleError().FullyQualifiedErrorId);
        Assert.Empty(_shell.Run("Watch-KopsCluster -Kubeconfig $k -Kind Pod -Namespace shop -Duration 5s", ("k", _kubeconfig)).AllErrors);
        Assert.Contains(_api.Requests, request => request.Path == "/api/v1/namespaces/shop/pods");
    }

    [Fact]
    public void Without_a_terminal_nothing_is_drawn()
    {
        var error = _shell.Run("Watch-KopsCluster -Kubeconfig $k -Display", ("k", _kubeconfig)).SingleError();
        Assert.Equal("KopsTerminalRequired,KopsPS.Commands.WatchKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }
}
