using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Cluster;

public sealed class ExportKopsKubeconfigTests : IDisposable
{
    private const string Prod = "prod.example.com";
    private const string Version = "1.36.2";

    private readonly TemporaryFolder _folder = new();
    private readonly string _target;

    public ExportKopsKubeconfigTests() => _target = Path.Combine(_folder.Path, ".kube", "config");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1.36.2")]
    [InlineData("1.30.1")]
    public void A_piped_cluster_gets_a_context_with_an_admin_credential(string version)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(version, "export-kubeconfig-admin"));

        dynamic written = Run(lifecycle, "Get-KopsCluster prod.example.com | Export-KopsKubeconfig -Admin 1h -Kubeconfig $k").Single().BaseObject;

        Assert.Equal((Prod, Prod, _target, "Admin", true, null), ((string)written.ClusterName, (string)written.Context, (string)written.Kubeconfig, (string)written.Credential, (bool)written.IsCurrent, (string?)written.Backup));
        Assert.Equal((lifecycle.Kops.StateStore, "us-east-1"), ((string)written.StateStore, (string)written.Region));
        Assert.NotNull(written.Expires);
        Assert.StartsWith("https://api-prod-example-com-", (string)written.Server, StringComparison.Ordinal);
        var call = Assert.Single(lifecycle.Calls);
        Assert.Equal(["export", "kubeconfig", "--kubeconfig", call[3], "--admin=1h", "--name", Prod, "--state", lifecycle.Kops.StateStore], call);

        // kops wrote into a file of its own, which is gone.
        Assert.NotEqual(_target, call[3]);
        Assert.False(Directory.Exists(Path.GetDirectoryName(call[3])));
        Assert.Contains("client-key-data: ", File.ReadAllText(_target), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_target));
        }
    }

    [Theory]
    [InlineData("-Admin 90m", "--admin=1h30m", "Admin")]
    [InlineData("-Admin 1h30m", "--admin=1h30m", "Admin")]
    [InlineData("-Admin 30s", "--admin=30s", "Admin")]
    [InlineData("-Admin ([timespan]'02:00:00')", "--admin=2h", "Admin")]
    [InlineData("-AuthPlugin", "--auth-plugin", "AuthPlugin")]
    [InlineData("-Internal", "--internal", "None")]
    public void What_is_asked_for_is_what_kops_is_told(string arguments, string told, string credential)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig"));

        dynamic written = Run(lifecycle, $"Export-KopsKubeconfig prod.example.com {arguments} -Kubeconfig $k").Single().BaseObject;

        Assert.Equal(credential, (string)written.Credential);
        Assert.Equal(told.Split(' '), Assert.Single(lifecycle.Calls)[4..^4]);
    }

    /// <summary>kops itself finds a user only in the file that it writes: <c>could not find user "sso"</c>.</summary>
    [Theory]
    [InlineData("users:\n- name: sso\n  user: {token: mine}\n", false)]
    [InlineData("users: []\n", true)]
    public void A_user_of_the_kubeconfig_is_put_into_the_context_by_us(string before, bool warns)
    {
        Put(before);
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig"));

        dynamic written = Run(lifecycle, "Export-KopsKubeconfig prod.example.com -User sso -Kubeconfig $k").Single().BaseObject;

        Assert.Equal("User", (string)written.Credential);
        Assert.DoesNotContain("--user", Assert.Single(lifecycle.Calls));
        Assert.Matches(@"user: sso\s+name: prod\.example\.com", File.ReadAllText(_target));
        Assert.Equal(warns, lifecycle.Shell.Host.Text.Contains("has no user 'sso'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Admin 0s", "ParameterArgumentValidationError")]
    [InlineData("-Admin '-1h'", "ParameterArgumentTransformationError")]
    [InlineData("-Admin 60", "ParameterArgumentTransformationError")]
    [InlineData("-Admin 1h -AuthPlugin", "AmbiguousParameterSet")]
    [InlineData("-AuthPlugin -User sso", "AmbiguousParameterSet")]
    public void Wrong_calls_are_refused(string arguments, string id)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        Assert.Equal(
            $"{id},KopsPS.Commands.ExportKopsKubeconfigCommand", Run(lifecycle, $"Export-KopsKubeconfig prod.example.com {arguments} -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Empty(lifecycle.Calls);
        Assert.False(File.Exists(_target));
    }

    [Fact]
    public void WhatIf_asks_nobody_and_writes_nothing()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        Assert.Empty(Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k -WhatIf").Objects());

        Assert.Contains($"Write the context '{Prod}'", lifecycle.Shell.Host.Text, StringComparison.Ordinal);
        Assert.Empty(lifecycle.Calls);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Others_entries_unknown_fields_and_the_current_context_survive_beside_a_backup()
    {
        const string Before = "current-context: lab\nx-mine: yes it is\nclusters:\n- name: lab\n  cluster: {server: 'https://lab', x-own: 1}\ncontexts:\n- name: lab\n  context: {cluster: lab, user: lab}\nusers:\n- name: lab\n  user: {token: \"0123\"}\n";
        Put(Before);
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        dynamic written = Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k -KeepCurrentContext").Single().BaseObject;

        Assert.False((bool)written.IsCurrent);
        Assert.Equal(Before, File.ReadAllText((string)written.Backup));
        var text = File.ReadAllText(_target);
        Assert.All(["current-context: lab", "x-mine: yes it is", "x-own: 1", "token: \"0123\"", "name: prod.example.com"], line => Assert.Contains(line, text, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode((string)written.Backup));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_target));
        }

        Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k").Single();
        Assert.Contains("current-context: prod.example.com", File.ReadAllText(_target), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_clusters_credentials_are_dropped_only_by_force()
    {
        const string Before = "contexts:\n- name: lab\n  context: {cluster: lab, user: prod.example.com}\nusers:\n- name: prod.example.com\n  user: {token: of-lab}\n";
        Put(Before);
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        var error = Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k").SingleError();

        Assert.Equal("KubeconfigConflict,KopsPS.Commands.ExportKopsKubeconfigCommand", error.FullyQualifiedErrorId);
        Assert.Equal("ResourceExists", error.CategoryInfo.Category.ToString());
        Assert.Contains("-Force", error.ErrorDetails!.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(Before, File.ReadAllText(_target));

        dynamic written = Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k -Force").Single().BaseObject;
        Assert.Equal(Before, File.ReadAllText((string)written.Backup));
        Assert.DoesNotContain("of-lab", File.ReadAllText(_target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_at_once_both_succeed()
    {
        using var prod = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));
        using var lab = new LifecycleShell(ReplayKopsScenario.Create(Version, new ReplayKopsStep
        {
            Command = "export kubeconfig",
            Kubeconfig = "clusters: [{name: lab, cluster: {server: 'https://lab'}}]\ncontexts: [{name: lab, context: {cluster: lab, user: lab}}]\nusers: [{name: lab, user: {token: t}}]\n",
        }));

        using var one = prod.Shell.Start("Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k", ("k", _target));
        using var two = lab.Shell.Start("Export-KopsKubeconfig lab -Admin 1h -Kubeconfig $k", ("k", _target));
        (await one.End).Single();
        (await two.End).Single();

        var text = File.ReadAllText(_target);
        Assert.Contains("name: lab", text, StringComparison.Ordinal);
        Assert.Contains("name: prod.example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(_target)!), file => file.EndsWith(".lock", StringComparison.Ordinal) || file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void No_stream_shows_a_secret()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        var result = Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k -Verbose -Debug");

        result.Single();
        var shown = result.AllText() + lifecycle.Shell.Host.Text + lifecycle.Shell.Show("Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k", ("k", _target));
        foreach (var line in File.ReadLines(_target).Where(line => line.Contains("-data: ", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(line.Trim().Split(' ')[1][..40], shown, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("testing", shown, StringComparison.Ordinal);
        Assert.Contains(result.Verbose, line => line.Contains("kops export kubeconfig", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_leaves_nothing_behind()
    {
        Put("x-mine: 1\n");
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            Version, new ReplayKopsStep { Command = "export kubeconfig", Stderr = "looking for the cluster\n", End = ReplayKopsEnd.Hang }));
        using var script = lifecycle.Shell.Start("Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k -Verbose", ("k", _target));
        await script.SaidAsync("looking for the cluster");

        var result = await script.StopAsync();

        Assert.True(result.Stopped);
        Assert.Equal("x-mine: 1\n", File.ReadAllText(_target));
        Assert.Equal(["config"], Directory.GetFiles(Path.GetDirectoryName(_target)!).Select(Path.GetFileName));
        var call = Assert.Single(lifecycle.Kops.Calls, call => call.Arguments[0] == "export");
        Assert.False(Directory.Exists(Path.GetDirectoryName(call.Arguments[3])));
        Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(call.ProcessId));
    }

    [Fact]
    public void A_target_that_cannot_be_written_is_told()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        var error = lifecycle.Shell.Run("Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k", ("k", Path.Combine(file, "config"))).SingleError();

        Assert.Equal("KubeconfigNotWritable,KopsPS.Commands.ExportKopsKubeconfigCommand", error.FullyQualifiedErrorId);
        Assert.Equal("WriteError", error.CategoryInfo.Category.ToString());
    }

    [Fact]
    public void A_target_that_is_no_kubeconfig_is_left_alone()
    {
        Put("users: [{\n");
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        Assert.Equal(
            "KubeconfigInvalid,KopsPS.Commands.ExportKopsKubeconfigCommand",
            Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.Equal("users: [{\n", File.ReadAllText(_target));
    }

    [Theory]
    [InlineData("1.36.2", "export-missing-cluster", "KopsClusterNotFound")]
    [InlineData("1.30.1", "export-missing-cluster", "KopsClusterNotFound")]
    [InlineData("1.36.2", "export-before-update", "KopsClusterNotApplied")]
    [InlineData("1.30.1", "export-before-update", "KopsClusterNotApplied")]
    public void What_kops_refuses_has_its_id(string version, string recording, string id)
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(version, recording));

        Assert.Equal(
            $"{id},KopsPS.Commands.ExportKopsKubeconfigCommand", Run(lifecycle, "Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k").SingleError().FullyQualifiedErrorId);
        Assert.False(File.Exists(_target));
    }

    [Fact]
    public void Each_cluster_of_several_is_written_or_told()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            Version, "export-missing-cluster", "export-kubeconfig-admin"));

        var result = Run(lifecycle, "[pscustomobject]@{ ClusterName = 'gone.example.com'; Region = $null; ProfileName = $null }, [pscustomobject]@{ ClusterName = 'prod.example.com' } | Export-KopsKubeconfig -Admin 1h -Kubeconfig $k");

        Assert.Equal("KopsClusterNotFound,KopsPS.Commands.ExportKopsKubeconfigCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Equal(Prod, Assert.Single(result.Output).Properties["ClusterName"].Value);
    }

    [Fact]
    public void The_sessions_kubeconfig_is_the_target_where_none_is_named()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        Run(lifecycle, "Set-KopsDefault -Kubeconfig $k; Export-KopsKubeconfig prod.example.com -Admin 1h").Single();

        Assert.True(File.Exists(_target));
    }

    [Fact]
    public async Task What_was_written_leads_to_the_nodes()
    {
        await using var api = await KubeApi.StartAsync();
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.Create(
            Version, new ReplayKopsStep { Command = "export kubeconfig", Kubeconfig = api.Kubeconfig("kubecfg-root", certificate: true) }));

        var nodes = Run(lifecycle, "Get-KopsCluster prod.example.com | Export-KopsKubeconfig -Admin 1h -Kubeconfig $k | Get-KopsNodeHealth").Objects();

        Assert.Equal(19, nodes.Count);
        Assert.All(nodes, node => Assert.Equal(_target, node.Properties["Kubeconfig"].Value));
    }

    [Fact]
    public void The_view_shows_what_it_leads_to_and_until_when()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "export-kubeconfig-admin"));

        var text = lifecycle.Shell.Show("Export-KopsKubeconfig prod.example.com -Admin 1h -Kubeconfig $k", ("k", _target));

        Assert.Matches(@"Context\s+Credential\s+Expires\s+Kubeconfig", text);
        Assert.Matches(@"prod\.example\.com\s+Admin\s+\S.*\S\s+\S", text);
    }

    private ShellResult Run(LifecycleShell lifecycle, string script) => lifecycle.Shell.Run(script, ("k", _target));

    private void Put(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_target)!);
        File.WriteAllText(_target, text);
    }
}
