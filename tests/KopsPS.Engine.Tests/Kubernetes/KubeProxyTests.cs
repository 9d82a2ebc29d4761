using KopsPS.Engine.Health;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

/// <summary>The way to an API server through a proxy.</summary>
public sealed class KubeProxyTests : IAsyncLifetime, IDisposable
{
    private const string Nodes = "/api/v1/nodes";

    private readonly TempFolder _folder = new();
    private KubeApi _api = null!;

    public async Task InitializeAsync() => _api = await KubeApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_kubeconfigs_proxy_is_used_also_for_this_machine()
    {
        await using var proxy = new ProxyHop(_api.Address.Port);
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig(extraCluster: $"proxy-url: http://jane:s%40fe@127.0.0.1:{proxy.Port}"));
        Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
        Assert.All(proxy.Heads, head => Assert.StartsWith($"CONNECT 127.0.0.1:{_api.Address.Port} HTTP/1.1", head, StringComparison.Ordinal));
        Assert.NotEmpty(proxy.Heads);
    }

    [Fact]
    public async Task A_proxy_that_asks_who_is_there_is_told()
    {
        await using var proxy = new ProxyHop(_api.Address.Port, password: "jane:s@fe");
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig(extraCluster: $"proxy-url: http://jane:s%40fe@127.0.0.1:{proxy.Port}"));
        Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
    }

    [Fact]
    public async Task The_environments_proxy_is_used_and_the_certificate_still_checked_for_the_servers_name()
    {
        await using var proxy = new ProxyHop(_api.Address.Port);
        using var client = await ClientAsync("https://api.prod.example.com", ("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}"));
        Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
        Assert.StartsWith("CONNECT api.prod.example.com:443 HTTP/1.1", Assert.Single(proxy.Heads), StringComparison.Ordinal);

        using var other = await ClientAsync("https://api.lab.example.com", ("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}"));
        Assert.Equal("KubernetesApiCertificate", (await Assert.ThrowsAsync<KopsException>(() => other.GetAsync(Nodes, NodeJson.Default.Nodes, default))).Id);
    }

    [Fact]
    public async Task What_NO_PROXY_lists_is_reached_directly()
    {
        await using var proxy = new ProxyHop(_api.Address.Port);
        using var client = await ClientAsync("https://api.prod.invalid", ("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}"), ("NO_PROXY", "prod.invalid"));
        Assert.Equal("KubernetesApiUnreachable", (await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default))).Id);
        Assert.Empty(proxy.Heads);
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_told()
    {
        await using var proxy = new ProxyHop(_api.Address.Port, refusal: "403 Forbidden");
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig(extraCluster: $"proxy-url: http://jane:s%40fe@127.0.0.1:{proxy.Port}"));
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesApiUnreachable", fault.Id);
        Assert.Contains("403", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s@fe", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s%40fe", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_no_proxy_is_told()
    {
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig(extraCluster: "proxy-url: ftp://127.0.0.1"));
        Assert.Equal("KubeconfigInvalid", (await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default))).Id);
    }

    private Task<KopsPS.Engine.Kubernetes.KubeClient> ClientAsync(string server, params (string, string)[] variables) =>
        KubeClientTests.ClientAsync(
            _folder,
            _api.Kubeconfig().Replace($"server: {_api.Address.GetLeftPart(UriPartial.Authority)}", $"server: {server}", StringComparison.Ordinal),
            variables);
}
