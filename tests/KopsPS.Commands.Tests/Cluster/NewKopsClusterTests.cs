using System.Management.Automation;

namespace KopsPS.Commands.Tests.Cluster;

public sealed class NewKopsClusterTests
{
    private const string Least = "New-KopsCluster prod.example.com -Zone us-east-1a -AdminAccess 203.0.113.0/24";
    private const string ThreeZones = "New-KopsCluster prod.example.com us-east-1a,us-east-1b,us-east-1c -AdminAccess 203.0.113.0/24";
    private const string Id = ",KopsPS.Commands.NewKopsClusterCommand";

    public static TheoryData<string> Versions => ["1.30.1", "1.36.2"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Registers_a_cluster_and_returns_it(string version)
    {
        using var kops = ReplayKopsScenario.Create(version, Created);
        using var shell = Shell(kops);

        var cluster = shell.Run($"$c = {ThreeZones}; $c").Single();

        Assert.Equal("KopsPS.KopsCluster", cluster.BaseObject.GetType().FullName);
        Assert.Equal(("prod.example.com", 3, 6), (Text(cluster, "ClusterName"), (int)(long)Number(cluster, "ControlPlaneCount"), (int)(long)Number(cluster, "NodeCount")));
        Assert.Equal((kops.StateStore, "us-east-1"), (Text(cluster, "StateStore"), Text(cluster, "Region")));
        Assert.Equal(
            [
                "create", "cluster", "--cloud", "aws", "--zones", "us-east-1a,us-east-1b,us-east-1c", "--admin-access", "203.0.113.0/24", "--unset", "spec.sshAccess",
                "--name", "prod.example.com", "--state", kops.StateStore,
            ],
            Assert.Single(Calls(kops)));
        Assert.Contains("prod.example.com", shell.Show("$c"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_dry_run_gives_the_manifest_and_stores_nothing(string version)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, "create-dry-run-yaml");
        using var shell = Shell(kops);

        var manifest = shell.Run($"{Least} -DryRun").Single();

        Assert.Equal("KopsPS.KopsManifest", manifest.BaseObject.GetType().FullName);
        Assert.Equal(7, ((Array)manifest.Properties["InstanceGroups"].Value).Length);
        Assert.StartsWith("apiVersion: kops.k8s.io/v1alpha2", Text(manifest, "Yaml").TrimStart('-', '\n', ' '), StringComparison.Ordinal);
        Assert.Contains("--dry-run", Assert.Single(Calls(kops)));
        Assert.Empty(Directory.GetFileSystemEntries(kops.StoreFolder));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -Apply -Wait 1m")]
    public void WhatIf_says_what_would_be_written_and_calls_nothing(string more)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var shell = Shell(kops);

        Assert.Empty(shell.Run($"{ThreeZones} -NodeCount 6 -WhatIf{more}").Objects());

        Assert.Contains("What if:", shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("1 control-plane node, 6 workers in us-east-1a, us-east-1b, us-east-1c", shell.Host.Text, StringComparison.Ordinal);
        Assert.Contains("API for 203.0.113.0/24, SSH for nobody", shell.Host.Text, StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
        Assert.Empty(Directory.GetFileSystemEntries(kops.StoreFolder));
    }

    [Fact]
    public void Declined_it_stores_nothing()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var shell = Shell(kops, interactive: true);
        shell.Host.Answers.Enqueue(2);

        Assert.Empty(shell.Run($"{Least} -Confirm").Objects());

        Assert.Contains("prod.example.com", Assert.Single(shell.Host.Questions), StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
    }

    [Fact]
    public void Apply_and_wait_go_on_until_it_is_healthy()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", Created, "update-preview", new ReplayKopsStep { Recording = "update-yes-admin", Snapshot = "20-updated" }, "validate-ready-json");
        using var shell = Shell(kops);

        var run = shell.Run($"{ThreeZones} -Apply -Wait 1m");

        Assert.Equal("1.36.2", Text(run.Single(), "KopsVersion"));
        Assert.Equal(["create", "update", "update", "validate"], Calls(kops).Select(call => call[0]));
        Assert.Equal([false, true], Calls(kops).Where(call => call[0] == "update").Select(call => call.Contains("--yes")));
        Assert.Contains(run.Progress, record => record.Activity == "Applying prod.example.com");
    }

    [Fact]
    public void A_wait_that_is_over_gives_the_cluster_and_the_fault()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", Created, "update-preview", new ReplayKopsStep { Recording = "update-yes-admin", Snapshot = "20-updated" }, "validate-no-nodes-json");
        using var shell = Shell(kops);

        var run = shell.Run($"{ThreeZones} -Apply -Wait 1s");

        Assert.Single(run.Output);
        Assert.Equal("KopsValidationTimeout" + Id, run.SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void An_application_that_fails_leaves_the_cluster_registered_and_says_so()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", Created, "update-preview", new ReplayKopsStep { Command = "update cluster --yes", Stderr = "Error: no luck\n", ExitCode = 1 });
        using var shell = Shell(kops);

        var run = shell.Run($"{ThreeZones} -Apply");

        Assert.Equal("KopsFailed" + Id, run.SingleError().FullyQualifiedErrorId);
        Assert.Contains(run.Warnings, warning => warning.Contains("registered", StringComparison.Ordinal)
            && warning.Contains("Update-KopsCluster -Name prod.example.com goes on", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(kops.StoreFolder, "prod.example.com", "config")));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_cluster_that_is_there_is_not_touched(string version)
    {
        using var kops = ReplayKopsScenario.Create(version, Created).WithSnapshot("10-created");
        using var shell = Shell(kops);
        var before = Files(kops);

        foreach (var way in new[] { "", " -DryRun", " -WhatIf", " -Apply" })
        {
            var error = shell.Run(Least + way).SingleError();
            Assert.Equal(("KopsClusterExists" + Id, ErrorCategory.ResourceExists), (error.FullyQualifiedErrorId, error.CategoryInfo.Category));
            Assert.Equal("prod.example.com", error.TargetObject);
        }

        Assert.Empty(Calls(kops));
        Assert.Equal(before, Files(kops));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_creation_that_fails_half_way_is_taken_back(string version)
    {
        using var kops = ReplayKopsScenario.Create(version, new ReplayKopsStep { Recording = "create-no-dns-zone", Snapshot = "10-created" }, "unregister-yes");
        using var shell = Shell(kops);

        var run = shell.Run($"{Least} -DnsZone nowhere.example.net");

        Assert.Equal("KopsDnsZoneNotFound" + Id, run.SingleError().FullyQualifiedErrorId);
        Assert.Contains(run.Warnings, warning => warning.Contains("taken back", StringComparison.Ordinal));
        Assert.Equal(
            ["delete", "cluster", "--unregister", "--yes", "--name", "prod.example.com", "--state", kops.StateStore], Calls(kops)[^1]);
    }

    [Fact]
    public async Task Stopped_it_takes_back_what_kops_stored()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", new ReplayKopsStep { Recording = "create", End = ReplayKopsEnd.Hang }, "unregister-yes");
        using var shell = Shell(kops);
        using var running = shell.Start($"{Least} -Verbose");

        // What the recorded kops says after it has stored the cluster.
        await running.SaidAsync("Assigned CIDR 172.20.192.0/18 to subnet us-east-1c");
        kops.WithSnapshot("10-created");
        var result = await running.StopAsync();

        Assert.True(result.Stopped);
        Assert.Equal(
            ["delete", "cluster", "--unregister", "--yes", "--name", "prod.example.com", "--state", kops.StateStore], Calls(kops)[^1]);
        Assert.Contains("taken back", shell.Host.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-KopsCluster Prod -Zone us-east-1a -AdminAccess 203.0.113.0/24", "KopsSpecInvalid", "DNS name in lower case")]
    [InlineData("New-KopsCluster prod.example.com -Zone us-east-1 -AdminAccess 203.0.113.0/24", "KopsZoneInvalid", "written like eu-central-1a")]
    [InlineData("New-KopsCluster prod.example.com -Zone us-east-1a,eu-west-1a -AdminAccess 203.0.113.0/24", "KopsZoneInvalid", "one region")]
    [InlineData("New-KopsCluster prod.example.com -Zone us-east-1a -AdminAccess 203.0.113.7", "KopsSpecInvalid", "203.0.113.7/32")]
    [InlineData(Least + " -SshAccess 203.0.113.7/24", "KopsSpecInvalid", "did you mean 203.0.113.0/24")]
    [InlineData(Least + " -ControlPlaneCount 2", "KopsSpecInvalid", "odd number")]
    [InlineData(Least + " -NodeCount -1", "KopsSpecInvalid", "1 or more")]
    [InlineData(Least + " -NodeCount 0", "KopsSpecInvalid", "no cluster without workers")]
    [InlineData(Least + " -NodeSize large", "KopsSpecInvalid", "m5.large")]
    [InlineData(Least + " -NodeVolumeSize 100Mi", "KopsSpecInvalid", "whole gibibytes")]
    [InlineData(Least + " -Networking weave", "KopsSpecInvalid", "cilium")]
    [InlineData(Least + " -Networking canal", "KopsFeatureMissing", "older than 1.34.0")]
    [InlineData(Least + " -NetworkCidr 10.0.0.1/16", "KopsSpecInvalid", "10.0.0.0/16")]
    [InlineData(Least + " -NetworkId net-1", "KopsSpecInvalid", "vpc-")]
    [InlineData(Least + " -SubnetId subnet-12345678", "KopsUsage", "-NetworkId")]
    [InlineData(Least + " -Bastion", "KopsUsage", "-Topology Private")]
    [InlineData(Least + " -Topology Private -Networking kubenet", "KopsUsage", "cilium")]
    [InlineData(Least + " -Dns None -DnsZone example.com", "KopsUsage", "-DnsZone")]
    [InlineData(Least + " -SshPublicKey ./no-such-key.pub", "SshKeyFileNotFound", "no-such-key.pub")]
    [InlineData(Least + " -KubernetesVersion 1.34", "KopsSpecInvalid", "1.34.7")]
    [InlineData(Least + " -Tag @{ 'aws:x' = 'y' }", "KopsSpecInvalid", "aws:")]
    [InlineData(Least + " -PermissionsBoundary boundary", "KopsSpecInvalid", "arn:aws:iam")]
    [InlineData(Least + " -DiscoveryStore file:///srv/oidc", "KopsSpecInvalid", "s3://")]
    [InlineData(Least + " -Set maxPods=1", "KopsSpecInvalid", "spec.")]
    [InlineData(Least + " -KopsArgument --yes", "KopsUsage", "-Apply")]
    [InlineData(Least + " -Production", "KopsZoneInvalid", "three zones")]
    public void What_cannot_be_is_refused_before_kops_is_called(string script, string id, string says)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var shell = Shell(kops);

        var error = shell.Run(script).SingleError();

        Assert.Equal(id + Id, error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
        Assert.Empty(Directory.GetFileSystemEntries(kops.StoreFolder));
    }

    [Theory]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "private key")]
    [InlineData("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= me\n", "ssh-ed25519 and ssh-rsa")]
    [InlineData("ssh-ed25519 AAAA me\n", "not a key of that type")]
    [InlineData("", "ssh-ed25519 and ssh-rsa")]
    public void A_file_that_is_no_public_key_is_refused_before_kops_stores_the_cluster(string content, string says)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "id_ed25519");
        File.WriteAllText(path, content);
        using var shell = Shell(kops);

        var error = shell.Run($"{Least} -SshPublicKey $key", ("key", path)).SingleError();

        Assert.Equal("KopsSshKeyInvalid" + Id, error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        if (says == "private key")
        {
            Assert.DoesNotContain("> " + path, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Empty(Calls(kops));
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Theory]
    [InlineData("New-KopsCluster prod.example.com -Zone us-east-1a", "MissingMandatoryParameter", "AdminAccess")]
    [InlineData(Least + " -Apply -DryRun", "AmbiguousParameterSet", "")]
    [InlineData(Least + " -Wait 5m", "MissingMandatoryParameter", "Apply")]
    [InlineData(Least + " -Apply -Wait 5", "ParameterArgumentTransformationError", "unit")]
    [InlineData(Least + " -Dns Gossip", "ParameterArgumentValidationError", "Public,Private,None")]
    public void Calls_that_make_no_sense_do_not_bind(string script, string id, string says)
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var shell = Shell(kops);

        var error = shell.Run(script).SingleError();

        Assert.Equal(id + Id, error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Calls(kops));
    }

    [Fact]
    public void The_question_for_admin_access_says_why_it_is_asked()
    {
        using var shell = new ModuleHost();

        var help = shell.Run("(Get-Command New-KopsCluster).Parameters['AdminAccess'].Attributes.HelpMessage").Single().ToString();

        Assert.Contains("whole internet", help, StringComparison.Ordinal);
        Assert.Contains("203.0.113.0/24", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_shows_its_choices_and_gives_way_to_what_is_asked()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var shell = Shell(kops);

        var run = shell.Run($"{ThreeZones} -Production -Networking calico -EncryptEtcd:$false -Verbose");

        run.Single();
        Assert.Contains(run.Verbose, line => line.Contains("three control-plane nodes", StringComparison.Ordinal));
        Assert.Contains(run.Verbose, line => line.Contains("private topology", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Verbose, line => line.Contains("cilium as the pod network", StringComparison.Ordinal));
        Assert.Contains(run.Warnings, line => line.Contains("not encrypted", StringComparison.Ordinal));
        var call = string.Join(' ', Assert.Single(Calls(kops)));
        Assert.Contains("--control-plane-zones us-east-1a,us-east-1b,us-east-1c", call, StringComparison.Ordinal);
        Assert.Contains("--networking calico --topology private", call, StringComparison.Ordinal);
        Assert.Contains("--encrypt-etcd-storage=false", call, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_and_store_come_from_an_object_too()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created);
        using var shell = Shell(kops);

        shell.Run(
            "Clear-KopsDefault; [pscustomobject]@{ ClusterName = 'prod.example.com'; StateStore = $store; Region = 'us-east-1'; ProfileName = $null }"
            + " | New-KopsCluster -Zone us-east-1a -AdminAccess 203.0.113.0/24 -KopsPath $kops",
            ("store", kops.StateStore), ("kops", kops.KopsPath)).Single();

        Assert.Equal("create", Assert.Single(Calls(kops))[0]);
    }

    [Fact]
    public void A_cluster_pipes_on()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", Created, "update-preview");
        using var shell = Shell(kops);

        var plan = shell.Run($"{ThreeZones} | Get-KopsPlan").Single();

        Assert.Equal(191, plan.Properties["ToCreate"].Value);
    }

    private static readonly ReplayKopsStep Created = new() { Recording = "create", Snapshot = "10-created" };

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

    private static string Text(PSObject from, string property) => (string)from.Properties[property].Value;

    private static long Number(PSObject from, string property) => Convert.ToInt64(from.Properties[property].Value, null);
}
