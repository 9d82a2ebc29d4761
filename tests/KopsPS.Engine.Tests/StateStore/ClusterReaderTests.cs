using System.Text;
using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.StateStore;

/// <summary>Against the state stores that the real kops left behind.</summary>
public sealed class ClusterReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<AwsSession> _sessions = [];

    public static TheoryData<string, string> Snapshots()
    {
        var data = new TheoryData<string, string>();
        foreach (var (version, name) in StateStoreSnapshot.All())
        {
            data.Add(version, name);
        }

        return data;
    }

    public void Dispose()
    {
        _sessions.ForEach(session => session.Dispose());
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public async Task Reads_every_snapshot_whole(string version, string snapshot)
    {
        var expected = StateStoreSnapshot.Load(version, snapshot).Objects;
        var names = expected.Keys.Where(key => key.EndsWith("/config", StringComparison.Ordinal)).Select(key => key.Split('/')[0]).ToArray();

        var outcomes = await Reader(version, snapshot).ReadClustersAsync(full: true).ToListAsync();

        Assert.Equal(names, outcomes.Select(outcome => outcome.Value?.ClusterName));
        foreach (var cluster in outcomes.Select(outcome => outcome.Value!))
        {
            Assert.Equal(Encoding.UTF8.GetString(expected[$"{cluster.ClusterName}/config"]), cluster.Manifest.ToYaml());
            Assert.Equal(expected.ContainsKey($"{cluster.ClusterName}/cluster-completed.spec"), cluster.CompletedSpec is not null);
            Assert.Equal(expected.ContainsKey($"{cluster.ClusterName}/kops-version.txt") ? version : null, cluster.KopsVersion);
            Assert.NotEmpty(cluster.InstanceGroups);
        }
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public async Task A_manifest_is_what_kops_get_all_prints(string version)
    {
        var recording = Directory.EnumerateDirectories(Path.Combine(Repository.Recordings, "kops", version), "*-get-all-yaml").Single();

        var manifest = await Reader(version, "10-created").ReadManifestAsync("prod.example.com");

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(recording, "stdout.txt")), manifest.Yaml);
        Assert.Equal(7, manifest.InstanceGroups.Length);
        Assert.StartsWith("ssh-ed25519 ", Assert.Single(manifest.SshKeys), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_has_what_people_look_for()
    {
        var cluster = await Reader("1.36.2", "20-updated").GetClusterAsync("prod.example.com", full: true);

        Assert.Equal("1.34.7", cluster.KubernetesVersion);
        Assert.Equal("aws", cluster.Cloud);
        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1c"], cluster.Zones);
        Assert.Equal(6, cluster.Subnets.Length);
        Assert.Equal("172.20.64.0/18", cluster.Subnets[0].Cidr);
        Assert.Equal("cilium", cluster.Networking);
        Assert.Equal("Private", cluster.Topology);
        Assert.Equal("Public", cluster.Dns);
        Assert.Equal("example.com", cluster.DnsZone);
        Assert.Equal("Public Network", cluster.ApiEndpointKind);
        Assert.Equal("api.prod.example.com", cluster.ApiName);
        Assert.Equal(["0.0.0.0/0", "::/0"], cluster.ApiAccess);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 20, 59, 54, TimeSpan.Zero), cluster.Created);
        Assert.Equal(["main/a", "main/b", "main/c", "events/a", "events/b", "events/c"], cluster.EtcdMembers.Select(member => member.ToString()));
        Assert.True(cluster.EtcdMembers[0].EncryptedVolume);
        Assert.Equal(3, cluster.ControlPlaneCount);
        Assert.Equal(6, cluster.NodeCount);
        Assert.Equal(["m5.large"], cluster.NodeTypes);
        Assert.Equal("100.96.0.0/11", cluster.CompletedSpec!["podCIDR"]);
        Assert.Equal(_folder.Path, cluster.StateStore!["file://".Length..].Replace('/', Path.DirectorySeparatorChar).TrimStart(OperatingSystem.IsWindows() ? '\\' : '\0'));
    }

    [Fact]
    public async Task A_cluster_without_DNS_says_so()
    {
        var cluster = await Reader("1.36.2", "60-small").GetClusterAsync("dev.k8s.local");

        Assert.Equal("None", cluster.Dns);
        Assert.Equal("Public", cluster.Topology);
        Assert.Null(cluster.NodeCount);
        Assert.Null(cluster.KopsVersion);
    }

    [Fact]
    public async Task Groups_have_the_words_and_zones_of_kops_own_table()
    {
        var groups = (await Reader("1.36.2", "10-created").ReadInstanceGroupsAsync("prod.example.com")).Select(group => group.Value!).ToArray();

        Assert.Equal(
            ["bastions", "control-plane-us-east-1a", "control-plane-us-east-1b", "control-plane-us-east-1c", "nodes-us-east-1a", "nodes-us-east-1b", "nodes-us-east-1c"],
            groups.Select(group => group.Name));
        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1c"], groups[0].Zones);
        Assert.Equal("ControlPlane", groups[1].Role);
        Assert.Equal("Master", groups[1].Spec["role"]);
        Assert.Equal((2, 2, "m5.large"), (groups[4].MinSize, groups[4].MaxSize, groups[4].MachineType));
    }

    [Theory]
    [InlineData("pord.example.com", "prod.example.com")]
    [InlineData("PROD.example.com", "prod.example.com")]
    [InlineData("prod", "prod.example.com")]
    [InlineData("nothing-like-it", null)]
    [InlineData("../secrets", null)]
    public async Task A_missing_cluster_is_a_fault_that_names_the_nearest(string name, string? nearest)
    {
        // On systems whose files have no case a name in other case is found.
        if (name.StartsWith("PROD", StringComparison.Ordinal) && !OperatingSystem.IsLinux())
        {
            Assert.Equal("prod.example.com", (await Reader("1.36.2", "10-created").GetClusterAsync(name)).ClusterName);
            return;
        }

        var fault = await Assert.ThrowsAsync<KopsException>(() => Reader("1.36.2", "10-created").GetClusterAsync(name));

        Assert.Equal("KopsClusterNotFound", fault.Id);
        Assert.Equal(FaultKind.ObjectNotFound, fault.Kind);
        Assert.Equal(name, fault.Target);
        Assert.Equal(nearest is not null, fault.Message.EndsWith($"Did you mean {nearest}?", StringComparison.Ordinal));
        Assert.StartsWith("Get-KopsCluster -StateStore file://", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_broken_cluster_is_its_own_fault()
    {
        var reader = Reader("1.36.2", "10-created");
        foreach (var (key, content) in StateStoreSnapshot.Many(20))
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, key.Split('/')[0]));
            await File.WriteAllBytesAsync(Path.Combine(_folder.Path, key), content);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "c0007.example.com", "config"), "kind: Cluster\n  spec: [");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "c0008.example.com", "config"), "kind: Pod\nmetadata:\n  name: x\nspec: {}\n");

        var outcomes = await reader.ReadClustersAsync().ToListAsync();

        Assert.Equal(19, outcomes.Count(outcome => outcome.Value is not null));
        var faults = outcomes.Where(outcome => outcome.Fault is not null).ToArray();
        Assert.Equal(["c0007.example.com", "c0008.example.com"], faults.Select(outcome => outcome.Name));
        Assert.All(faults, outcome => Assert.Equal("KopsManifestInvalid", outcome.Fault!.Id));
        Assert.Contains("line 2", faults[0].Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind: InstanceGroup\n  spec: [")]
    [InlineData("kind: InstanceGroup\nmetadata: {}\nspec: {}\n")]
    public async Task One_broken_group_leaves_its_cluster(string content)
    {
        var reader = Reader("1.36.2", "10-created");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "prod.example.com", "instancegroup", "nodes-us-east-1b"), content);

        var outcome = Assert.Single(await reader.ReadNamedAsync(["prod.example.com"], full: true).ToListAsync());

        Assert.Null(outcome.Fault);
        var cluster = outcome.Value!;
        Assert.Contains(cluster.InstanceGroups, group => group.Name == "nodes-us-east-1a");
        Assert.DoesNotContain(cluster.InstanceGroups, group => group.Name == "nodes-us-east-1b");
        Assert.Equal((null, null, null), (cluster.ControlPlaneCount, cluster.NodeCount, cluster.NodeCountMax)); // too small without it
        var fault = Assert.Single(outcome.PartFaults);
        Assert.Equal(("KopsInstanceGroupInvalid", FaultKind.InvalidData, "prod.example.com/nodes-us-east-1b"), (fault.Id, fault.Kind, fault.Target));
        Assert.Contains("instancegroup/nodes-us-east-1b", fault.Message, StringComparison.Ordinal);

        // What goes on with the cluster must not go on with half of it.
        Assert.Equal("KopsInstanceGroupInvalid", (await Assert.ThrowsAsync<KopsException>(() => reader.GetClusterAsync("prod.example.com", full: true))).Id);
    }

    [Fact]
    public async Task A_broken_completed_spec_leaves_its_cluster()
    {
        var reader = Reader("1.36.2", "20-updated");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "prod.example.com", "cluster-completed.spec"), "spec: [");

        var outcome = Assert.Single(await reader.ReadNamedAsync(["prod.example.com"], full: true).ToListAsync());

        Assert.Null(outcome.Value!.CompletedSpec);
        Assert.NotNull(outcome.Value.NodeCount);
        Assert.Equal("KopsManifestInvalid", Assert.Single(outcome.PartFaults).Id);
    }

    [Fact]
    public async Task Folders_without_any_cluster_are_no_state_store_and_an_empty_one_is()
    {
        var reader = Open($"file://{Slashed(_folder.Path)}");
        Assert.Empty(await reader.ReadClustersAsync().ToListAsync());

        Directory.CreateDirectory(Path.Combine(_folder.Path, "holiday-photos"));
        var fault = await Assert.ThrowsAsync<KopsException>(async () => await reader.ReadClustersAsync().ToListAsync());

        Assert.Equal("KopsStateStoreInvalid", fault.Id);
        Assert.Empty(await reader.ReadClustersAsync(name => name.StartsWith('h')).ToListAsync());
    }

    [Fact]
    public async Task A_folder_that_is_missing_or_a_file_is_told()
    {
        var missing = await Assert.ThrowsAsync<KopsException>(() => Open($"file://{Slashed(_folder.Path)}/nowhere").ListNamesAsync());
        Assert.Equal("KopsStateStoreNotFound", missing.Id);

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "file"), "");
        var file = await Assert.ThrowsAsync<KopsException>(() => Open($"file://{Slashed(_folder.Path)}/file").ReadManifestAsync("x"));
        Assert.Equal("KopsStateStoreInvalid", file.Id);
    }

    private static string Slashed(string path) => path.Replace('\\', '/') is var text && text.StartsWith('/') ? text : "/" + path.Replace('\\', '/');

    private ClusterReader Reader(string version, string snapshot)
    {
        StateStoreSnapshot.Load(version, snapshot).WriteTo(_folder.Path);
        return Open($"file://{Slashed(_folder.Path)}");
    }

    private ClusterReader Open(string stateStore)
    {
        var settings = TestSettings.With(_folder.Path) with { StateStore = stateStore };
        var session = AwsSession.Create(settings);
        _sessions.Add(session);
        return ClusterReader.Open(settings, session);
    }
}
