using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Observing;

public sealed class GetKopsEventTests : IAsyncLifetime
{
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
    public void Names_choose_objects_and_what_belongs_to_them()
    {
        var events = Run("Get-KopsEvent deploy/shop/recommender -Kubeconfig $k").Objects();
        Assert.Contains(events, item => (string)item.Properties["Kind"].Value == "Pod");
        Assert.All(events, item => Assert.StartsWith("recommender", (string)item.Properties["Name"].Value, StringComparison.Ordinal));
        Assert.All(events, item => Assert.Equal("shop", item.Properties["Namespace"].Value));
    }

    [Fact]
    public void Nodes_are_piped_in_and_read_once()
    {
        var events = Run("Get-KopsNodeHealth -Kubeconfig $k | Get-KopsEvent -Severity Warning -GroupBy None").Objects();
        Assert.Equal(8, events.Count);
        Assert.All(events, item => Assert.Equal("Node", item.Properties["Kind"].Value));
        Assert.Single(_api.Requests, request => request.Path == "/api/v1/events" && !request.Query.ContainsKey("continue"));
    }

    [Fact]
    public void Reasons_and_groups_are_chosen()
    {
        var events = Run("Get-KopsEvent -Reason BackOff -GroupBy Reason -Kubeconfig $k").Objects();
        Assert.NotEmpty(events);
        Assert.All(events, item => Assert.Equal("BackOff", item.Properties["Reason"].Value));
    }

    [Fact]
    public void What_has_no_events_is_refused()
    {
        Assert.Equal("InputObjectNotBound,KopsPS.Commands.GetKopsEventCommand", Run("[version]'1.2' | Get-KopsEvent -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Equal("KubernetesWorkloadNameInvalid,KopsPS.Commands.GetKopsEventCommand", Run("Get-KopsEvent a/b/c/d -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void The_view_has_what_a_kubectl_user_looks_for()
    {
        var shown = _shell.Show("Get-KopsEvent -Severity Warning -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Matches(@"Last\s+Severity\s+Count\s+Namespace\s+Resource\s+Reason\s+Message", shown);
        Assert.Matches(@"\d+[smh]\s+Warning\s+\d+\s+shop\s+Pod/", shown);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
