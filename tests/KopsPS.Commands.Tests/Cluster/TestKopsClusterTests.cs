namespace KopsPS.Commands.Tests.Cluster;

public sealed class TestKopsClusterTests
{
    private const string Version = "1.36.2";

    [Fact]
    public void A_pause_of_nothing_between_validations_is_refused()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording("1.36.2", "validate-ready-json"));

        Assert.Equal(
            "ParameterArgumentValidationError,KopsPS.Commands.TestKopsClusterCommand",
            lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Wait 10m -Interval 0s").SingleError().FullyQualifiedErrorId);
        Assert.Empty(lifecycle.Calls);
    }

    [Fact]
    public void A_ready_cluster_in_its_view()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-ready-json"));

        Assert.Matches(@"(?s)Cluster\s+Ready\s+Nodes\s+Failures.*prod\.example\.com\s+True\s+9/9\s+0", lifecycle.Shell.Show("Test-KopsCluster prod.example.com"));
    }

    [Fact]
    public void What_is_not_ready_is_no_error()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-machine-not-joined-json"));

        dynamic validation = lifecycle.Shell.Run("$v = Test-KopsCluster prod.example.com; $v").Single().BaseObject;

        Assert.False(validation.Ready);
        Assert.Contains((object[])validation.Failures, failure => ((dynamic)failure).Kind == "Machine");
        Assert.Equal(lifecycle.Kops.StateStore, validation.StateStore);
        Assert.Matches(@"Machine\s+i-[0-9a-f]+", lifecycle.Shell.Show("$v.Failures"));
        Assert.Equal(["validate", "cluster", "-o", "json", "--name", "prod.example.com", "--state", lifecycle.Kops.StateStore], Assert.Single(lifecycle.Calls));
    }

    [Fact]
    public void An_api_that_is_not_there_gives_the_object_and_then_the_error()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-api-refused-json"));

        var run = lifecycle.Shell.Run("Test-KopsCluster prod.example.com");

        Assert.False(((dynamic)Assert.Single(run.Output).BaseObject).Ready);
        Assert.Equal("KubernetesApiUnreachable,KopsPS.Commands.TestKopsClusterCommand", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.False((bool)lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Quiet").Single().BaseObject);
    }

    [Fact]
    public void At_the_end_of_a_wait_comes_the_last_object_and_then_the_error()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-machine-not-joined-json"));

        var run = lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Wait 5s -Interval 10s");

        Assert.False(((dynamic)Assert.Single(run.Output).BaseObject).Ready);
        Assert.Equal("KopsValidationTimeout,KopsPS.Commands.TestKopsClusterCommand", Assert.Single(run.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_default_kubeconfig_that_does_not_know_the_cluster_yet_is_passed_by_but_a_named_one_is_not()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-ready-json"));
        lifecycle.Shell.Run("Set-KopsDefault -Kubeconfig ./no-such-kubeconfig").Objects();

        var byDefault = lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Verbose");
        Assert.True(((dynamic)byDefault.Single().BaseObject).Ready);
        Assert.Contains(byDefault.Verbose, line => line.Contains("no-such-kubeconfig", StringComparison.Ordinal));

        Assert.Equal(
            "KubeconfigNotFound,KopsPS.Commands.TestKopsClusterCommand",
            lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Kubeconfig ./no-such-kubeconfig").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Missing_parts_of_the_usage_remain_errors_when_quiet()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-ready-json"));

        Assert.Equal("KopsNameRequired,KopsPS.Commands.TestKopsClusterCommand", lifecycle.Shell.Run("Test-KopsCluster -Quiet").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public async Task Waiting_says_what_is_missing_and_can_be_stopped()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-machine-not-joined-json"));

        using var waiting = lifecycle.Shell.Start("Test-KopsCluster prod.example.com -Wait 1h -Interval 10m");
        await waiting.SaidAsync("nodes missing (");
        var run = await waiting.StopAsync();

        Assert.True(run.Stopped);
        Assert.Contains(run.Progress, record => record.Activity == "Waiting for prod.example.com");
    }

    [Fact]
    public void A_context_of_another_name_gets_an_alias_and_no_copy_of_its_secrets()
    {
        using var lifecycle = new LifecycleShell(ReplayKopsScenario.ForRecording(Version, "validate-ready-json"));
        var path = Path.Combine(lifecycle.Kops.Folder, "config");
        File.WriteAllText(path, """
            apiVersion: v1
            kind: Config
            clusters: [{name: prod.example.com, cluster: {server: "https://127.0.0.1:1"}}]
            users: [{name: reader, user: {token: s3cr3t}}]
            contexts: [{name: ops, context: {cluster: prod.example.com, user: reader}}]
            """);

        dynamic validation = lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Kubeconfig $path", ("path", path)).Single().BaseObject;

        Assert.Equal((path, "ops"), (validation.Kubeconfig, validation.Context));
        var call = lifecycle.Kops.Calls.Single(call => call.Arguments.Contains("validate"));
        Assert.Contains("--use-kubeconfig", call.Arguments);
        var files = call.Environment["KUBECONFIG"].Split(Path.PathSeparator);
        Assert.Equal(path, files[^1]);
        Assert.Equal(2, files.Length);
        Assert.False(File.Exists(files[0]));

        // Named by its context alone, the kubeconfig of the environment is what the object leads back to.
        dynamic again = lifecycle.Shell.Run(
            "$env:KUBECONFIG = $path; try { Test-KopsCluster prod.example.com -Context ops | Test-KopsCluster } finally { $env:KUBECONFIG = $null }", ("path", path)).Single().BaseObject;
        Assert.Equal((path, "ops"), (again.Kubeconfig, again.Context));

        var error = lifecycle.Shell.Run("Test-KopsCluster prod.example.com -Kubeconfig $path -Context nope", ("path", path)).SingleError();
        Assert.Equal("KubernetesContextNotFound,KopsPS.Commands.TestKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Contains("ops", error.Exception.Message, StringComparison.Ordinal);
    }
}
