using KopsPS.Engine.Aws;
using KopsPS.Engine.Tests.Kubernetes;

namespace KopsPS.Engine.Tests.Aws;

public sealed class AwsHttpTests
{
    /// <summary>.NET reads the variables once in a process, a session sets them when AWS could not be reached.</summary>
    [Fact]
    public async Task The_way_to_AWS_leads_through_the_proxy_that_the_environment_names_now()
    {
        await using var proxy = new ProxyHop(1, refusal: "403 Forbidden");
        using var http = new AwsHttp(new HostEnvironment([new("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}")], "/home/ops"));
        var client = http.CreateHttpClient(null!);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://s3.us-east-1.amazonaws.com/")));

        Assert.StartsWith("CONNECT s3.us-east-1.amazonaws.com:443 HTTP/1.1", Assert.Single(proxy.Heads), StringComparison.Ordinal);
    }
}
