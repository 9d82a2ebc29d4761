using System.Net;
using System.Net.Sockets;
using System.Text;
using KopsPS.Engine.ManagementServers;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.ManagementServers;

/// <summary>What a server that is not ready, or is none, does to a connection.</summary>
public sealed class SshServerShellTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly RecordingFeedback _feedback = new();
    private readonly string _key;

    public SshServerShellTests()
    {
        using var pair = System.Security.Cryptography.RSA.Create(2048);
        _key = Path.Combine(_home.Path, "key.pem");
        File.WriteAllText(_key, pair.ExportRSAPrivateKeyPem());
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_server_that_refuses_is_not_there_yet()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var answer = await Shell(port).RunAsync("true", CancellationToken.None);

        Assert.Null(answer.Output);
        Assert.Contains("127.0.0.1 does not take SSH yet", answer.NotYet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("SSH-1.5-old\r\n")]
    [InlineData("")]
    public async Task A_server_that_speaks_something_else_is_not_there_yet(string banner)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, banner);

        var answer = await Shell(((IPEndPoint)listener.LocalEndpoint).Port).RunAsync("true", CancellationToken.None);
        await serving;

        Assert.Null(answer.Output);
        Assert.NotNull(answer.NotYet);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_in_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var answer = await Shell(((IPEndPoint)listener.LocalEndpoint).Port, TimeSpan.FromMilliseconds(200)).RunAsync("true", CancellationToken.None);

        Assert.Null(answer.Output);
        Assert.NotNull(answer.NotYet);
    }

    [Fact]
    public async Task An_end_that_is_asked_for_ends_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var running = Shell(((IPEndPoint)listener.LocalEndpoint).Port, TimeSpan.FromMinutes(5)).RunAsync("true", stop.Token);
        using var accepted = await listener.AcceptTcpClientAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("no key at all")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDemoDemoDemoDemoDemoDemoDemoDemoDemoDemoDem ops@example.com\n")]
    public async Task A_file_that_is_no_private_key_is_named(string content)
    {
        await File.WriteAllTextAsync(_key, content);

        var fault = await Assert.ThrowsAsync<KopsException>(() => Shell(1).RunAsync("true", CancellationToken.None));

        Assert.Equal(("KopsSshKeyFileInvalid", _key), (fault.Id, fault.Target));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        File.Delete(_key);

        Assert.Equal("KopsSshKeyFileInvalid", (await Assert.ThrowsAsync<KopsException>(() => Shell(1).RunAsync("true", CancellationToken.None))).Id);
    }

    private SshServerShell Shell(int port, TimeSpan? timeout = null) => new(
        new SshTarget("i-1", "127.0.0.1", "ubuntu", _key) { Port = port, Timeout = timeout ?? TimeSpan.FromSeconds(20) },
        KnownServers.Of(TestSettings.With(_home.Path, ("XDG_DATA_HOME", null), ("LOCALAPPDATA", _home.Path)).Environment), _ => Task.FromResult(false), _feedback);

    private static async Task ServeAsync(TcpListener listener, string banner)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(banner));
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
