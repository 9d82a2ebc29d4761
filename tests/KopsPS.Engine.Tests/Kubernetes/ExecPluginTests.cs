using System.Text.Json.Nodes;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

/// <summary>Users whose credential a program gives.</summary>
public sealed class ExecPluginTests : IAsyncLifetime, IDisposable
{
    private const string Nodes = "/api/v1/nodes";

    private readonly TempFolder _folder = new();
    private KubeApi _api = null!;

    /// <summary>How often the plug-in ran.</summary>
    private int Runs => File.Exists(_folder.File("runs")) ? File.ReadAllLines(_folder.File("runs")).Length : 0;

    public async Task InitializeAsync() => _api = await KubeApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, 1)]
    [InlineData("2100-01-01T00:00:00Z", 1)]
    [InlineData("2020-01-01T00:00:00Z", 3)]
    public async Task A_credential_is_kept_until_it_ends(string? end, int runs)
    {
        Answers(Credential("token-of-ops", end));
        using var client = await ClientAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
        }

        Assert.Equal(runs, Runs);
    }

    [Fact]
    public async Task Requests_at_the_same_time_share_one_run()
    {
        Answers(Credential("token-of-ops"));
        using var client = await ClientAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.GetAsync(Nodes, NodeJson.Default.Nodes, default)));
        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task A_refused_credential_is_asked_for_anew()
    {
        Answers(Credential("token-of-bad"), Credential("token-of-ops"));
        using var client = await ClientAsync();
        Assert.Equal(19, (await client.GetAsync(Nodes, NodeJson.Default.Nodes, default)).Items!.Count);
        Assert.Equal(2, Runs);
        Assert.Equal(["bad", "ops"], _api.Requests.Select(request => request.User));
    }

    [Fact]
    public async Task But_only_once()
    {
        Answers(Credential("token-of-bad"));
        using var client = await ClientAsync();
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesUnauthorized", fault.Id);
        Assert.Equal(2, Runs);
    }

    [Fact]
    public async Task A_certificate_is_a_credential_too()
    {
        var (pem, key) = _api.Certificates.Client("kubecfg-root", "system:masters");
        Answers(new JsonObject
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["status"] = new JsonObject { ["clientCertificateData"] = pem, ["clientKeyData"] = key },
        }.ToJsonString());
        using var client = await ClientAsync();
        await client.GetAsync(Nodes, NodeJson.Default.Nodes, default);
        Assert.Equal("ops", Assert.Single(_api.Requests).User);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_of_the_cluster_where_it_wants_to_be(bool wanted)
    {
        Answers(Credential("token-of-ops"));
        using var client = await ClientAsync(
            wanted ? "provideClusterInfo: true" : "interactiveMode: IfAvailable",
            "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: prod, level: 3}}]");
        await client.GetAsync(Nodes, NodeJson.Default.Nodes, default);
        var said = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(_folder.File("runs"))))!;
        Assert.Equal("client.authentication.k8s.io/v1", (string?)said["apiVersion"]);
        Assert.Equal("ExecCredential", (string?)said["kind"]);
        Assert.False((bool)said["spec"]!["interactive"]!);
        if (!wanted)
        {
            Assert.Null(said["spec"]!["cluster"]);
            return;
        }

        var cluster = said["spec"]!["cluster"]!;
        Assert.Equal(_api.Address.GetLeftPart(UriPartial.Authority), ((string)cluster["server"]!).TrimEnd('/'));
        Assert.Equal(_api.Certificates.AuthorityPem, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)cluster["certificate-authority-data"]!)));
        Assert.Equal("""{"audience":"prod","level":3}""", cluster["config"]!.ToJsonString());
    }

    [Fact]
    public async Task Variables_of_the_kubeconfig_reach_it()
    {
        // The name is found in the plug-in's own PATH only.
        Answers(Credential("token-of-ops"));
        using var client = await ClientAsync(
            $"env: [{{name: PATH, value: '{_folder.Path}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}'}}]", command: Path.GetFileName(Plugin));
        await client.GetAsync(Nodes, NodeJson.Default.Nodes, default);
        Assert.Equal(1, Runs);
    }

    [Theory]
    [InlineData("no-such-plugin", "it is not in PATH")]
    [InlineData("./no-such-plugin", "it could not be started")]
    public async Task One_that_is_missing_is_told_with_its_authors_advice(string command, string why)
    {
        using var client = await ClientAsync("installHint: Get it from the intranet.", command: command);
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal(("KubernetesExecFailed", FaultKind.AuthenticationError), (fault.Id, fault.Kind));
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Get it from the intranet.", fault.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task One_that_fails_is_told_in_its_own_words()
    {
        Script("echo Session has ended, log in again>&2\nexit 4", "@echo Session has ended, log in again 1>&2\n@exit /b 4");
        await FailsAsync("exit code 4: Session has ended, log in again");
    }

    [Theory]
    [InlineData("secret-that-is-no-json", "is no ExecCredential")]
    [InlineData("""{"kind":"ExecCredential","status":{}}""", "neither a token nor a certificate")]
    [InlineData("""{"kind":"ExecCredential"}""", "neither a token nor a certificate")]
    public async Task An_answer_without_a_credential_is_told_and_not_shown(string answer, string why)
    {
        Answers(answer);
        var fault = await FailsAsync(why);
        Assert.DoesNotContain("secret-that", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_gets_no_answer_and_does_not_hang()
    {
        Script("printf 'Password: ' >&2\nread password || { echo nobody answers>&2; exit 5; }", "@set /p password=Password: <nul\n@if not defined password (echo nobody answers 1>&2 & exit /b 5)");
        await FailsAsync("nobody answers");
    }

    [Fact]
    public async Task One_that_must_have_a_terminal_is_not_run()
    {
        Answers(Credential("token-of-ops"));
        using var client = await ClientAsync("interactiveMode: Always");
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesExecFailed", fault.Id);
        Assert.Contains("needs a terminal", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, Runs);
    }

    [Fact]
    public async Task One_that_hangs_ends_with_the_call()
    {
        var started = _folder.File("started");
        Script($"echo $$ > '{started}.new'\nmv '{started}.new' '{started}'\nexec sleep 600", $"@echo 0> \"{started}.new\"\n@move \"{started}.new\" \"{started}\" >nul\n@ping -n 600 127.0.0.1 >nul");
        using var stop = new CancellationTokenSource();
        using var watcher = new FileSystemWatcher(_folder.Path, "started");
        watcher.Renamed += (_, _) => stop.Cancel();
        watcher.EnableRaisingEvents = true;
        using var client = await ClientAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, stop.Token));
        Assert.True(stop.IsCancellationRequested);
        if (!OperatingSystem.IsWindows())
        {
            var id = int.Parse((await File.ReadAllTextAsync(started)).Trim(), null);
            Assert.Throws<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(id));
        }
    }

    private static string Credential(string token, string? end = null)
    {
        var status = new JsonObject { ["token"] = token };
        if (end is not null)
        {
            status["expirationTimestamp"] = end;
        }

        return new JsonObject { ["apiVersion"] = "client.authentication.k8s.io/v1", ["kind"] = "ExecCredential", ["status"] = status }.ToJsonString();
    }

    private string Plugin => _folder.File(OperatingSystem.IsWindows() ? "plugin.cmd" : "plugin");

    /// <summary>A plug-in that notes what it was told and gives the answers in turn, the last one again and again.</summary>
    private void Answers(string first, string? next = null)
    {
        var (runs, one, two) = (_folder.File("runs"), _folder.Write("1.json", first), _folder.Write("2.json", next ?? first));
        Script(
            $"if [ -f '{runs}' ]; then answer='{two}'; else answer='{one}'; fi\nprintf '%s\\n' \"$KUBERNETES_EXEC_INFO\" >> '{runs}'\ncat \"$answer\"",
            $"@set answer={two}\n@if not exist \"{runs}\" set answer={one}\n@echo %KUBERNETES_EXEC_INFO%>> \"{runs}\"\n@type \"%answer%\"");
    }

    private void Script(string unix, string windows)
    {
        if (OperatingSystem.IsWindows())
        {
            File.WriteAllText(Plugin, windows.ReplaceLineEndings("\r\n"));
            return;
        }

        File.WriteAllText(Plugin, "#!/bin/sh\n" + unix + "\n");
        File.SetUnixFileMode(Plugin, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<KubeClient> ClientAsync(string extra = "interactiveMode: IfAvailable", string? extraCluster = null, string? command = null) =>
        KubeClientTests.ClientAsync(_folder, _api.Kubeconfig("none", extraCluster: extraCluster).Replace(
            "user: {}",
            $"user:\n      exec:\n        apiVersion: client.authentication.k8s.io/v1\n        command: '{command ?? Plugin}'\n        {extra}",
            StringComparison.Ordinal), ("PATH", Environment.GetEnvironmentVariable("PATH") ?? ""));

    private async Task<KopsException> FailsAsync(string why)
    {
        using var client = await ClientAsync();
        var fault = await Assert.ThrowsAsync<KopsException>(() => client.GetAsync(Nodes, NodeJson.Default.Nodes, default));
        Assert.Equal("KubernetesExecFailed", fault.Id);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Empty(_api.Requests);
        return fault;
    }
}
