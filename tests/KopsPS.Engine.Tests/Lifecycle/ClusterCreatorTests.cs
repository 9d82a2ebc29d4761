using KopsPS.Engine.Aws;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;
using KopsPS.Engine.StateStore;
using KopsPS.Engine.Tests.Processes;
using KopsPS.Fakes;
using NuGet.Versioning;

namespace KopsPS.Engine.Tests.Lifecycle;

public sealed class ClusterCreatorTests : IDisposable
{
    private static readonly CreateRequest Request = new()
    {
        Name = "prod.example.com",
        Zones = ["us-east-1a", "us-east-1b", "us-east-1c"],
        AdminAccess = ["203.0.113.0/24"],
    };

    private readonly TemporaryFolder _home = new();
    private readonly RecordingFeedback _feedback = new();
    private AwsSession? _session;

    public static TheoryData<string> Versions => ["1.30.1", "1.36.2"];

    public void Dispose()
    {
        _session?.Dispose();
        _home.Dispose();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_new_cluster_is_read_back_from_the_store(string version)
    {
        using var kops = ReplayKopsScenario.Create(version, new ReplayKopsStep { Recording = "create", Snapshot = "10-created" });
        var cluster = await Creator(kops).CreateAsync(Request, SemanticVersion.Parse(version), null, true, CancellationToken.None);

        Assert.Equal("prod.example.com", cluster.ClusterName);
        Assert.Equal(kops.StateStore.TrimEnd('/'), cluster.StateStore);
        Assert.Equal((3, 6), (cluster.ControlPlaneCount, cluster.NodeCount));
        Assert.Equal(
        [
            "create", "cluster", "--cloud", "aws",
            "--zones", "us-east-1a,us-east-1b,us-east-1c",
            "--admin-access", "203.0.113.0/24",
            "--unset", "spec.sshAccess",
            "--name", "prod.example.com", "--state", kops.StateStore,
        ], Assert.Single(Changes(kops)));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("A new kubernetes version is available", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_cluster_that_exists_is_not_touched(string version)
    {
        using var kops = ReplayKopsScenario.Create(version).WithSnapshot("10-created");
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request, SemanticVersion.Parse(version), null, true, CancellationToken.None));

        Assert.Equal("KopsClusterExists", fault.Id);
        Assert.Empty(kops.Calls);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_creation_that_fails_after_storing_is_taken_back(string version)
    {
        using var kops = ReplayKopsScenario.Create(
            version, new ReplayKopsStep { Recording = "create-no-dns-zone", Snapshot = "10-created" }, "unregister-yes");
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request, SemanticVersion.Parse(version), null, true, CancellationToken.None));

        Assert.Equal("KopsDnsZoneNotFound", fault.Id);
        Assert.Equal(
            ["delete", "cluster", "--unregister", "--yes", "--name", "prod.example.com", "--state", kops.StateStore], Changes(kops)[^1]);
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("taken back", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.36.2", "create-bad-zone", "KopsZoneInvalid")]
    [InlineData("1.30.1", "create-bad-zone", "KopsZoneInvalid")]
    [InlineData("1.36.2", "create-even-control-plane", "KopsSpecInvalid")]
    [InlineData("1.30.1", "create-even-control-plane", "KopsSpecInvalid")]
    [InlineData("1.36.2", "create-missing-ssh-key", "SshKeyFileNotFound")]
    [InlineData("1.36.2", "create-bad-version", "KopsTooOld")]
    [InlineData("1.30.1", "create-bad-version", "KopsTooOld")]
    [InlineData("1.36.2", "create-bad-name", "KopsSpecInvalid")]
    public async Task What_kops_refuses_before_storing_leaves_nothing_to_take_back(string version, string recording, string id)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, recording);
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request, SemanticVersion.Parse(version), null, true, CancellationToken.None));

        Assert.Equal(id, fault.Id);
        Assert.Single(Changes(kops));
        Assert.Empty(_feedback.Warnings);
    }

    /// <summary>Somebody else was faster: the cluster that is there now is not ours to take back.</summary>
    [Fact]
    public async Task A_cluster_that_appears_meanwhile_is_left_alone()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "create-again", Snapshot = "10-created" }, "unregister-yes");
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request, new SemanticVersion(1, 36, 2), null, true, CancellationToken.None));

        Assert.Equal("KopsClusterExists", fault.Id);
        Assert.Single(Changes(kops));
    }

    [Fact]
    public async Task Where_it_is_not_sure_who_stored_it_it_is_only_said()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2", new ReplayKopsStep { Recording = "create-bad-zone", Snapshot = "10-created" }, "unregister-yes");
        await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request, new SemanticVersion(1, 36, 2), null, true, CancellationToken.None));

        Assert.Single(Changes(kops));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("-Unregister", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Objects_of_an_earlier_cluster_are_told_and_never_taken_back()
    {
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", new ReplayKopsStep { Recording = "create-no-dns-zone", Snapshot = "10-created" }, "unregister-yes");
        var key = Path.Combine(kops.StoreFolder, "prod.example.com", "pki", "private", "kubernetes-ca");
        Directory.CreateDirectory(key);
        await File.WriteAllTextAsync(Path.Combine(key, "keyset.yaml"), "kind: Keyset");
        await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request, new SemanticVersion(1, 36, 2), null, true, CancellationToken.None));

        Assert.Single(Changes(kops));
        Assert.Contains(_feedback.Warnings, warning => warning.StartsWith("1 objects of an earlier cluster", StringComparison.Ordinal));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("objects lay there before", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_creation_is_taken_back()
    {
        using var stop = new CancellationTokenSource();
        var calls = new List<KopsCall>();
        using var store = new TemporaryFolder();
        var creator = Creator(Settings(new Uri(store.Path).AbsoluteUri), async (call, token) =>
        {
            calls.Add(call);
            if (calls.Count > 1)
            {
                Assert.False(token.IsCancellationRequested);
                return new KopsRun { ExitCode = 0, Stdout = "", StderrLines = [], Warnings = [], Duration = TimeSpan.Zero };
            }

            Directory.CreateDirectory(Path.Combine(store.Path, "prod.example.com"));
            await File.WriteAllTextAsync(Path.Combine(store.Path, "prod.example.com", "config"), "kind: Cluster", CancellationToken.None);
            await stop.CancelAsync();
            throw new OperationCanceledException(
                "", new KopsProcessException("kops create cluster", 130, "Previewing changes that will be made:\n", ""), token);
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => creator.CreateAsync(Request, new SemanticVersion(1, 36, 2), null, true, stop.Token));
        Assert.Equal(["delete", "cluster", "--unregister", "--yes"], calls[1].Arguments);
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_said_with_the_way()
    {
        using var store = new TemporaryFolder();
        var calls = 0;
        var creator = Creator(Settings(new Uri(store.Path).AbsoluteUri), (_, _) =>
        {
            Directory.CreateDirectory(Path.Combine(store.Path, "prod.example.com"));
            File.WriteAllText(Path.Combine(store.Path, "prod.example.com", "config"), "kind: Cluster");
            throw new KopsException(
                calls++ == 0 ? "KopsDnsZoneNotFound" : "KopsStateStoreUnreachable", FaultKind.ConnectionError, "no way",
                inner: new KopsProcessException("kops", 1, "Previewing changes that will be made:\n", ""));
        });

        var fault = await Assert.ThrowsAsync<KopsException>(() => creator.CreateAsync(Request, new SemanticVersion(1, 36, 2), null, true, CancellationToken.None));
        Assert.Equal("KopsDnsZoneNotFound", fault.Id);
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("could not be taken back: no way", StringComparison.Ordinal)
            && warning.Contains("Remove-KopsCluster -Name prod.example.com", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_dry_run_gives_the_manifest_and_writes_nothing(string version)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, "create-dry-run-yaml");
        var manifest = await Creator(kops).DescribeAsync(Request, SemanticVersion.Parse(version), null, CancellationToken.None);

        Assert.Equal("prod.example.com", manifest.ClusterName);
        Assert.Equal(7, manifest.InstanceGroups.Length);
        Assert.StartsWith("ssh-ed25519 ", Assert.Single(manifest.SshKeys), StringComparison.Ordinal);
        Assert.Equal("172.20.0.0/16", manifest.Cluster.Spec["networkCIDR"]);
        Assert.Empty(Directory.GetFileSystemEntries(kops.StoreFolder));
    }

    [Fact]
    public async Task Gossip_names_are_warned_of()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "create-bad-zone");
        await Assert.ThrowsAsync<KopsException>(() =>
            Creator(kops).CreateAsync(Request with { Name = "dev.k8s.local" }, new SemanticVersion(1, 36, 2), null, true, CancellationToken.None));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("-Dns None", StringComparison.Ordinal));
    }

    private static List<IReadOnlyList<string>> Changes(ReplayKopsScenario kops) =>
        [.. kops.Calls.Select(call => call.Arguments).Where(arguments => arguments[0] != "version")];

    private KopsSettings Settings(string store, string? kops = null) => new()
    {
        Environment = new HostEnvironment([KeyValuePair.Create("PATH", Environment.GetEnvironmentVariable("PATH") ?? "")], _home.Path),
        StateStore = store,
        KopsPath = kops,
        Region = "us-east-1",
    };

    private ClusterCreator Creator(ReplayKopsScenario kops)
    {
        var settings = Settings(kops.StateStore, kops.KopsPath);
        return Creator(settings, new KopsRunner(settings, new FakeAccess(), _feedback).RunAsync);
    }

    private ClusterCreator Creator(KopsSettings settings, Func<KopsCall, CancellationToken, Task<KopsRun>> run)
    {
        _session = AwsSession.Create(settings);
        return new ClusterCreator(run, ClusterReader.Open(settings, _session, _feedback), settings, _feedback);
    }
}
