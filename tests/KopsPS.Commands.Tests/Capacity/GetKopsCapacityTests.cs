using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Capacity;

/// <summary>Figures of the recorded cluster were reckoned from its recordings by other means.</summary>
public sealed class GetKopsCapacityTests : IAsyncLifetime
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

    [Theory]
    [InlineData("Get-KopsCapacity -Kubeconfig $k", "Cluster InstanceGroup")]
    [InlineData("Get-KopsCapacity -Cpu 1 -Kubeconfig $k", "Cluster InstanceGroup")]
    [InlineData("Get-KopsCapacity -InstanceGroup spot-* -Kubeconfig $k", "Cluster InstanceGroup")]
    [InlineData("Get-KopsCapacity i-0* -Kubeconfig $k", "Node")]
    [InlineData("Get-KopsCapacity -Namespace shop -Kubeconfig $k", "Namespace")]
    [InlineData("Get-KopsCapacity -By Zone, Cluster -Kubeconfig $k", "Zone Cluster")]
    public void Tells_of_what_is_asked(string script, string kinds) =>
        Assert.Equal(kinds.Split(' '), Run(script).Objects().Select(row => row.Properties["Kind"].Value).Distinct());

    [Fact]
    public void The_table_has_what_is_looked_for()
    {
        var shown = _shell.Show("Get-KopsCapacity -Cpu 250m -Memory 256Mi -By Cluster -Kubeconfig $k", ("k", _kubeconfig));
        Assert.Matches(@"Kind\s+Name\s+Fit\s+Cpu\s+Memory\s+Pods\s+Free", shown);
        Assert.Matches(@"Cluster\s+prod\.example\.com\s+74\s+13\.265/70 \(19%\)\s+24\.9Gi/266Gi \(9%\)\s+161/2090 \(8%\)", shown);
    }

    [Theory]
    [InlineData("Get-KopsCapacity i-0c83d19f5be274a06 -Kubeconfig $k")]
    [InlineData("Get-KopsCapacity -Node i-0c83d* -By Node -Kubeconfig $k")]
    [InlineData("Get-KopsNodeHealth i-0c83d19f5be274a06 -Kubeconfig $k | Get-KopsCapacity")]
    [InlineData("Get-KopsCapacity i-0c83d19f5be274a06 -Kubeconfig $k | Get-KopsCapacity")]
    public void Takes_nodes_however_they_are_given(string script)
    {
        Assert.Equal("Node/i-0c83d19f5be274a06", Run(script).Single().ToString());
        Assert.Equal(0.65m, Run($"({script}).Cpu.Free").Single().BaseObject);
    }

    [Theory]
    [InlineData("Get-KopsCapacity -Cpu 250m -Memory 256Mi -By Cluster -Kubeconfig $k", 74)]
    [InlineData("Get-KopsCapacity -Cpu 0.25 -Memory 256MB -By Cluster -Kubeconfig $k", 74)]
    [InlineData("Get-KopsCapacity -Pod @{ apiVersion = 'v1'; kind = 'Pod'; metadata = @{ name = 'x' }; spec = @{ containers = @(@{ name = 'a'; resources = @{ requests = @{ cpu = '250m'; memory = '256Mi' } } }) } } -By Cluster -Kubeconfig $k", 74)]
    [InlineData("Get-KopsCapacity -Pod \"apiVersion: apps/v1`nkind: Deployment`nmetadata: {name: x}`nspec: {template: {spec: {containers: [{name: a, resources: {limits: {cpu: 250m, memory: 256Mi}}}]}}}\" -By Cluster -Kubeconfig $k", 74)]
    [InlineData("Get-KopsCapacity -Cpu 500m -Memory 2Gi -Toleration lifecycle=spot -InstanceGroup spot-* -By Cluster -Kubeconfig $k", 21)]
    [InlineData("Get-KopsCapacity -Cpu 500m -Memory 2Gi -InstanceGroup spot-* -By Cluster -Kubeconfig $k", 0)]
    [InlineData("Get-KopsCapacity -Cpu 500m -Toleration lifecycle=other -InstanceGroup spot-mixed -By Cluster -Kubeconfig $k", 0)]
    [InlineData("Get-KopsCapacity -Resource @{ 'nvidia.com/gpu' = 1 } -By Cluster -Kubeconfig $k", 0)]
    [InlineData("Get-KopsCapacity -Cpu 3 -NodeSelector @{ 'topology.kubernetes.io/zone' = 'us-east-1b' } -By Cluster -Kubeconfig $k", 1)]
    public void Counts_how_many_more_fit(string script, int fit) => Assert.Equal(fit, Run(script).Single().Properties["Fit"].Value);

    [Theory]
    [InlineData("Get-KopsCapacity -LikeWorkload deploy/shop/web -By Cluster -Kubeconfig $k")]
    [InlineData("Get-KopsCapacity -LikeWorkload (Get-KopsWorkload deploy/shop/web -Kubeconfig $k) -By Cluster")]
    public void One_more_of_a_workload_has_its_quota(string script)
    {
        // 250m each: the nodes hold 74, and 300m are left of the quota.
        Assert.Equal(1, Run(script).Single().Properties["Fit"].Value);
        Assert.Equal("0 nodes: Quota (shop-quota: requests.cpu)", Run($"({script}).Blocks[0]").Single().ToString());
    }

    [Theory]
    [InlineData("Get-KopsCapacity -Cpu 5 -Namespace shop -By Cluster -Kubeconfig $k")]
    [InlineData("Get-KopsCapacity -Pod @{ apiVersion = 'v1'; kind = 'Pod'; metadata = @{ name = 'x'; namespace = 'shop' }; spec = @{ containers = @(@{ name = 'a'; resources = @{ requests = @{ cpu = 5 } } }) } } -By Cluster -Kubeconfig $k")]
    public void The_namespace_of_a_pod_is_known(string script)
    {
        Assert.Equal(0, Run(script).Single().Properties["Fit"].Value);
        Assert.Equal("LimitRange", Run($"({script}).Blocks[0].Reason").Single().BaseObject);
    }

    [Fact]
    public void A_pod_can_be_a_file()
    {
        var file = Path.Combine(_folder, "pod.yaml");
        File.WriteAllText(file, "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  tolerations: [{key: lifecycle, operator: Exists}]\n  containers: [{name: a, resources: {requests: {cpu: 500m, memory: 2Gi}}}]\n");
        var fit = _shell.Run("Get-KopsCapacity -Pod ([IO.FileInfo]$f) -InstanceGroup spot-mixed -By Cluster -Kubeconfig $k", ("k", _kubeconfig), ("f", file)).Single();
        Assert.Equal(21, fit.Properties["Fit"].Value);
    }

    [Fact]
    public void Shows_pods_that_nothing_holds_and_why()
    {
        Assert.Equal(6, Run("Get-KopsCapacity -Waiting -Kubeconfig $k").Objects().Count);
        var pod = Run("Get-KopsCapacity -Waiting -Namespace shop -Kubeconfig $k").Single();
        Assert.Equal("Pod/shop/search-spot-5dfc47d95d-mdmlz", pod.ToString());
        Assert.Matches(@"shop\s+search-spot-5dfc47d95d-mdmlz\s+Never\s+16 nodes: SelectorMismatch", _shell.Show("Get-KopsCapacity -Waiting -Namespace shop -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void Shows_what_workloads_ask_for() =>
        Assert.Matches(@"data\s+Deployment\s+reports\s+1\s+0\s+0\s+RequestMissing: ", _shell.Show("Get-KopsCapacity -By Workload -Namespace data -Kubeconfig $k", ("k", _kubeconfig)));

    [Theory]
    [InlineData("Get-KopsCapacity i-missing -Kubeconfig $k", "KubernetesNodeNotFound")]
    [InlineData("Get-KopsCapacity -InstanceGroup nodes-missing -By InstanceGroup -Kubeconfig $k", "KubernetesInstanceGroupNotFound")]
    [InlineData("Get-KopsCapacity -Namespace missing -Kubeconfig $k", "KubernetesNamespaceNotFound")]
    [InlineData("Get-KopsCapacity -LikeWorkload deploy/shop/missing -Kubeconfig $k", "KubernetesWorkloadNotFound")]
    [InlineData("Get-KopsCapacity -LikeWorkload ds/data/log-shipper -Kubeconfig $k", "KubernetesWorkloadUnfit")]
    [InlineData("Get-KopsCapacity -Pod @{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'x' }; data = @{} } -Kubeconfig $k", "KubernetesManifestInvalid")]
    [InlineData("Get-KopsCapacity -Pod @{ apiVersion = 'v1'; kind = 'Pod'; metadata = @{ name = 'x' }; spec = @{ containers = @(@{ name = 'a'; resources = @{ requests = @{ cpu = 'lots' } } }) } } -Kubeconfig $k", "KubernetesManifestInvalid")]
    [InlineData("Get-KopsCapacity -Resource @{ gpu = 'some' } -Kubeconfig $k", "KubernetesManifestInvalid")]
    [InlineData("Get-KopsCapacity -Cpu lots -Kubeconfig $k", "ParameterArgumentTransformationError")]
    [InlineData("Get-KopsCapacity -Cpu 1 -LikeWorkload web -Kubeconfig $k", "AmbiguousParameterSet")]
    public void Refuses_what_makes_no_sense(string script, string id)
    {
        var result = Run(script);
        Assert.Equal($"{id},KopsPS.Commands.GetKopsCapacityCommand", result.SingleError().FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Without_the_right_to_nodes_namespaces_are_still_told()
    {
        _api.Rights["dev"] = ["pods", "resourcequotas"];
        var kubeconfig = _api.WriteKubeconfig(Path.Combine(_folder, "dev"), "dev");
        Assert.Equal("3.7/4 (92%)", _shell.Run("(Get-KopsCapacity -Namespace shop -Kubeconfig $k).Cpu", ("k", kubeconfig)).Single().ToString());
        Assert.Equal(["LimitRange", "Usage"], _shell.Run("(Get-KopsCapacity -Namespace shop -Kubeconfig $k).NotChecked.Code", ("k", kubeconfig)).Objects().Select(code => code.BaseObject));
        Assert.Equal("KubernetesForbidden,KopsPS.Commands.GetKopsCapacityCommand", _shell.Run("Get-KopsCapacity -Kubeconfig $k", ("k", kubeconfig)).SingleError().FullyQualifiedErrorId);
    }

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
