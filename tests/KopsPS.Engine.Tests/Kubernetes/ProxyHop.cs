using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KopsPS.Engine.Tests.Kubernetes;

/// <summary>An HTTP proxy that leads every tunnel to one port of this machine, whatever the name that was asked for.</summary>
internal sealed class ProxyHop : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly int _target;
    private readonly Task _work;

    public ProxyHop(int target, string? refusal = null, string? password = null)
    {
        _target = target;
        _listener.Start();
        _work = AcceptAsync(refusal, password);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What clients asked for: request line and headers.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _work;
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end that was asked for.
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync(string? refusal, string? password)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client, refusal, password);
        }
    }

    private async Task ServeAsync(TcpClient client, string? refusal, string? password)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = await HeadAsync(stream);
                if (password is not null && !head.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), StringComparison.OrdinalIgnoreCase))
                {
                    await stream.WriteAsync("HTTP/1.1 407 Who is there\r\nProxy-Authenticate: Basic realm=hop\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                    head = await HeadAsync(stream);
                    refusal = head.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), StringComparison.Ordinal) ? refusal : "407 Wrong password";
                }

                if (refusal is not null)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
                    return;
                }

                using var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
                await Task.WhenAny(stream.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(stream, _stop.Token));
            }
            catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
            {
                // One of the two went.
            }
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        _heads.Enqueue(head.ToString());
        return head.ToString();
    }
}
