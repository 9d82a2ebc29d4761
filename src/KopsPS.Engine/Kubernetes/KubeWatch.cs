using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Lists and then watches one resource for as long as its reader wants. A stream that ends or breaks is taken up again from the newest version
/// seen (bookmarks keep it new where nothing changes); where the server no longer knows that version the list is read again, and only what
/// differs is told. Of the objects it keeps their keys and versions, nothing else.
/// </summary>
internal sealed class KubeWatch<T>(KubeClient client, KubeWatchSource<T> source, IFeedback feedback)
    where T : class
{
    /// <summary>An object of etcd is 1.5 MB at most, three times that as JSON is generous.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A bookmark comes about once a minute; a way without any for so long is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(4);

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private string? _version;
    private int _failures;
    private bool _isSynced;

    /// <summary>Objects known at present.</summary>
    public int Count => _known.Count;

    /// <summary>Tells everything there is, then <see cref="KubeWatchEventType.Synced"/>, then every change, until it is cancelled.</summary>
    /// <exception cref="KopsException">Where going on has no sense: <c>KubernetesForbidden</c>, <c>KubernetesUnauthorized</c>, <c>KubernetesNotFound</c>, …</exception>
    public async IAsyncEnumerable<KubeWatchEvent<T>> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            KopsException? broke = null;
            var events = _version is null ? ListAsync(cancellationToken) : WatchAsync(_version, cancellationToken);
            await using var each = events.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await each.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (KopsException fault) when (fault.Id == "KubernetesExpired")
                {
                    feedback.Debug($"The version {_version} of {source.Path} is too old; reading the list again.");
                    broke = _version is null ? fault : null;
                    _version = null;
                    break;
                }
                catch (KopsException fault) when (_isSynced && (KubeFaults.IsPassing(fault) || fault.Id == "KubernetesAnswerInvalid"))
                {
                    broke = fault;
                    break;
                }

                _failures = 0;
                yield return each.Current;
            }

            if (broke is not null)
            {
                feedback.Verbose($"{broke.Message} Watching {source.Path} again.");
                yield return new KubeWatchEvent<T>(KubeWatchEventType.Disconnected, "", null, broke);
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the list and tells what differs from what is known.</summary>
    private async IAsyncEnumerable<KubeWatchEvent<T>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gone = _known.Count == 0 ? [] : new HashSet<string>(_known.Keys, StringComparer.Ordinal);
        string? version = null;
        await foreach (var page in KubePager.ListAsync(client, source.Path, source.List, source.KeyOf, cancellationToken).ConfigureAwait(false))
        {
            // Every page of one list has the same version.
            version = page.ResourceVersion ?? version;
            foreach (var item in page.Items)
            {
                var key = source.KeyOf(item);
                gone.Remove(key);
                if (Noted(key, item) is { } type)
                {
                    yield return new KubeWatchEvent<T>(type, key, item);
                }
            }
        }

        foreach (var key in gone)
        {
            _known.Remove(key);
            yield return new KubeWatchEvent<T>(KubeWatchEventType.Deleted, key, null);
        }

        _version = version ?? throw Faults.KubernetesAnswerInvalid(client.Context.Server, source.Path, null);
        _isSynced = true;
        yield return new KubeWatchEvent<T>(KubeWatchEventType.Synced, "", null);
    }

    /// <summary>Whether an object is new, changed, or (null) as it was.</summary>
    private KubeWatchEventType? Noted(string key, T item)
    {
        var version = source.VersionOf(item) ?? "";
        var isKnown = _known.TryGetValue(key, out var old);
        if (isKnown && old == version)
        {
            return null;
        }

        _known[key] = version;
        return isKnown ? KubeWatchEventType.Modified : KubeWatchEventType.Added;
    }

    private async IAsyncEnumerable<KubeWatchEvent<T>> WatchAsync(string version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The server ends it after a time between these, so that not all watches begin anew at once.
        var path = KubePath.WithQuery(
            source.Path,
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", version),
            ("timeoutSeconds", RandomNumberGenerator.GetInt32(290, 580).ToString(CultureInfo.InvariantCulture)));
        await using var body = await client.OpenAsync(KubeRequest.Get(path) with { IsStream = true, Attempts = 1 }, cancellationToken).ConfigureAwait(false);
        var lines = new LineReader(body, LongestLine);
        var (begun, any) = (Environment.TickCount64, false);
        while (await ReadAsync(lines, path, cancellationToken).ConfigureAwait(false) is { } line)
        {
            any = true;
            if (EventOf(line.Span, path) is { } happened)
            {
                yield return happened;
            }
        }

        if (!any && Environment.TickCount64 - begun < 1000)
        {
            // Ended at once and without a word: asking again at once would be a loop.
            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(LineReader lines, string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Silence);
        try
        {
            return await lines.ReadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException or InvalidDataException)
        {
            throw Faults.KubernetesApiUnreachable(client.Context.Server, "the connection broke", cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw Faults.KubernetesTimeout(client.Context.Server, path, Silence, cause);
        }
    }

    /// <summary>Reads a line; null where it tells nothing new.</summary>
    private KubeWatchEvent<T>? EventOf(ReadOnlySpan<byte> line, string path)
    {
        try
        {
            var type = TypeOf(line);
            if (type == "ERROR")
            {
                var status = JsonSerializer.Deserialize(line, WatchJson.Default.KubeWatchLineKubeStatus)?.Object ?? new KubeStatus();
                throw KubeFaults.Of((System.Net.HttpStatusCode)(status.Code ?? 500), status, path, client.Context);
            }

            if (JsonSerializer.Deserialize(line, source.Line)?.Object is not { } item)
            {
                return null;
            }

            _version = source.VersionOf(item) ?? _version;
            var key = source.KeyOf(item);
            return type switch
            {
                "ADDED" or "MODIFIED" => Noted(key, item) is { } known ? new KubeWatchEvent<T>(known, key, item) : null,
                "DELETED" => _known.Remove(key) ? new KubeWatchEvent<T>(KubeWatchEventType.Deleted, key, item) : null,
                _ => null,
            };
        }
        catch (JsonException cause)
        {
            throw Faults.KubernetesAnswerInvalid(client.Context.Server, path, cause);
        }
    }

    /// <summary>The type stands first; an error's object has another shape than the rest.</summary>
    private static string? TypeOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }

    private Task PauseAsync(CancellationToken cancellationToken)
    {
        var pause = client.Options.Pause * Math.Pow(2, Math.Min(_failures++, 12)) * (0.75 + (RandomNumberGenerator.GetInt32(1000) / 2000.0));
        return Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
    }
}
