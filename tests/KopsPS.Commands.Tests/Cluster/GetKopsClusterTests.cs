using System.Management.Automation;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Cluster;

public sealed class GetKopsClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _shell = new();
    private readonly string _store;

    public GetKopsClusterTests()
    {
        StateStoreSnapshot.Load("1.36.2", "70-before-deletion").WriteTo(_folder.Path);
        StateStoreSnapshot.Load("1.36.2", "20-updated").WriteTo(_folder.Path);
        var path = _folder.Path.Replace('\\', '/');
        _store = $"file://{(path.StartsWith('/') ? path : "/" + path)}";
        _shell.Run("Set-KopsDefault $store", ("store", _store)).Objects();
    }

    public void Dispose()
    {
        _shell.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Gives_all_clusters_with_what_they_were_reached_by()
    {
        var clusters = _shell.Run("Get-KopsCluster").Objects();

        Assert.Contains("prod.example.com", Texts(clusters, "ClusterName"));
        Assert.All(clusters, cluster => Assert.Equal(_store, cluster.Properties["StateStore"].Value));
    }

    [Fact]
    public void The_whole_spec_is_within_reach()
    {
        Assert.Equal("1.34.7", _shell.Run("(Get-KopsCluster prod.example.com).Spec.kubernetesVersion").Single().BaseObject);
        Assert.Equal("False", _shell.Run("(Get-KopsCluster prod.example.com).Spec.kubelet.anonymousAuth.ToString()").Single().BaseObject);
        Assert.Equal("us-east-1a", _shell.Run("(Get-KopsCluster prod.example.com).Spec.subnets[0].zone").Single().BaseObject);
        Assert.Contains("labelled: here", (string)_shell.Run(
            "$c = Get-KopsCluster prod.example.com; $c.Spec.cloudLabels.labelled = 'here'; $c.Manifest.ToYaml()").Single().BaseObject, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_choose_and_may_choose_nothing()
    {
        Assert.Equal("prod.example.com", _shell.Run("Get-KopsCluster PROD*").Single().Properties["ClusterName"].Value);
        Assert.Empty(_shell.Run("Get-KopsCluster nothing*").Objects());
    }

    [Fact]
    public void A_name_that_is_missing_comes_after_the_good_ones_and_names_the_nearest()
    {
        var result = _shell.Run("'pord.example.com', 'prod.example.com' | Get-KopsCluster");

        Assert.Equal("prod.example.com", Assert.Single(result.Output).Properties["ClusterName"].Value);
        var error = result.SingleError();
        Assert.Equal("KopsClusterNotFound,KopsPS.Commands.GetKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal("pord.example.com", error.TargetObject);
        Assert.Contains("Did you mean prod.example.com?", error.ToString(), StringComparison.Ordinal);
        Assert.Equal($"Get-KopsCluster -StateStore {_store}", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void One_broken_cluster_leaves_the_others()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "a-broken.example.com"));
        File.WriteAllText(Path.Combine(_folder.Path, "a-broken.example.com", "config"), "spec: [");

        var result = _shell.Run("Get-KopsCluster");

        Assert.NotEmpty(result.Output);
        Assert.Equal("KopsManifestInvalid,KopsPS.Commands.GetKopsClusterCommand", result.SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void One_broken_group_leaves_its_cluster()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "prod.example.com", "instancegroup", "nodes-us-east-1b"), "spec: [");

        var result = _shell.Run("Get-KopsCluster prod.example.com -Full");

        var cluster = Assert.Single(result.Output);
        Assert.NotEmpty((Array)cluster.Properties["InstanceGroups"].Value);
        Assert.Null(cluster.Properties["NodeCount"].Value);
        var error = result.SingleError();
        Assert.Equal("KopsInstanceGroupInvalid,KopsPS.Commands.GetKopsClusterCommand", error.FullyQualifiedErrorId);
        Assert.Equal("prod.example.com/nodes-us-east-1b", error.TargetObject);
    }

    [Fact]
    public void One_broken_group_leaves_the_others()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "prod.example.com", "instancegroup", "nodes-us-east-1b"), "spec: [");

        var result = _shell.Run("Get-KopsInstanceGroup prod.example.com nodes-*");

        Assert.Equal(["nodes-us-east-1a", "nodes-us-east-1c"], Texts(result.Output, "Name"));
        var error = result.SingleError();
        Assert.Equal("KopsInstanceGroupInvalid,KopsPS.Commands.GetKopsInstanceGroupCommand", error.FullyQualifiedErrorId);
        Assert.Equal("prod.example.com/nodes-us-east-1b", error.TargetObject);
        Assert.Equal("bastions", _shell.Run("Get-KopsInstanceGroup prod.example.com bastions").Single().Properties["Name"].Value);
        Assert.Equal(
            "KopsInstanceGroupInvalid,KopsPS.Commands.GetKopsInstanceGroupCommand", _shell.Run("Get-KopsInstanceGroup prod.example.com nodes-us-east-1b").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Full_adds_counts_and_a_view_of_them()
    {
        var cluster = _shell.Run("Get-KopsCluster prod.example.com -Full").Single();
        Assert.Equal((3, 6, "1.36.2"), (cluster.Properties["ControlPlaneCount"].Value, cluster.Properties["NodeCount"].Value, cluster.Properties["KopsVersion"].Value));

        var text = _shell.Show("Get-KopsCluster prod.example.com -Full");
        Assert.Matches(@"Name\s+Version\s+Kops\s+ControlPlane", text);
        Assert.Matches(@"prod\.example\.com\s+1\.34\.7\s+1\.36\.2\s+3", text);
    }

    [Fact]
    public void The_view_has_what_one_looks_for() =>
        Assert.Matches(@"prod\.example\.com\s+1\.34\.7\s+aws\s+cilium\s+Private\s+Public\s+\{us-east-1a", _shell.Show("Get-KopsCluster prod.example.com"));

    [Fact]
    public void Groups_come_by_cluster_and_by_pattern()
    {
        var groups = _shell.Run("Get-KopsCluster prod.example.com | Get-KopsInstanceGroup -Name nodes-*, bastions").Objects();
        Assert.Equal(["bastions", "nodes-us-east-1a", "nodes-us-east-1b", "nodes-us-east-1c"], Texts(groups, "Name"));

        Assert.Matches(@"control-plane-us-east-1a\s+ControlPlane\s+m5\.large\s+1\s+1", _shell.Show("Get-KopsInstanceGroup prod.example.com"));
        Assert.Equal(
            "KopsInstanceGroupNotFound,KopsPS.Commands.GetKopsInstanceGroupCommand",
            _shell.Run("Get-KopsInstanceGroup prod.example.com nodes-us-east-1d").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void An_instance_group_leads_back_to_its_cluster() =>
        Assert.Equal("prod.example.com", _shell.Run("Get-KopsInstanceGroup prod.example.com bastions | Get-KopsCluster").Single().Properties["ClusterName"].Value);

    [Fact]
    public void A_manifest_holds_it_all()
    {
        var manifest = _shell.Run("Get-KopsCluster prod.example.com | Get-KopsManifest").Single();

        Assert.Contains("kind: InstanceGroup", (string)manifest.Properties["Yaml"].Value, StringComparison.Ordinal);
        Assert.StartsWith("ssh-ed25519", _shell.Run("(Get-KopsManifest prod.example.com).SshKeys").Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_name_or_a_store_it_says_what_to_give()
    {
        Assert.Equal("KopsNameRequired,KopsPS.Commands.GetKopsInstanceGroupCommand", _shell.Run("Get-KopsInstanceGroup").SingleError().FullyQualifiedErrorId);
        Assert.Equal(
            "KopsStateStoreInvalid,KopsPS.Commands.GetKopsClusterCommand", _shell.Run("Get-KopsCluster -StateStore acme-kops").SingleError().FullyQualifiedErrorId);
    }

    [Fact]
    public void Names_complete()
    {
        Assert.Contains("prod.example.com", Completions("Get-KopsCluster pr"));
        Assert.Contains("nodes-us-east-1a", Completions("Get-KopsInstanceGroup prod.example.com -Name nodes-"));
    }

    [Fact]
    public async Task Reads_a_bucket()
    {
        await using var stub = await S3Stub.StartAsync(StateStoreSnapshot.Many(3));

        var clusters = _shell.Run("Get-KopsCluster -StateStore s3://acme-kops -EndpointUrl $url", ("url", stub.Endpoint)).Objects();

        Assert.Equal(["c0000.example.com", "c0001.example.com", "c0002.example.com"], Texts(clusters, "Name"));
        Assert.All(clusters, cluster => Assert.Equal(stub.Endpoint, cluster.Properties["EndpointUrl"].Value));
    }

    private static IEnumerable<string?> Texts(IEnumerable<PSObject> objects, string property) => objects.Select(item => item.Properties[property].Value?.ToString());

    private string[] Completions(string line) => [.. _shell.Run(
        "[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object { $_.CompletionText }",
        ("line", line)).Objects().Select(item => item.ToString())];
}
