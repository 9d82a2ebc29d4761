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
    [InlineData("Set-KopsAutoscaler deploy/shop/web -Minimum 3 -Maximum 20 -CpuUtilization 60 -Kubeconfig $k -WhatIf", "Change the autoscaler: minimum 3, maximum 10 to 20, cpu 70% to 60%")]
    [InlineData("Set-KopsAutoscaler deploy/shop/cart -Maximum 6 -CpuUtilization 70 -Kubeconfig $k -WhatIf", "Make an autoscaler: maximum 6, cpu 70%")]
    [InlineData("Remove-KopsAutoscaler deploy/shop/web -Context prod.example.com -Kubeconfig $k -WhatIf", "Remove the autoscaler")]
    public void A_preview_says_what_and_changes_nothing(string script, string says)
    {
        Assert.Contains(says, _shell.Show(script, ("k", _kubeconfig)), StringComparison.Ordinal);
        Assert.Empty(Changes());
    }

    [Theory]
    [InlineData("Set-KopsAutoscaler deploy/shop/web -Kubeconfig $k", "to what is not told")]
    [InlineData("Set-KopsAutoscaler deploy/shop/web -Minimum 11 -Kubeconfig $k -WhatIf", "a minimum of 11 above its maximum of 10")]
    [InlineData("Set-KopsAutoscaler deploy/shop/cart -Minimum 3 -Maximum 2 -CpuUtilization 70 -Kubeconfig $k", "a minimum of 3 above its maximum of 2")]
    public void Refuses_what_no_autoscaler_can_be(string script, string says)
    {
        var error = Run(script).SingleError();
        Assert.Equal("KubernetesWorkloadUnfit,KopsPS.Commands.SetKopsAutoscalerCommand", error.FullyQualifiedErrorId);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(Changes());
    }

    [Fact]
    public void Warns_where_pods_do_not_request_what_it_goes_by()
    {
        var cart = _api.Recordings.Item("deployments", "cart");
        cart["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"] = new JsonObject { ["requests"] = new JsonObject { ["memory"] = "64Mi" } };
        _api.Put("/apis/apps/v1/deployments", cart);
        var made = Run("Set-KopsAutoscaler deploy/shop/cart -Maximum 6 -CpuUtilization 70 -MemoryUtilization 80 -Kubeconfig $k");
        Assert.Contains("requests no cpu: until", made.Warnings.Single(), StringComparison.Ordinal);
        Assert.Empty(Run("Set-KopsAutoscaler deploy/shop/web -CpuUtilization 70 -Kubeconfig $k").Warnings);
    }

    [Fact]
    public void Leaves_a_workload_that_several_scale()
    {
        var second = _api.Recordings.Item("hpa", "web");
        second["metadata"]!["name"] = "web-2";
        _api.Put("/apis/autoscaling/v2/horizontalpodautoscalers", second);
        Fails("Set-KopsAutoscaler deploy/shop/web -Maximum 20 -Kubeconfig $k", "KubernetesWorkloadAmbiguous", "SetKopsAutoscaler");
        Fails("Remove-KopsAutoscaler deploy/shop/web -Force -ClusterName prod.example.com -Kubeconfig $k", "KubernetesWorkloadAmbiguous", "RemoveKopsAutoscaler");
        Assert.Empty(Changes());
    }

    [Fact]
    public void Shows_metrics_of_every_kind()
    {
        var scaler = _api.Recordings.Item("hpa", "web");
        scaler["spec"]!["metrics"] = JsonNode.Parse("""
            [{"type":"ContainerResource","containerResource":{"name":"cpu","container":"app","target":{"type":"Utilization","averageUtilization":60}}},
             {"type":"Pods","pods":{"metric":{"name":"requests"},"target":{"type":"AverageValue","averageValue":"1k"}}},
             {"type":"Object","object":{"metric":{"name":"hits"},"describedObject":{"kind":"Ingress","name":"main"},"target":{"type":"Value","value":"2k"}}},
             {"type":"External","external":{"metric":{"name":"queue"},"target":{"type":"AverageValue","averageValue":"30"}}}]
            """);
        scaler["status"]!["currentMetrics"] = JsonNode.Parse("""
            [{"type":"Pods","pods":{"metric":{"name":"requests"},"current":{"averageValue":"870"}}},
             {"type":"External","external":{"metric":{"name":"queue"},"current":{"averageValue":"12"}}}]
            """);
        _api.Put("/apis/autoscaling/v2/horizontalpodautoscalers", scaler);
        Assert.Equal(
            ["app cpu ?/60%", "requests 870/1k", "hits of Ingress/main ?/2k", "queue 12/30"],
            (string[])Run("Get-KopsAutoscaler web -Kubeconfig $k").Single().Properties["Metrics"].Value);
    }

    private void Fails(string script, string id, string command) => Assert.Equal($"{id},KopsPS.Commands.{command}Command", Run(script).SingleError().FullyQualifiedErrorId);

    private KubeRequest[] Changes() => [.. _api.Requests.Where(request => request.Method != "GET")];

    private ShellResult Run(string script) => _shell.Run(script, ("k", _kubeconfig));
}
