using System.Management.Automation;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Health;

public sealed class GetKopsComponentHealthTests : IAsyncLifetime
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
    public void Writes_objects_that_lead_back_to_their_cluster()
    {
        var parts = Run("Get-KopsComponentHealth Namespace, Metrics -ClusterName prod.example.com -Kubeconfig $k").Objects();
        var legacy = parts.Single(part => (string)part.Properties["Name"].Value == "legacy");
        Assert.Equal("Degraded", legacy.Properties["Verdict"].Value.ToString());
        Assert.Equal("Namespace", legacy.Properties["Kind"].Value);
        Assert.Equal("Namespace", legacy.Properties["Part"].Value.ToString());
        Assert.Equal("prod.example.com", legacy.Properties["ClusterName"].Value);
        Assert.Equal(_kubeconfig, legacy.Properties["Kubeconfig"].Value);
        Assert.Equal("prod.example.com", legacy.Properties["Context"].Value);
        Assert.Equal(["Metrics", "Namespace"], parts.Select(part => part.Properties["Part"].Value.ToString()).Distinct().Order());
    }

    [Theory]
    [InlineData("Get-KopsComponentHealth Namespace -Unhealthy -Kubeconfig $k", 1)]
    [InlineData("Get-KopsComponentHealth Namespace -Unhealthy -ExcludeCheck namespace* -Kubeconfig $k", 0)]
    [InlineData("Get-KopsComponentHealth Namespace -Unhealthy -Threshold @{ TerminationLimit = '1h' } -ExcludeCheck WebhookDown -Kubeconfig $k", 1)]
    [InlineData("Get-KopsComponentHealth Kubelet -Kubeconfig $k | Get-KopsComponentHealth Kubelet", 1)]
    [InlineData("[pscustomobject]@{ ClusterName = 'prod.example.com'; Kubeconfig = $k; Context = $null; StateStore = $null; Region = '' } | Get-KopsComponentHealth Kubelet", 1)]
    public void Chooses_parts(string script, int count) => Assert.Equal(count, Run(script).Objects().Count);

    [Theory]
    [InlineData("Get-KopsComponentHealth Metrics -Quiet -Kubeconfig $k", false)]
    [InlineData("Get-KopsComponentHealth ContainerRuntime -Quiet -Kubeconfig $k", true)]
    [InlineData("Get-KopsComponentHealth Kubelet -Quiet -Kubeconfig $k", true)]
    [InlineData("Get-KopsComponentHealth Webhook -Quiet -Kubeconfig $k", false)]
    public void Quiet_is_a_boolean_and_what_was_not_seen_is_not_sound(string script, bool sound) => Assert.Equal(sound, Run(script).Single().BaseObject);

    [Fact]
    public async Task A_server_that_is_away_is_an_object_and_an_error_after_it()
    {
        await _api.DisposeAsync();
        var away = Run("Get-KopsComponentHealth -Kubeconfig $k");
        Assert.Equal("ApiServerUnreachable", new KopsComponentHealthView(away.Output.Single()).Code);
        Assert.Equal("KubernetesApiUnreachable,KopsPS.Commands.GetKopsComponentHealthCommand", away.SingleError().FullyQualifiedErrorId);
        var quiet = Run("Get-KopsComponentHealth -Quiet -Kubeconfig $k");
        Assert.Equal(false, quiet.Single().BaseObject);
    }

    [Fact]
    public void A_missing_identity_is_an_error_in_any_case()
    {
        var kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "none"), "none");
        var result = _shell.Run("Get-KopsComponentHealth -Quiet -Kubeconfig $k", ("k", kubeconfig));
        Assert.Equal("KubernetesUnauthorized,KopsPS.Commands.GetKopsComponentHealthCommand", result.SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Codes_and_thresholds_that_do_not_exist_are_refused_before_any_call()
    {
        Assert.Equal(
            "KopsHealthCheckUnknown,KopsPS.Commands.GetKopsComponentHealthCommand", Run("Get-KopsComponentHealth -ExcludeCheck LeaderLots -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Equal(
            "KopsThresholdInvalid,KopsPS.Commands.GetKopsComponentHealthCommand", Run("Get-KopsComponentHealth -Threshold @{ Backup = '1h' } -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void Backups_are_looked_for_where_a_state_store_is_told()
    {
        var store = Path.Combine(_folder, "store");
        Directory.CreateDirectory(Path.Combine(store, "prod.example.com", "backups", "etcd", "main", "control"));
        var url = new Uri(store).AbsoluteUri;
        var etcd = Run($"Get-KopsComponentHealth Etcd -StateStore {url} -Threshold @{{ BackupAge = '1m' }} -Kubeconfig $k").Objects()
            .Single(part => (string)part.Properties["Kind"].Value == "Component");
        Assert.Equal("EtcdBackupMissing", new KopsComponentHealthView(etcd).Code);
        var untold = Run("Get-KopsComponentHealth Etcd -Kubeconfig $k").Objects().Single(part => (string)part.Properties["Kind"].Value == "Component");
        Assert.Equal("Healthy", untold.Properties["Verdict"].Value.ToString());
    }

    [Fact]
    public void Shows_what_is_wrong_in_a_table()
    {
        var text = _shell.Show("Get-KopsComponentHealth Namespace -Unhealthy -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Contains("legacy", text, StringComparison.Ordinal);
        Assert.Contains("NamespaceStuck", text, StringComparison.Ordinal);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));

    /// <summary>The first finding of an object that was made in another load context.</summary>
    private sealed class KopsComponentHealthView(PSObject part)
    {
        public string Code => PSObject.AsPSObject(((Array)part.Properties["Findings"].Value).GetValue(0)!).Properties["Code"].Value.ToString()!;
    }
}
