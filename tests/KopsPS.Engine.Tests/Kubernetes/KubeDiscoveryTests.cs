using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

public class KubeDiscoveryTests
{
    [Fact]
    public async Task Two_requests_tell_every_kind()
    {
        await using var api = await KubeApi.StartAsync();
        var discovery = await ReadAsync(api);
        Assert.Equal(2, api.Requests.Count);
        var deployment = discovery.Find("apps/v1", "Deployment")!;
        Assert.Equal("/apis/apps/v1/namespaces/shop/deployments/web/scale", deployment.Path("shop", "web", "scale"));
        Assert.Contains("scale", deployment.Subresources);
        Assert.Contains("patch", deployment.Verbs);
        Assert.Equal("/api/v1/nodes/a", discovery.Find("v1", "Node")!.Path("ignored", "a"));
        Assert.Null(discovery.Find("apps/v1", "Nothing"));
        Assert.Equal(["metrics.k8s.io/v1beta1"], discovery.Stale);
    }

    [Theory]
    [InlineData("deploy", "deployments")]
    [InlineData("Deployment", "deployments")]
    [InlineData("deployments.apps", "deployments")]
    [InlineData("deployments.v1.apps", "deployments")]
    [InlineData("po", "pods")]
    [InlineData("hpa", "horizontalpodautoscalers")]
    public async Task People_name_kinds_in_many_ways(string name, string plural)
    {
        await using var api = await KubeApi.StartAsync();
        Assert.Equal(plural, (await ReadAsync(api)).FindByName(name)?.Plural);
    }

    [Fact]
    public async Task An_old_server_is_asked_group_by_group()
    {
        await using var api = await KubeApi.StartAsync();
        api.Aggregates = false;
        var discovery = await ReadAsync(api);
        var deployment = discovery.Find("apps/v1", "Deployment")!;
        Assert.True(deployment.IsNamespaced);
        Assert.Contains("scale", deployment.Subresources);
        Assert.False(discovery.Find("v1", "Node")!.IsNamespaced);
        Assert.Contains("metrics.k8s.io/v1beta1", discovery.Stale);
    }

    private static async Task<KubeDiscovery> ReadAsync(KubeApi api)
    {
        using var folder = new TempFolder();
        using var client = await KubeClientTests.ClientAsync(folder, api.Kubeconfig());
        return await KubeDiscovery.ReadAsync(client, default);
    }
}
