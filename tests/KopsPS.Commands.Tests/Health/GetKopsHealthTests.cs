using System.Management.Automation;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Health;

public sealed class GetKopsHealthTests : IAsyncLifetime
{
    private const string Id = "KopsHealthBelowLimit,KopsPS.Commands.GetKopsHealthCommand";

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
    public void Writes_one_object_that_leads_back_to_its_cluster()
    {
        var health = Assert.Single(Run("Get-KopsHealth -ClusterName prod.example.com -Kubeconfig $k").Objects());
        Assert.Equal("Unhealthy", health.Properties["Verdict"].Value.ToString());
        Assert.Equal("prod.example.com", health.Properties["ClusterName"].Value);
        Assert.Equal(_kubeconfig, health.Properties["Kubeconfig"].Value);
        Assert.Equal("prod.example.com", health.Properties["Context"].Value);
        var worst = PSObject.AsPSObject(((Array)health.Properties["Problems"].Value).GetValue(0)!);
        Assert.Equal(("Node", "i-02f94c6a1d87be350"), (worst.Properties["Kind"].Value, worst.Properties["Name"].Value));
        Assert.Equal(14, ((Array)worst.Properties["Effects"].Value).Length);
    }

    [Theory]
    [InlineData("Get-KopsHealth -FailOn Error -Kubeconfig $k", true)]
    [InlineData("Get-KopsHealth -FailOn Warning -Kubeconfig $k", true)]
    [InlineData("Get-KopsHealth -Kubeconfig $k", false)]
    [InlineData("Get-KopsHealth -FailOn Error -ExcludeCheck * -Kubeconfig $k", false)]
    [InlineData("Get-KopsHealth -FailOn Warning -ExcludeCheck * -Kubeconfig $k", false)]
    public void An_error_follows_the_object_where_it_is_worse_than_allowed(string script, bool fails)
    {
        var result = Run(script);
        Assert.Single(result.Output);
        if (fails)
        {
            var error = result.SingleError();
            Assert.Equal(Id, error.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.InvalidResult, error.CategoryInfo.Category);
            Assert.Same(result.Output[0].BaseObject, error.TargetObject is PSObject target ? target.BaseObject : error.TargetObject);
        }
        else
        {
            Assert.Empty(result.Errors);
        }
    }

    [Fact]
    public void The_object_is_there_even_where_errors_stop()
    {
        var result = Run("$ErrorActionPreference = 'Stop'; try { Get-KopsHealth -FailOn Error -Kubeconfig $k } catch { $_.FullyQualifiedErrorId }");
        Assert.Equal(2, result.Output.Count);
        Assert.Equal("Unhealthy", result.Output[0].Properties["Verdict"].Value.ToString());
        Assert.Equal(Id, result.Output[1].BaseObject);
    }

