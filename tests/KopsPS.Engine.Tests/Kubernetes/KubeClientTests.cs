using System.Text;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Health;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

public class KubeClientTests
{
    private const string Nodes = "/api/v1/nodes";

    [Theory]
    [InlineData("error-429-priority")]
    [InlineData("error-429-inflight")]
    public async Task A_busy_server_is_asked_again(string slug)
    {
        await using var api = await KubeApi.StartAsync();
        api.When(Nodes, WithoutPause(api, slug), times: 2);
        Assert.Equal(19, (await NodeHealthFixture.ReadAsync(api)).Count);
        Assert.Equal(3, api.Requests.Count(request => request.Path == Nodes));
    }

    [Fact]
    public async Task Connections_that_break_are_made_again()
    {
        await using var api = await KubeApi.StartAsync();
        api.When(Nodes, KubeAnswer.Abort, times: 1);
        api.When(Nodes, KubeAnswer.Broken("{\"kind\":\"NodeList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[{\"meta"), times: 1, after: 0);
        Assert.Equal(19, (await NodeHealthFixture.ReadAsync(api)).Count);
    }

    [Theory]
    [InlineData(503, "KubernetesServerFailed")]
    [InlineData(500, "KubernetesServerFailed")]
    [InlineData(504, "KubernetesServerFailed")]
    [InlineData(429, "KubernetesThrottled")]
    [InlineData(302, "KubernetesAnswerInvalid")]
    [InlineData(418, "KubernetesRequestRefused")]
    public async Task Repetition_has_an_end(int status, string id)
    {
        await using var api = await KubeApi.StartAsync();
        api.When(Nodes, KubeAnswer.Status(status, "no", "text/plain"));
        var fault = await Assert.ThrowsAsync<KopsException>(() => NodeHealthFixture.ReadAsync(api));
        Assert.Equal(id, fault.Id);
        Assert.InRange(api.Requests.Count(request => request.Path == Nodes), 1, 5);
    }

    [Fact]
    public async Task What_is_no_api_server_is_said_to_be_none()
    {
        await using var api = await KubeApi.StartAsync();
        api.When(Nodes, KubeAnswer.Status(200, "<html>Log in</html>", "text/html"));
        Assert.Equal("KubernetesAnswerInvalid", (await Assert.ThrowsAsync<KopsException>(() => NodeHealthFixture.ReadAsync(api))).Id);
    }

    [Theory]
    [InlineData("bad")]
    [InlineData("none")]
    public async Task An_unknown_credential_is_unauthorized(string user)
    {
        await using var api = await KubeApi.StartAsync();
        var fault = await Assert.ThrowsAsync<KopsException>(() => NodeHealthFixture.ReadAsync(api, user));
        Assert.Equal("KubernetesUnauthorized", fault.Id);
        Assert.Equal(FaultKind.AuthenticationError, fault.Kind);
    }

