using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Commands.Tests.Workloads;

public sealed class KopsAutoscalerTests : IAsyncLifetime
{
    private const string InShop = "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers";

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
    [InlineData("Get-KopsAutoscaler -Kubeconfig $k")]
    [InlineData("Get-KopsAutoscaler web -Kubeconfig $k")]
    [InlineData("Get-KopsAutoscaler deploy/shop/w* -Kubeconfig $k")]
    [InlineData("Get-KopsAutoscaler -Kubeconfig $k | Get-KopsAutoscaler")]
    public void Shows_what_it_does_and_why_it_does_not(string script)
    {
        var scaler = Run(script).Single();
        Assert.Equal(
            ("shop", "web", "Deployment/web", 3, 10, 4),
            (scaler.Properties["Namespace"].Value, scaler.Properties["Name"].Value, scaler.Properties["Target"].Value, scaler.Properties["Minimum"].Value, scaler.Properties["Maximum"].Value, scaler.Properties["Current"].Value));
        Assert.Equal(["cpu ?/70%"], (string[])scaler.Properties["Metrics"].Value);
        Assert.StartsWith("FailedGetResourceMetric: ", (string)scaler.Properties["Problem"].Value, StringComparison.Ordinal);
        Assert.Matches(@"shop\s+web\s+Deployment/web\s+3\s+10\s+4", _shell.Show("Get-KopsAutoscaler -Kubeconfig $k", ("k", _kubeconfig)));
    }

    [Fact]
    public void Makes_one_for_a_workload_that_has_none()
    {
        Fails("Set-KopsAutoscaler deploy/shop/cart -Maximum 6 -Kubeconfig $k", "KubernetesWorkloadUnfit", "SetKopsAutoscaler");
        Assert.Empty(Changes());

        var made = Run("Set-KopsAutoscaler cart -Namespace shop -Minimum 2 -Maximum 6 -CpuUtilization 70 -MemoryUtilization 80 -Kubeconfig $k").Single();

        Assert.Equal(["cpu ?/70%", "memory ?/80%"], (string[])made.Properties["Metrics"].Value);
        var post = Assert.Single(Changes());
        Assert.Equal(("POST", InShop), (post.Method, post.Path));
        Assert.Equal("""{"apiVersion":"apps/v1","kind":"Deployment","name":"cart"}""", JsonNode.Parse(post.Body)!["spec"]!["scaleTargetRef"]!.ToJsonString());
    }

    [Fact]
    public void Changes_only_what_is_told_and_only_what_was_read()
    {
        var changed = Run("Set-KopsAutoscaler deploy/shop/web -Maximum 20 -MemoryUtilization 80 -Kubeconfig $k").Single();
        Assert.Equal((3, 20), (changed.Properties["Minimum"].Value, changed.Properties["Maximum"].Value));
        Assert.Equal(["cpu ?/70%", "memory ?/80%"], (string[])changed.Properties["Metrics"].Value);
        var patch = Assert.Single(Changes());
        Assert.Equal(InShop + "/web", patch.Path);
        Assert.Equal((string?)_api.Recordings.Item("hpa", "web")["metadata"]!["resourceVersion"], (string?)JsonNode.Parse(patch.Body)!["metadata"]!["resourceVersion"]);

        _api.When(request => request.Method == "PATCH", _api.Recordings.Answer("error-409-conflict"));
        Fails("Get-KopsAutoscaler -Kubeconfig $k | Set-KopsAutoscaler -CpuUtilization 50", "KubernetesConflict", "SetKopsAutoscaler");
    }

    [Theory]
    [InlineData("hpa/shop/web")]
    [InlineData("deploy/shop/web")]
    [InlineData("web")]
    public void Removes_it_and_leaves_the_workload(string name)
    {
        var removed = Run($"Remove-KopsAutoscaler {name} -ClusterName prod.example.com -Kubeconfig $k -Force").Single();
        Assert.Equal("HorizontalPodAutoscaler/shop/web", removed.ToString());
        var deletion = Assert.Single(Changes());
        Assert.Equal(("DELETE", InShop + "/web"), (deletion.Method, deletion.Path));
        Assert.Empty(Run("Get-KopsAutoscaler -Kubeconfig $k").Objects());
    }

    [Theory]
    [InlineData("Remove-KopsAutoscaler hpa/shop/web -Kubeconfig $k -Force", "KubernetesClusterNotNamed", "RemoveKopsAutoscaler")]
    [InlineData("Remove-KopsAutoscaler hpa/shop/web -Kubeconfig $k -ClusterName prod.example.com", "KopsConfirmationRequired", "RemoveKopsAutoscaler")]
    [InlineData("Remove-KopsAutoscaler deploy/shop/cart -Kubeconfig $k -ClusterName prod.example.com -Force", "KubernetesAutoscalerNotFound", "RemoveKopsAutoscaler")]
    [InlineData("Get-KopsAutoscaler missing -Kubeconfig $k", "KubernetesAutoscalerNotFound", "GetKopsAutoscaler")]
    [InlineData("Get-KopsAutoscaler -Kubeconfig $k | Set-KopsAutoscaler -Maximum 5 -Context other", "KubernetesContextMismatch", "SetKopsAutoscaler")]
    public void Wrong_calls_change_nothing(string script, string id, string command)
    {
        Fails(script, id, command);
        Assert.Empty(Changes());
    }

    [Theory]
    [InlineData("Set-KopsAutoscaler deploy/shop/web -Maximum 20 -Kubeconfig $k -WhatIf")]
    [InlineData("Set-KopsAutoscaler deploy/shop/cart -Maximum 6 -CpuUtilization 70 -Kubeconfig $k -WhatIf")]
    [InlineData("Remove-KopsAutoscaler deploy/shop/web -Context prod.example.com -Kubeconfig $k -WhatIf")]
    public void A_preview_changes_nothing(string script)
    {
        Assert.Empty(Run(script).Objects());
        Assert.Empty(Changes());
    }

    private void Fails(string script, string id, string command) => Assert.Equal($"{id},KopsPS.Commands.{command}Command", Run(script).SingleError().FullyQualifiedErrorId);

    private KubeRequest[] Changes() => [.. _api.Requests.Where(request => request.Method != "GET")];

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
