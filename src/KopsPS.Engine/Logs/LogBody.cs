using System.Globalization;
using System.Text;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Logs;

/// <summary>An open stream of one log, in lines.</summary>
internal sealed class LogBody : IAsyncDisposable
{
    /// <summary>A container may write without line ends; more than this is no line.</summary>
    private const int LongestLine = 4 * 1024 * 1024;

    private readonly Stream _body;
    private readonly LineReader _lines;
    private readonly LogTarget _target;
    private readonly TimeSpan _silence;
    private readonly string _path;
    private readonly KubeClient _client;

    private LogBody(KubeClient client, LogTarget target, string path, Stream body, TimeSpan silence)
    {
        (_client, _target, _path, _body, _silence) = (client, target, path, body, silence);
        _lines = new LineReader(body, LongestLine);
    }

    /// <summary>What followed the last line end.</summary>
    public ReadOnlyMemory<byte> Rest => _lines.Rest;

    /// <summary>Opens it.</summary>
    /// <exception cref="KopsException">The client's.</exception>
    public static async Task<LogBody> OpenAsync(KubeClient client, LogTarget target, LogQuery query, LogBeginning? from, int? tail, CancellationToken cancellationToken)
    {
        var path = KubePath.WithQuery(
            KubePath.For("", "v1", "pods", target.Namespace, target.Pod, "log"),
            ("container", target.Container),
            ("timestamps", "true"),
            ("follow", query.Follow ? "true" : null),
            ("previous", query.Previous ? "true" : null),
            ("sinceTime", from?.Since is null ? from?.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null),
            ("sinceSeconds", from?.Since is { } since ? ((long)Math.Ceiling(since.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null),
            ("tailLines", tail?.ToString(CultureInfo.InvariantCulture)));
        var body = await client.OpenAsync(
            KubeRequest.Get(path) with { IsStream = true, Accept = "application/json, */*", Attempts = 1 }, cancellationToken).ConfigureAwait(false);
        return new LogBody(client, target, path, body, query.Silence);
    }

    /// <summary>A line's text; without the return that stands before a line end on Windows.</summary>
    public static string TextOf(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line.Length > 0 && line[^1] == (byte)'\r' ? line[..^1] : line);

    /// <summary>The next line, valid until the next call; null at the end.</summary>
    /// <exception cref="KopsException"><c>KubernetesApiUnreachable</c> where the way broke, <c>KubernetesTimeout</c>, <c>KubernetesLogUnreadable</c>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        // What is here already needs no limit.
        if (_lines.TryRead(out var line))
        {
            return line;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_silence);
        try
        {
            return await _lines.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (InvalidDataException cause)
        {
            throw Faults.KubernetesLogUnreadable(_target.ToString(), cause);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            throw Faults.KubernetesApiUnreachable(_client.Context.Server, "the connection broke", cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw Faults.KubernetesTimeout(_client.Context.Server, _path, _silence, cause);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _body.DisposeAsync();
}

/// <summary>From when on a log is wanted.</summary>
/// <param name="Time">From that time on; the API counts whole seconds.</param>
/// <param name="Since">Instead: what was written within this time, by the kubelet's clock.</param>
internal sealed record LogBeginning(DateTimeOffset? Time, TimeSpan? Since);