    [Fact]
    public void Warnings_pass_where_only_errors_fail()
    {
        // All that is an error in the recording is left out, and what the recording has no answers for.
        const string Errors = "'Node[NSD]*', 'Network*', 'ApiService*', 'Metrics*', 'Quota*', 'Rollout*', 'Pod*', 'Volume*', 'Claim*', 'Provisioning*', 'Probe*', 'Image*', 'Container*', "
            + "'Init*', 'Service*', 'LoadBalancer*', 'Job*', 'RootCertificate*', 'CertificateSigningRequest', '*WebhookConfiguration', 'Lease'";
        var health = Run($"Get-KopsHealth -FailOn Error -ExcludeCheck {Errors} -Kubeconfig $k");
        Assert.Equal("Degraded", health.Output.Single().Properties["Verdict"].Value.ToString());
        Assert.Empty(health.Errors);
        Assert.Equal(Id, Run($"Get-KopsHealth -FailOn Warning -ExcludeCheck {Errors} -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Equal(true, Run($"Get-KopsHealth -Quiet -ExcludeCheck {Errors} -Kubeconfig $k").Single().BaseObject);
    }

    [Fact]
    public void Quiet_is_false_where_something_is_unhealthy() => Assert.Equal(false, Run("Get-KopsHealth -Quiet -Kubeconfig $k").Single().BaseObject);

    [Fact]
    public void What_may_not_be_seen_is_not_sound()
    {
        _api.When(_ => true, KubeAnswer.Status(403, "Forbidden"));
        var result = Run("Get-KopsHealth -FailOn Error -Kubeconfig $k");
        Assert.Equal("NotChecked", result.Output.Single().Properties["Verdict"].Value.ToString());
        Assert.Equal(Id, result.SingleError().FullyQualifiedErrorId);
        Assert.Equal(false, Run("Get-KopsHealth -Quiet -Kubeconfig $k").Single().BaseObject);
    }

    [Fact]
    public async Task A_server_that_is_away_is_an_object_and_an_error_after_it()
    {
        await _api.DisposeAsync();
        var away = Run("Get-KopsHealth -FailOn Error -Kubeconfig $k");
        Assert.Equal("Unhealthy", away.Output.Single().Properties["Verdict"].Value.ToString());
        Assert.Equal("KubernetesApiUnreachable,KopsPS.Commands.GetKopsHealthCommand", away.SingleError().FullyQualifiedErrorId);
        Assert.Equal(false, Run("Get-KopsHealth -Quiet -Kubeconfig $k").Single().BaseObject);
    }

    [Fact]
    public void A_missing_identity_is_an_error_in_any_case()
    {
        var kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "none"), "none");
        var result = _shell.Run("Get-KopsHealth -Quiet -Kubeconfig $k", ("k", kubeconfig));
        Assert.Equal("KubernetesUnauthorized,KopsPS.Commands.GetKopsHealthCommand", result.SingleError().FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Get-KopsHealth -ExcludeCheck NodeLost -Kubeconfig $k", "KopsHealthCheckUnknown")]
    [InlineData("Get-KopsHealth -Threshold @{ Backup = '1h' } -Kubeconfig $k", "KopsThresholdInvalid")]
    public void Codes_and_thresholds_that_do_not_exist_are_refused_before_any_call(string script, string id)
    {
        Assert.Equal($"{id},KopsPS.Commands.GetKopsHealthCommand", Run(script).SingleError().FullyQualifiedErrorId);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public void Thresholds_reach_nodes_and_parts()
    {
        var store = Path.Combine(_folder, "store");
        Directory.CreateDirectory(Path.Combine(store, "prod.example.com", "backups", "etcd", "main", "control"));
        var path = Path.Combine(_folder, "limits.yaml");
        File.WriteAllText(path, "Node:\n  KubeletMinorVersions: 0\nComponent:\n  BackupAge: 1m\n");
        var health = Run($"(Get-KopsHealth -IncludePod -StateStore {new Uri(store).AbsoluteUri} -ThresholdPath '{path}' -Kubeconfig $k).Problems | ForEach-Object {{ $_.Findings.Code }}");
        var codes = health.Output.Select(code => code.ToString()).ToHashSet();
        Assert.Contains("EtcdBackupMissing", codes);
        Assert.Contains("KubeletTooOld", codes);
    }

    [Fact]
    public void A_cluster_is_taken_from_the_pipeline() => Assert.Equal(
        2, Run("[pscustomobject]@{ ClusterName = 'prod.example.com'; Kubeconfig = $k; Region = '' } | Get-KopsHealth | ForEach-Object { $_; $_ | Get-KopsHealth }").Objects().Count);

    [Fact]
    public void Shows_the_summary_and_the_faults_under_it()
    {
        var text = _shell.Show("Get-KopsHealth -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Contains("prod.example.com: Unhealthy; ", text, StringComparison.Ordinal);
        Assert.Contains("Node/i-02f94c6a1d87be350", text, StringComparison.Ordinal);
        Assert.Contains("> StatefulSet/data/postgres", text, StringComparison.Ordinal);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