    [Fact]
    public async Task A_right_that_is_missing_is_forbidden()
    {
        await using var api = await KubeApi.StartAsync();
        api.Rights["other"] = ["pods"];
        var fault = await Assert.ThrowsAsync<KopsException>(() => NodeHealthFixture.ReadAsync(api, "other"));
        Assert.Equal("KubernetesForbidden", fault.Id);
        Assert.Contains("cannot list resource \"nodes\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_joined_and_expired_tokens_replaced()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { GeneratedNodes = 50 });
        api.ExpireContinue(2);
        var nodes = await NodeHealthFixture.ReadAsync(api, options: new KubeClientOptions { PageSize = 7 });
        Assert.Equal(50, nodes.Count);
        Assert.All(nodes.Values, node => Assert.Equal(KopsVerdict.Healthy, node.Verdict));
    }

    [Fact]
    public async Task A_list_that_expired_without_a_new_token_begins_anew_and_repeats_nothing()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { GeneratedNodes = 20 });
        api.When(
            request => request.Path == Nodes && request.Query.ContainsKey("continue"), api.Recordings.Answer("error-410-list-exact"), times: 1);
        var nodes = await NodeHealthFixture.ReadAsync(api, options: new KubeClientOptions { PageSize = 6 });
        Assert.Equal(20, nodes.Count);
    }

    [Fact]
    public async Task Says_who_it_is_and_asks_for_json()
    {
        await using var api = await KubeApi.StartAsync();
        await NodeHealthFixture.ReadAsync(api, options: new KubeClientOptions { SlowLink = TimeSpan.MaxValue });
        Assert.All(api.Requests, request =>
        {
            Assert.StartsWith("KopsPS/", request.Headers["User-Agent"], StringComparison.Ordinal);
            Assert.Equal("application/json", request.Headers["Accept"]);
            Assert.False(request.Headers.ContainsKey("Accept-Encoding"));
        });
    }

    [Fact]
    public async Task Over_a_slow_link_answers_are_compressed()
    {
        await using var api = await KubeApi.StartAsync();
        var nodes = await NodeHealthFixture.ReadAsync(api, options: new KubeClientOptions { SlowLink = TimeSpan.FromTicks(-1) });
        Assert.Equal(19, nodes.Count);
        Assert.Contains(api.Requests, request => request.Headers.GetValueOrDefault("Accept-Encoding") == "gzip" && request.Path == Nodes);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_left()
    {
        await using var api = await KubeApi.StartAsync();
        api.When(Nodes, KubeAnswer.Endless("{\"kind\":\"NodeList\",\"metadata\":{},\"items\":["));
        var fault = await Assert.ThrowsAsync<KopsException>(
            () => NodeHealthFixture.ReadAsync(api, options: new KubeClientOptions { AnswerTimeLimit = TimeSpan.FromSeconds(1) }));
        Assert.Equal("KubernetesTimeout", fault.Id);
    }

    [Fact]
    public async Task A_server_that_gives_up_after_a_long_wait_is_not_asked_again()
    {
        await using var api = await KubeApi.StartAsync();
        api.When(Nodes, KubeAnswer.From(async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.2), context.RequestAborted);
            context.Response.StatusCode = 504;
        }));
        await Assert.ThrowsAsync<KopsException>(() => NodeHealthFixture.ReadAsync(api, options: new KubeClientOptions { AnswerTimeLimit = TimeSpan.FromSeconds(2) }));
        Assert.Single(api.Requests, request => request.Path == Nodes);
    }

    [Fact]
    public async Task A_call_can_be_cancelled_while_the_server_hangs()
    {
        await using var api = await KubeApi.StartAsync();
        using var stop = new CancellationTokenSource();
        api.When(Nodes, KubeAnswer.From(context =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));
        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, api.Kubeconfig());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, stop.Token));
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        string text;
        await using (var api = await KubeApi.StartAsync())
        {
            text = api.Kubeconfig();
        }

        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, text);
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesApiUnreachable", fault.Id);
        Assert.Equal(FaultKind.ConnectionError, fault.Kind);
    }

    [Fact]
    public async Task A_name_without_address_is_unreachable()
    {
        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, Minimal("https://api.prod.invalid"));
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesApiUnreachable", fault.Id);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        await using var api = await KubeApi.StartAsync();
        using var others = new KubeCertificates();
        await CertificateFaultAsync(api, api.Kubeconfig().Replace(Base64(api.Certificates.AuthorityPem), Base64(others.AuthorityPem), StringComparison.Ordinal), "another authority");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_trusted()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { OnlyServerNames = true });
        await CertificateFaultAsync(api, api.Kubeconfig(), "is for api.prod.example.com, api.internal.prod.example.com, not for 127.0.0.1");
    }

    [Fact]
    public async Task An_ended_server_certificate_is_not_trusted()
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { ExpiredServerCertificate = true });
        await CertificateFaultAsync(api, api.Kubeconfig(), "is valid from");
    }

    [Theory]
    [InlineData("tls-server-name: api.internal.prod.example.com")]
    [InlineData("insecure-skip-tls-verify: true")]
    public async Task The_kubeconfig_can_say_what_to_trust(string field)
    {
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { OnlyServerNames = true });
        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, api.Kubeconfig(extraCluster: field));
        Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
    }

    [Fact]
    public async Task A_client_certificate_is_an_identity()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, api.Kubeconfig("kubecfg-root", certificate: true));
        Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
        Assert.Equal("ops", Assert.Single(api.Requests).User);
    }

    [Fact]
    public async Task An_ended_client_certificate_is_told_from_an_unknown_one()
    {
        await using var api = await KubeApi.StartAsync();
        api.Clock = () => DateTimeOffset.UtcNow;
        var (pem, key) = api.Certificates.Client("kubecfg-root", "system:masters", DateTimeOffset.UtcNow.AddMinutes(-1));
        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, api.Kubeconfig("none").Replace(
            "user: {}", $"user: {{client-certificate-data: {Base64(pem)}, client-key-data: {Base64(key)}}}", StringComparison.Ordinal));
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesCredentialExpired", fault.Id);
    }

    [Fact]
    public async Task Basic_authentication_token_files_and_impersonation_are_sent()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        folder.Write("token", "token-of-health\n");
        using var byFile = await ClientAsync(folder, api.Kubeconfig("none").Replace("user: {}", "user: {tokenFile: token, token: token-of-bad}", StringComparison.Ordinal));
        await byFile.GetAsync(Nodes, NodeJson.Default.Nodes, default);
        using var byName = await ClientAsync(folder, api.Kubeconfig("none").Replace(
            "user: {}", "user: {username: ops, password: secret, as: jane, as-groups: [dev, ops]}", StringComparison.Ordinal));
        await byName.GetAsync(Nodes, NodeJson.Default.Nodes, default);
        Assert.Equal(["health", "ops"], api.Requests.Select(request => request.User));
        Assert.Equal("jane", api.Requests[1].Headers["Impersonate-User"]);
        Assert.Equal("dev,ops", api.Requests[1].Headers["Impersonate-Group"].Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_was_replaced_in_its_file_is_read_again()
    {
        await using var api = await KubeApi.StartAsync();
        using var folder = new TempFolder();
        folder.Write("token", "token-of-bad");
        api.When(
            _ => true,
            KubeAnswer.From(async context =>
            {
                folder.Write("token", "token-of-ops");
                await api.Recordings.Answer("error-401-bad-token").GiveAsync(context);
            }),
            times: 1);
        using var client = await ClientAsync(folder, api.Kubeconfig("none").Replace("user: {}", "user: {tokenFile: token}", StringComparison.Ordinal));
        await client.GetAsync(Nodes, NodeJson.Default.Nodes, default);
        Assert.Equal(["bad", "ops"], api.Requests.Select(request => request.User));
    }

    internal static string Minimal(string server) =>
        $"clusters: [{{name: a, cluster: {{server: '{server}'}}}}]\ncontexts: [{{name: a, context: {{cluster: a}}}}]\ncurrent-context: a\n";

    internal static async Task<KubeClient> ClientAsync(TempFolder folder, string kubeconfig, params (string, string)[] variables)
    {
        var settings = new KopsSettings
        {
            Environment = new HostEnvironment(variables.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)), folder.Path),
            Kubeconfig = folder.Write("config", kubeconfig),
        };
        var context = (await Kubeconfig.LoadAsync(settings, default)).Choose(null, null);
        return new KubeClient(context, settings.Environment, NoFeedback.Instance, new KubeClientOptions { Pause = TimeSpan.FromMilliseconds(1) });
    }

    private static async Task CertificateFaultAsync(KubeApi api, string kubeconfig, string text)
    {
        using var folder = new TempFolder();
        using var client = await ClientAsync(folder, kubeconfig);
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesApiCertificate", fault.Id);
        Assert.Contains(text, fault.Message, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    /// <summary>The recorded answer asks to wait a second; a test does not.</summary>
    private static KubeAnswer WithoutPause(KubeApi api, string slug) => api.Recordings.Answer(slug).With("Retry-After", "0");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
