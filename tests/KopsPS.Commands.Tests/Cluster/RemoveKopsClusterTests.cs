namespace KopsPS.Commands.Tests.Cluster;

public sealed class RemoveKopsClusterTests
{
    private const string Id = ",KopsPS.Commands.RemoveKopsClusterCommand";

    private static readonly ReplayKopsStep Whole = new() { Recording = "delete-cluster-whole", Snapshot = "80-deleted-whole" };

    public static TheoryData<string> Versions => ["1.30.1", "1.36.2"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void WhatIf_writes_the_resources_and_changes_nothing(string version)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, "delete-cluster-preview").WithSnapshot("20-updated");
        using var shell = Shell(kops);
        var before = Files(kops);

        var resources = shell.Run("$r = Remove-KopsCluster prod.example.com -WhatIf; $r").Objects();

        Assert.All(resources, resource => Assert.Equal("KopsPS.KopsCloudResource", resource.BaseObject.GetType().FullName));
        Assert.Equal(RowsOfTable(version), resources.Count);
        Assert.Contains("What if:", shell.Host.Text, StringComparison.Ordinal);
        Assert.Equal(["delete", "cluster", "--name", "prod.example.com", "--state", kops.StateStore], Assert.Single(Calls(kops)));
        Assert.Equal(before, Files(kops));
        Assert.Matches(@"Type\s+Name\s+Id", shell.Show("$r"));
    }

    [Fact]
    public void WhatIf_of_an_unregistration_calls_nothing()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "unregister-yes").WithSnapshot("20-updated");
        using var shell = Shell(kops);

        Assert.Empty(shell.Run("Remove-KopsCluster prod.example.com -Unregister -WhatIf").Objects());

        Assert.Contains("leave everything in the cloud", shell.Host.Text, StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
    }

    [Fact]
    public void The_preference_for_WhatIf_counts_too()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "delete-cluster-preview").WithSnapshot("20-updated");
        using var shell = Shell(kops);

        Assert.NotEmpty(shell.Run("$WhatIfPreference = $true; Remove-KopsCluster prod.example.com").Objects());

        Assert.DoesNotContain("--yes", Assert.Single(Calls(kops)));
    }

    [Theory]
    [InlineData("-Force")]
    [InlineData("-Confirm:$false")]
    public void Said_that_it_is_meant_it_deletes(string way)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        var run = shell.Run($"$r = Remove-KopsCluster prod.example.com {way}; $r");

        var removal = run.Single();
        Assert.Equal("KopsPS.KopsRemoval", removal.BaseObject.GetType().FullName);
        Assert.Equal(("prod.example.com", false), ((string)removal.Properties["ClusterName"].Value, (bool)removal.Properties["Unregistered"].Value));
        Assert.NotEmpty((System.Collections.IEnumerable)removal.Properties["Resources"].Value);
        Assert.Equal(
            ["delete", "cluster", "--yes", "--name", "prod.example.com", "--state", kops.StateStore], Assert.Single(Calls(kops)));
        Assert.Contains(run.Progress, record => record.Activity == "Deleting prod.example.com");
        Assert.Matches(@"prod\.example\.com\s+\S+\s+False", shell.Show("$r"));
    }

    [Fact]
    public void How_long_to_try_is_told_to_kops()
    {
        var step = new ReplayKopsStep { Command = "delete cluster --yes --wait 20m --count 3", Stdout = "Deleted cluster: \"prod.example.com\"" };
        using var kops = ReplayKopsScenario.Create("1.36.2", step).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        shell.Run("Remove-KopsCluster prod.example.com -Force -Wait 20m -Interval 15s -Count 3").Single();

        Assert.Equal(
            ["delete", "cluster", "--yes", "--wait", "20m", "--interval", "15s", "--count", "3", "--name", "prod.example.com", "--state", kops.StateStore],
            Assert.Single(Calls(kops)));
    }

    [Fact]
    public void Nobody_there_to_ask_it_fails_before_any_call()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);
        var before = Files(kops);

        var error = shell.Run("Remove-KopsCluster prod.example.com").SingleError();

        Assert.Equal("KopsConfirmationRequired" + Id, error.FullyQualifiedErrorId);
        Assert.Contains("-Force", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(kops.Calls);
        Assert.Equal(before, Files(kops));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 0)]
    public void A_person_is_asked(int answer, int removals)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops, interactive: true);
        shell.Host.Answers.Enqueue(answer);

        Assert.Equal(removals, shell.Run("Remove-KopsCluster prod.example.com").Objects().Count);

        Assert.Contains("for good", Assert.Single(shell.Host.Questions), StringComparison.Ordinal);
        Assert.Equal(removals, Calls(kops).Length);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Unregister_leaves_the_cloud_alone(string version)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, "unregister-yes").WithSnapshot("20-updated");
        using var shell = Shell(kops);

        var removal = shell.Run("Remove-KopsCluster prod.example.com -Unregister -Force").Single();

        Assert.True((bool)removal.Properties["Unregistered"].Value);
        Assert.Equal(
            ["delete", "cluster", "--unregister", "--yes", "--name", "prod.example.com", "--state", kops.StateStore], Assert.Single(Calls(kops)));
    }

    [Theory]
    [InlineData("Get-KopsCluster prod.example.com | Remove-KopsCluster -Force")]
    [InlineData("$c = Get-KopsCluster prod.example.com; Remove-KopsCluster -Cluster $c -Force")]
    [InlineData("'prod.example.com' | Remove-KopsCluster -Force")]
    [InlineData("[pscustomobject]@{ ClusterName = 'prod.example.com' } | Remove-KopsCluster -Force")]
    public void The_cluster_comes_by_every_way(string script)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        Assert.Equal("prod.example.com", shell.Run(script).Single().Properties["ClusterName"].Value);
    }

    [Fact]
    public void An_object_knows_its_own_store_without_a_default()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        shell.Run("$c = Get-KopsCluster prod.example.com; Clear-KopsDefault; Remove-KopsCluster -Cluster $c -Force -KopsPath $kops", ("kops", kops.KopsPath)).Single();

        Assert.Equal(kops.StateStore, Calls(kops)[^1][^1]);
    }

    [Theory]
    [InlineData("Get-KopsCluster prod.example.com | Remove-KopsCluster -Force -StateStore s3://other")]
    [InlineData("Remove-KopsCluster -Cluster (Get-KopsCluster prod.example.com) -Force -StateStore s3://other")]
    public void An_object_of_another_store_is_refused(string script)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        Assert.Equal("KopsStateStoreMismatch" + Id, shell.Run(script).SingleError().FullyQualifiedErrorId);

        Assert.Empty(Calls(kops));
    }

    [Fact]
    public void A_name_that_is_not_there_brings_the_nearest()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        var error = shell.Run("Remove-KopsCluster pord.example.com -Force").SingleError();

        Assert.Equal(("KopsClusterNotFound" + Id, "pord.example.com"), (error.FullyQualifiedErrorId, error.TargetObject));
        Assert.Contains("prod.example.com", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
    }

    [Fact]
    public void What_an_interrupted_removal_left_is_said_with_the_way_out()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);
        File.Delete(Path.Combine(kops.StoreFolder, "prod.example.com", "config"));

        var error = shell.Run("Remove-KopsCluster prod.example.com -Force").SingleError();

        Assert.Equal("KopsClusterHalfRemoved" + Id, error.FullyQualifiedErrorId);
        Assert.Contains($"{Files(kops).Length} objects", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("private keys", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
    }

    [Fact]
    public void The_cluster_to_remove_is_never_guessed()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole).WithSnapshot("20-updated");
        using var shell = Shell(kops);

        var run = shell.Run("$env:KOPS_CLUSTER_NAME = 'prod.example.com'; try { Remove-KopsCluster -Force } finally { $env:KOPS_CLUSTER_NAME = $null }");

        Assert.NotEmpty(run.ErrorIds);
        Assert.Empty(Calls(kops));
    }

    [Fact]
    public async Task Stopped_it_stops_kops_and_says_how_to_go_on()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Whole with { Snapshot = null, End = ReplayKopsEnd.Hang, EndAfterLines = 90 }).WithSnapshot("20-updated");
        using var shell = Shell(kops);
        using var running = shell.Start("Remove-KopsCluster prod.example.com -Force -Verbose");

        await running.SaidAsync("resources left");
        var result = await running.StopAsync();

        Assert.True(result.Stopped);
        Assert.Empty(result.Output);
        Assert.Single(Calls(kops));
    }

    private static int RowsOfTable(string version) =>
        File.ReadLines(Path.Combine(ReplayKopsScenario.RecordingFolder(version, "delete-cluster-preview"), "stdout.txt"))
            .SkipWhile(line => !line.StartsWith("TYPE", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Length > 0).Count();

    private static ModuleHost Shell(ReplayKopsScenario kops, bool interactive = false)
    {
        var shell = new ModuleHost(interactive);
        shell.Run("Set-KopsDefault -StateStore $store -KopsPath $kops -Region us-east-1", ("store", kops.StateStore), ("kops", kops.KopsPath)).Objects();
        return shell;
    }

    private static string[][] Calls(ReplayKopsScenario kops) =>
        [.. kops.Calls.Where(call => call.Arguments.FirstOrDefault() != "version").Select(call => call.Arguments.ToArray())];

    private static string[] Files(ReplayKopsScenario kops) =>
        [.. Directory.GetFiles(kops.StoreFolder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => file + Convert.ToHexString(File.ReadAllBytes(file)))];
}
