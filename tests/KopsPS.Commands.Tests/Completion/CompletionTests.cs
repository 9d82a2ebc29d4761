using System.Net;
using System.Net.Sockets;
using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Completion;

[Collection(EnvironmentCollection.Name)]
public sealed class CompletionTests : IDisposable
{
    private readonly EnvironmentScope _environment = new();
    private readonly ModuleHost _shell = new();

    public void Dispose()
    {
        _shell.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public async Task Zones_are_those_of_the_region_on_the_line()
    {
        var endpoint = (await MotoServer.SharedAsync()).Endpoint;

        Assert.Equal(["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1e", "us-east-1f"], Answered($"New-KopsCluster x -EndpointUrl {endpoint} -Zone us-e"));
        Assert.Equal(["eu-north-1b"], Answered($"New-KopsCluster x -EndpointUrl {endpoint} -Region eu-north-1 -Zone eu-north-1a,eu-north-1b"));
        Assert.Contains("us-east-1c", Answered($"New-KopsCluster x -EndpointUrl {endpoint} -ControlPlaneZone us-east-1a,us-east-1"));
    }

    [Fact]
    public async Task Instance_types_are_those_that_the_region_offers()
    {
        var endpoint = (await MotoServer.SharedAsync()).Endpoint;

        var nodes = Answered($"New-KopsCluster x -EndpointUrl {endpoint} -NodeSize t3.");
        Assert.Contains("t3.medium", nodes);
        Assert.All(nodes, type => Assert.StartsWith("t3.", type, StringComparison.Ordinal));
        Assert.Equal(nodes.Order(StringComparer.Ordinal), nodes);
        Assert.Contains("m5.large", Answered($"New-KopsCluster x -EndpointUrl {endpoint} -ControlPlaneSize m5.l"));
    }

    [Fact]
    public void Networks_and_regions_ask_nobody()
    {
        Assert.Equal(["cilium", "cilium-eni", "cilium-etcd"], Completions("New-KopsCluster x -Networking cil"));
        Assert.Contains("calico", Completions("New-KopsCluster x -Networking "));
        Assert.Equal(["eu-central-1", "eu-central-2"], Completions("Get-KopsCluster -Region eu-c"));
    }

    [Fact]
    public async Task Services_and_namespaces_are_those_of_the_cluster()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TemporaryFolder();
        var config = api.WriteKubeconfig(Path.Combine(folder.Path, "config"));

        Assert.Equal(["kube-node-lease", "kube-public", "kube-system"], Answered($"Get-KopsService -Kubeconfig {config} -Namespace kube-"));
        Assert.Equal(["web", "web-public"], Answered($"Get-KopsLoadBalancer -Kubeconfig {config} -Name we"));
        Assert.Equal(["kafka", "postgres"], Answered($"Get-KopsService -Kubeconfig {config} -Namespace data -Name "));
        Assert.Contains("kube-dns", Answered($"Get-KopsService -Kubeconfig {config} -Namespace * -Name "));
    }

    /// <summary>Released versions are out of reach here; those in use are offered all the same.</summary>
    [Fact]
    public void Versions_of_Kubernetes_are_those_in_the_state_store_where_no_others_can_be_had()
    {
        using var folder = new TemporaryFolder();
        StateStoreSnapshot.Load("1.36.2", "20-updated").WriteTo(folder.Path);
        var path = folder.Path.Replace('\\', '/');
        _environment.Set("HTTPS_PROXY", $"http://127.0.0.1:{NobodysPort()}");

        Assert.Equal(["1.34.7"], Answered($"New-KopsCluster x -StateStore file://{(path.StartsWith('/') ? path : "/" + path)} -KubernetesVersion 1."));
    }

    [Theory]
    [InlineData("-Zone us-")]
    [InlineData("-NodeSize t3")]
    [InlineData("-KubernetesVersion 1")]
    public void Where_nobody_answers_nothing_is_offered_and_nothing_said(string typed)
    {
        _environment.Set("HTTPS_PROXY", $"http://127.0.0.1:{NobodysPort()}");

        Assert.Empty(Completions($"New-KopsCluster x -StateStore s3://acme-kops -EndpointUrl http://127.0.0.1:{NobodysPort()} {typed}"));
    }

    [Theory]
    [InlineData("-Zone us-")]
    [InlineData("-NodeSize t3")]
    public void A_server_that_never_answers_holds_nothing_up(string typed)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Assert.Empty(Completions($"New-KopsCluster x -EndpointUrl http://{silent.LocalEndpoint} {typed}"));
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_there_at_the_next_try()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stub = await AwsStub.StartAsync(
            async request =>
            {
                await (request.Action == "DescribeAvailabilityZones" ? gate.Task.WaitAsync(TimeSpan.FromMinutes(1)) : Task.CompletedTask);
                return (StubAnswer?)null;
            },
            (await MotoServer.SharedAsync()).Endpoint);
        var line = $"New-KopsCluster x -EndpointUrl {stub.Endpoint} -Zone us-east-1a";

        Assert.Empty(Completions(line));
        gate.SetResult();

        Assert.Equal(["us-east-1a"], Answered(line));
        Assert.Single(stub.Requests, request => request.Action == "DescribeAvailabilityZones");
    }

    [Theory]
    [InlineData("-Zone us-")]
    [InlineData("-NodeSize t3")]
    public async Task Where_it_is_forbidden_nothing_is_offered_and_nothing_said(string typed)
    {
        // A stub of S3 refuses every question of EC2.
        await using var stub = await S3Stub.StartAsync();

        Assert.Empty(Completions($"New-KopsCluster x -EndpointUrl {stub.Endpoint} {typed}"));
        Assert.NotEmpty(stub.Requests);
    }

    [Fact]
    public void Without_credentials_nothing_is_offered_and_nothing_said()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", null).Set("AWS_SECRET_ACCESS_KEY", null);

        Assert.Empty(Completions("New-KopsCluster x -ProfileName no-such-profile -Zone us-"));
    }

    /// <summary>The first questions load the SDK and wake the server, which may take them over their limit of two seconds, on a busy machine often.</summary>
    private string[] Answered(string line) =>
        Enumerable.Range(0, 90).Select(_ => Completions(line)).FirstOrDefault(found => found.Length > 0) ?? [];

    private string[] Completions(string line)
    {
        var result = _shell.Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches | ForEach-Object { $_.CompletionText }",
            ("line", line));
        Assert.Empty(result.Warnings);
        return [.. result.Objects().Select(item => item.ToString())];
    }

    private static int NobodysPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
