using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Health;

public sealed class GetKopsWorkloadHealthTests : IAsyncLifetime
{
    private const string Id = "KopsPS.Commands.GetKopsWorkloadHealthCommand";

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
    public void Writes_objects_that_lead_back_to_their_cluster()
    {
        var checkout = Run("Get-KopsWorkloadHealth deploy/checkout -ClusterName prod.example.com -Kubeconfig $k").Single();
        Assert.Equal("Unhealthy", checkout.Properties["Verdict"].Value.ToString());
        Assert.Equal("Deployment", checkout.Properties["Kind"].Value);
        Assert.Equal("shop", checkout.Properties["Namespace"].Value);
        Assert.Equal("3/3", checkout.Properties["Ready"].Value);
        Assert.Equal("prod.example.com", checkout.Properties["ClusterName"].Value);
        Assert.Equal(_kubeconfig, checkout.Properties["Kubeconfig"].Value);
        Assert.Equal("prod.example.com", checkout.Properties["Context"].Value);
        Assert.Equal(KubeRecordings.Now, (DateTimeOffset)checkout.Properties["ObservedAt"].Value, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("Get-KopsWorkloadHealth web -Kubeconfig $k", 5)]
    [InlineData("Get-KopsWorkloadHealth Deployment/web -Kubeconfig $k", 1)]
    [InlineData("Get-KopsWorkloadHealth deployments/SHOP/w* -Kubeconfig $k", 1)]
    [InlineData("Get-KopsWorkloadHealth -Kind sts -Kubeconfig $k", 2)]
    [InlineData("Get-KopsWorkloadHealth -Kind DaemonSet, sts -Namespace data -Kubeconfig $k", 3)]
    [InlineData("Get-KopsWorkloadHealth -Kind deploy -Namespace sh* -Kubeconfig $k", 11)]
    [InlineData("Get-KopsWorkloadHealth -Kind deploy -Selector 'app in (web, cart)' -Kubeconfig $k", 2)]
    [InlineData("Get-KopsWorkloadHealth -Kind Pod -Kubeconfig $k", 178)]
    [InlineData("Get-KopsWorkloadHealth web-8bd5fb94f-4svd9 -Kubeconfig $k", 1)]
    [InlineData("Get-KopsWorkloadHealth -Kind sts -Unhealthy -Kubeconfig $k", 1)]
    [InlineData("Get-KopsWorkloadHealth -Kind quota -Unhealthy -ExcludeCheck Quota* -Kubeconfig $k", 0)]
    [InlineData("'deploy/web', 'deploy/cart' | Get-KopsWorkloadHealth -Kubeconfig $k", 2)]
    [InlineData("Get-KopsWorkloadHealth -Kind deploy -Unhealthy -Kubeconfig $k | Get-KopsWorkloadHealth", 10)]
    [InlineData("[pscustomobject]@{ ClusterName = 'prod.example.com'; Name = 'prod.example.com'; Namespace = 'x'; Kubeconfig = $k } | Get-KopsWorkloadHealth -Kind sts", 2)]
    public void Chooses_objects(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Fact]
    public void What_is_piped_in_is_looked_up_with_one_list_a_kind()
    {
        Run("Get-KopsWorkloadHealth -Kind deploy -Kubeconfig $k | Get-KopsWorkloadHealth").Objects();
        Assert.Equal(2, _api.Requests.Count(request => request.Path == "/apis/apps/v1/deployments"));
        Assert.DoesNotContain(_api.Requests, request => request.Path.EndsWith("/services", StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_needs_no_right_to_others()
    {
        Assert.Equal(3, Run("Get-KopsWorkloadHealth -Kind sts, ds -Namespace data -Kubeconfig $k").Objects().Count);
        Assert.DoesNotContain(_api.Requests, request => request.Path is "/apis/apps/v1/statefulsets" or "/api/v1/pods");
    }

    [Theory]
    [InlineData("Get-KopsWorkloadHealth -Kind Lease -Kubeconfig $k", "ParameterArgumentTransformationError", "InvalidData")]
    [InlineData("Get-KopsWorkloadHealth ([version]'1.2') -Kubeconfig $k", "ParameterArgumentTransformationError", "InvalidData")]
    [InlineData("[version]'1.2' | Get-KopsWorkloadHealth -Kubeconfig $k", "InputObjectNotBound", "InvalidArgument")]
    [InlineData("Get-KopsWorkloadHealth lease/x -Kubeconfig $k", "KubernetesWorkloadNameInvalid", "InvalidArgument")]
    [InlineData("Get-KopsWorkloadHealth -Selector 'app=web=x' -Kubeconfig $k", "KubernetesSelectorInvalid", "InvalidArgument")]
    public void Wrong_calls_send_nothing(string script, string id, string category)
    {
        var error = Run(script).SingleError();
        Assert.Equal($"{id},{Id}", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void What_is_not_there_is_told_after_what_is()
    {
        var result = Run("Get-KopsWorkloadHealth deploy/web, deploy/missing -Kubeconfig $k");
        Assert.Equal($"KubernetesWorkloadNotFound,{Id}", result.SingleError().FullyQualifiedErrorId);
        Assert.Equal("web", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.Equal($"KubernetesNamespaceNotFound,{Id}", Run("Get-KopsWorkloadHealth -Namespace nowhere -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Empty(Run("Get-KopsWorkloadHealth -Namespace kube-public -Kubeconfig $k").Objects());
    }

    [Theory]
    [InlineData("Get-KopsWorkloadHealth -Quiet -Kubeconfig $k", false)]
    [InlineData("Get-KopsWorkloadHealth deploy/web -Quiet -Kubeconfig $k", true)]
    [InlineData("Get-KopsWorkloadHealth deploy/catalog -Quiet -Kubeconfig $k", true)]
    [InlineData("Get-KopsWorkloadHealth deploy/invoice -Quiet -Kubeconfig $k", false)]
    [InlineData("Get-KopsWorkloadHealth deploy/invoice -ExcludeCheck * -Quiet -Kubeconfig $k", true)]
    public void Quiet_gives_only_a_boolean(string script, bool sound) => Assert.Equal(sound, Run(script).Single().BaseObject);

    [Fact]
    public void What_cannot_be_seen_is_not_healthy()
    {
        _api.WriteKubeconfig(_kubeconfig, "health");
        Assert.False((bool)Run("Get-KopsWorkloadHealth -Kind deploy -Quiet -Kubeconfig $k").Single().BaseObject);
        var all = Run("Get-KopsWorkloadHealth -Kind deploy -Kubeconfig $k").Single();
        Assert.Equal("*", all.Properties["Name"].Value);
        Assert.Equal("NotChecked", all.Properties["Verdict"].Value.ToString());

        // Whether there is a deployment of this name nobody can say.
        Assert.Equal("*", Run("Get-KopsWorkloadHealth deploy/web -Kubeconfig $k").Single().Properties["Name"].Value);
    }

    [Theory]
    [InlineData("bad", "KubernetesUnauthorized", "AuthenticationError")]
    [InlineData("nothing", "KubernetesForbidden", "PermissionDenied")]
    public void Faults_have_their_ids(string user, string id, string category)
    {
        _api.Rights["nothing"] = [];
        _api.WriteKubeconfig(_kubeconfig, user);
        var error = Run("Get-KopsWorkloadHealth -Kubeconfig $k").SingleError();
        Assert.Equal($"{id},{Id}", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category.ToString());
    }

    [Fact]
    public async Task Stop_leaves_a_server_that_hangs()
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.When("/api/v1/pods", KubeAnswer.From(async context =>
        {
            context.RequestAborted.Register(() => gone.TrySetResult());
            hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var script = _shell.Start("Get-KopsWorkloadHealth -Kubeconfig $k", ("k", _kubeconfig));
        await hanging.Task.WaitAsync(TimeSpan.FromMinutes(1));

        var result = await script.StopAsync();

        Assert.True(result.Stopped);
        Assert.Empty(result.Output);
        Assert.Empty(result.AllErrors);
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_view_shows_what_counts()
    {
        var text = _shell.Show("Get-KopsWorkloadHealth deploy/invoice -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Matches(@"Namespace\s+Resource\s+Ready\s+Verdict\s+Since\s+Finding", text);
        Assert.Matches(@"shop\s+deploy/invoice\s+0/1\s+Unhealthy\s+12m\s+ContainerConfigInvalid: secret", text);
    }

    [Fact]
    public void A_narrow_terminal_still_shows_the_finding()
    {
        using var narrow = new ModuleHost(width: 80);

        Assert.Matches(@"shop\s+deploy/invoice\s+0/1\s+Unhealthy\s+12m\s+ContainerConfi", narrow.Show("Get-KopsWorkloadHealth deploy/invoice -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void Kinds_complete()
    {
        Assert.Equal(
            ["PersistentVolumeClaim", "PersistentVolume"],
            Run("(TabExpansion2 'Get-KopsWorkloadHealth -Kind Pers' 33).CompletionMatches.ForEach('CompletionText')").Objects().Select(text => text.ToString()));
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
