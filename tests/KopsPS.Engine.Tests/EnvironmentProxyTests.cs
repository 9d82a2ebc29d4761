namespace KopsPS.Engine.Tests;

public class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://dl.k8s.io/x", "http://secure:3128/")]
    [InlineData("http://dl.k8s.io/x", "http://plain:3128/")]
    [InlineData("https://127.0.0.1:8443/x", null)]
    [InlineData("https://localhost/x", null)]
    [InlineData("https://mirror.acme.dev/x", null)]
    [InlineData("https://deep.mirror.acme.dev/x", null)]
    [InlineData("https://acme.dev.example.com/x", "http://secure:3128/")]
    [InlineData("https://notacme.dev/x", "http://secure:3128/")]
    [InlineData("https://10.1.2.3/x", null)]
    [InlineData("https://11.1.2.3/x", "http://secure:3128/")]
    [InlineData("https://port.example.com:8443/x", null)]
    [InlineData("https://port.example.com/x", "http://secure:3128/")]
    public void Chooses_by_scheme_and_leaves_out_what_NO_PROXY_lists(string destination, string? proxy)
    {
        var chosen = EnvironmentProxy.From(Environment(
            ("HTTPS_PROXY", "http://secure:3128"), ("http_proxy", "plain:3128"), ("NO_PROXY", ".acme.dev, 10.0.0.0/8,port.example.com:8443")));

        Assert.Equal(proxy, chosen.IsBypassed(new Uri(destination)) ? null : chosen.GetProxy(new Uri(destination))?.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://api.prod.example.com", "HTTPS_PROXY=http://p:3128", "http://p:3128/")]
    [InlineData("https://api.prod.example.com", "HTTPS_PROXY=http://p:3128;NO_PROXY=.example.com", null)]
    [InlineData("https://api.prod.example.com", "HTTPS_PROXY=http://p:3128;NO_PROXY=*.example.com", null)]
    [InlineData("https://api.prod.example.com", "HTTPS_PROXY=http://p:3128;NO_PROXY=example.com", null)]
    [InlineData("https://api.prod.example.com", "HTTPS_PROXY=http://p:3128;NO_PROXY=ample.com", "http://p:3128/")]
    [InlineData("https://example.com", "HTTPS_PROXY=http://p:3128;NO_PROXY=.example.com", "http://p:3128/")]
    [InlineData("https://10.1.2.3", "HTTPS_PROXY=http://p:3128;NO_PROXY=10.0.0.0/8", null)]
    [InlineData("https://10.1.2.3:6443", "HTTPS_PROXY=http://p:3128;NO_PROXY=10.1.2.3:443", "http://p:3128/")]
    [InlineData("https://[fd00::1]:6443", "HTTPS_PROXY=http://p:3128;NO_PROXY=fd00::1", null)]
    [InlineData("https://[fd00::2]:6443", "HTTPS_PROXY=http://p:3128;NO_PROXY=fd00::1", "http://p:3128/")]
    [InlineData("https://a.b:6443", "HTTPS_PROXY=p:3128;NO_PROXY=a.b:443", "http://p:3128/")]
    [InlineData("https://a.b:6443", "HTTPS_PROXY=p:3128;NO_PROXY=x,*", null)]
    [InlineData("https://127.0.0.1:6443", "HTTPS_PROXY=http://p:3128", null)]
    [InlineData("http://a.b", "HTTPS_PROXY=http://p:3128", null)]
    [InlineData("https://a.b", "ALL_PROXY=http://p:3128", null)]
    public void An_API_server_is_reached_as_kubectl_reaches_it(string server, string variables, string? proxy)
    {
        var chosen = EnvironmentProxy.AsKubectl(Environment([.. variables.Split(';').Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))]));

        Assert.Equal(proxy, chosen?.GetProxy(new Uri(server))?.AbsoluteUri);
    }

    [Fact]
    public void A_star_leaves_out_everything() =>
        Assert.True(EnvironmentProxy.From(Environment(("HTTPS_PROXY", "http://secure:3128"), ("no_proxy", "*"))).IsBypassed(new Uri("https://dl.k8s.io")));

    [Fact]
    public void Credentials_stand_in_the_proxys_address()
    {
        var proxy = EnvironmentProxy.From(Environment(("ALL_PROXY", "http://ci:a%40b@secure:3128")));

        var credential = proxy.Credentials!.GetCredential(new Uri("http://secure:3128"), "Basic")!;
        Assert.Equal(("ci", "a@b"), (credential.UserName, credential.Password));
        Assert.Equal("http://secure:3128/", proxy.GetProxy(new Uri("https://dl.k8s.io"))!.AbsoluteUri);
    }

    [Fact]
    public void Without_variables_the_systems_own_settings_hold() =>
        Assert.Same(HttpClient.DefaultProxy, EnvironmentProxy.From(Environment()));

    private static HostEnvironment Environment(params (string Name, string Value)[] variables) =>
        new(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)), "/home/somebody");
}
