using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

/// <summary>The peer of the other tests must itself behave as the recorded API server did.</summary>
public class KubeApiTests
{
    [Fact]
    public async Task Pages_hold_together_what_the_recorded_list_holds()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        using var client = Client(api, "ops");
        var names = new List<string>();
        var token = "";
        do
        {
            var page = JsonNode.Parse(await client.GetStringAsync($"api/v1/nodes?limit=4" + (token.Length > 0 ? "&continue=" + Uri.EscapeDataString(token) : "")))!;
            Assert.Equal("NodeList", (string?)page["kind"]);
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
            token = (string?)page["metadata"]!["continue"] ?? "";
        }
        while (token.Length > 0);

        var recorded = JsonNode.Parse(api.Recordings.Text("nodes"))!["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!);
        Assert.Equal(recorded, names);
    }

    [Theory]
    [InlineData("nodes-instancegroup", "labelSelector=kops.k8s.io%2Finstancegroup%3Dspot-mixed")]
    [InlineData("nodes-no-instancegroup", "labelSelector=!kops.k8s.io%2Finstancegroup")]
    [InlineData("nodes-unschedulable", "fieldSelector=spec.unschedulable%3Dtrue")]
    [InlineData("nodes-control-plane", "labelSelector=node-role.kubernetes.io%2Fcontrol-plane")]
    public async Task Selectors_choose_what_the_real_server_chose(string slug, string query)
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        using var client = Client(api, "ops");
        var answer = JsonNode.Parse(await client.GetStringAsync("api/v1/nodes?" + query))!;
        Assert.Equal(Names(JsonNode.Parse(api.Recordings.Text(slug))!), Names(answer));

        static string[] Names(JsonNode list) => [.. list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!).Order()];
    }

    [Theory]
    [InlineData("health", "api/v1/nodes", HttpStatusCode.OK)]
    [InlineData("health", "version", HttpStatusCode.OK)]
    [InlineData("health", "apis/apps/v1/deployments", HttpStatusCode.Forbidden)]
    [InlineData("bad", "api/v1/nodes", HttpStatusCode.Unauthorized)]
    [InlineData(null, "livez", HttpStatusCode.Unauthorized)]
    [InlineData("ops", "api/v1/nodes/i-0b97e3d5ac1f42680", HttpStatusCode.OK)]
    [InlineData("ops", "api/v1/nodes/i-missing", HttpStatusCode.NotFound)]
    [InlineData("ops", "apis/metrics.k8s.io/v1beta1/nodes", HttpStatusCode.ServiceUnavailable)]
    public async Task Users_have_the_recorded_rights(string? user, string path, HttpStatusCode status)
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        using var client = Client(api, user);
        using var answer = await client.GetAsync(path);
        Assert.True(status == answer.StatusCode, await answer.Content.ReadAsStringAsync());
        Assert.Equal(KubeRecordings.Now, answer.Headers.Date);
    }

    [Fact]
    public async Task Forbidden_is_said_in_the_words_of_the_real_server()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        using var client = Client(api, "health");
        using var answer = await client.GetAsync("apis/apps/v1/deployments");
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((string?)JsonNode.Parse(api.Recordings.Text("error-403-deployments"))!["message"], (string?)said["message"]);
    }

    [Fact]
    public async Task Generated_nodes_have_leases()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false, GeneratedNodes = 30 });
        using var client = Client(api, "ops");
        var nodes = JsonNode.Parse(await client.GetStringAsync("api/v1/nodes"))!["items"]!.AsArray();
        var leases = JsonNode.Parse(await client.GetStringAsync("apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"))!["items"]!.AsArray();
        Assert.Equal(30, nodes.Select(node => (string)node!["metadata"]!["name"]!).Distinct().Count());
        Assert.Equal(
            nodes.Select(node => (string?)node!["metadata"]!["name"]), leases.Select(lease => (string?)lease!["spec"]!["holderIdentity"]));
        Assert.InRange(nodes[0]!.ToJsonString().Length, 19_000, 22_000);
    }

    private static HttpClient Client(KubeApi api, string? user)
    {
        var client = new HttpClient { BaseAddress = api.Address };
        client.DefaultRequestHeaders.Authorization = user is null ? null : new AuthenticationHeaderValue("Bearer", "token-of-" + user);
        return client;
    }
}
