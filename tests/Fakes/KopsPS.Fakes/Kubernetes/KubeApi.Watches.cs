using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>
/// Watches: what changes a list after a version is sent, and goes on being sent until the server is told otherwise.
/// <code>
/// api.Put("/api/v1/nodes", node);              // ADDED or MODIFIED
/// api.Bookmark("/api/v1/nodes");               // BOOKMARK with the newest version
/// api.BreakWatches();                          // every watch's connection is cut
/// api.ExpireWatches();                         // older versions are gone: 410 as the first event of a new watch
/// </code>
/// </summary>
public sealed partial class KubeApi
{
    private readonly object _changing = new();
    private readonly List<(string List, long Version, string Namespace, byte[] Line)> _events = [];
    private readonly List<(string List, string Namespace, Channel<byte[]> Way)> _watches = [];
    private long _version = 5823;
    private long _oldestVersion;

    /// <summary>The newest version of anything.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Watches that are open.</summary>
    public int OpenWatches
    {
        get
        {
            lock (_changing)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Adds an object to a list, such as <c>/api/v1/nodes</c>, or puts it in the place of the one with its name.</summary>
    public void Put(string listPath, JsonObject item)
    {
        // What the list holds is read under the same lock: of two changes at once neither may be lost.
        lock (_changing)
        {
            PutInto(listPath, item, List(listPath) ?? []);
            if (Sibling(listPath, (string?)item["metadata"]!["namespace"]) is { } sibling && List(sibling) is { } items)
            {
                PutInto(sibling, item, items);
            }
        }
    }

    /// <summary>An object of a list as it is now; null where it is not there.</summary>
    public JsonObject? Find(string listPath, string name)
    {
        lock (_changing)
        {
            using var item = List(listPath)?.Find(item => item.Name == name)?.Parse();
            return item is null ? null : JsonNode.Parse(item.RootElement.GetRawText())!.AsObject();
        }
    }

    /// <summary>Takes an object out of a list.</summary>
    public void Remove(string listPath, string name, string? @namespace = null)
    {
        RemoveFrom(listPath, name, @namespace);
        var parts = listPath.Split('/');
        var at = Array.IndexOf(parts, "namespaces");
        @namespace = at > 0 && at == parts.Length - 3 ? parts[at + 1] : @namespace;
        if (Sibling(listPath, @namespace) is { } sibling)
        {
            RemoveFrom(sibling, name, @namespace);
            _removed[$"{sibling}/{name}"] = true;
        }

        _removed[$"{listPath}/{name}"] = true;
    }

    /// <summary>The recording has lists of some namespaces besides those of all: the other list that an object is in.</summary>
    private static string? Sibling(string listPath, string? @namespace)
    {
        var parts = listPath.Split('/');
        var at = Array.IndexOf(parts, "namespaces");
        return at > 0 && at == parts.Length - 3
            ? string.Join('/', parts.Take(at).Append(parts[^1]))
            : @namespace is { Length: > 0 } ? $"{string.Join('/', parts[..^1])}/namespaces/{@namespace}/{parts[^1]}" : null;
    }

    private void PutInto(string listPath, JsonObject item, List<KubeItem> items)
    {
        lock (_changing)
        {
            item["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            var added = KubeItem.FromJson(item.ToJsonString());
            var isNew = !items.Exists(o => o.Name == added.Name && o.Namespace == added.Namespace);
            _lists[listPath] = [.. items.Where(o => o.Name != added.Name || o.Namespace != added.Namespace)
                .Append(added)
                .OrderBy(o => o.Namespace, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal)];
            Send(listPath, added.Namespace, isNew ? "ADDED" : "MODIFIED", item.ToJsonString());
        }
    }

    private void RemoveFrom(string listPath, string name, string? @namespace)
    {
        lock (_changing)
        {
            if (List(listPath) is not { } items)
            {
                return;
            }

            foreach (var item in items.Where(Fits))
            {
                using var document = item.Parse();
                var last = JsonNode.Parse(document.RootElement.GetRawText())!;
                last["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
                Send(listPath, item.Namespace, "DELETED", last.ToJsonString());
            }

            _lists[listPath] = [.. items.Where(item => !Fits(item))];

            bool Fits(KubeItem item) => item.Name == name && (@namespace is null || item.Namespace == @namespace);
        }
    }

    /// <summary>Sends an event without changing a list: for floods, and for what no list has.</summary>
    public void Emit(string listPath, string type, JsonObject item)
    {
        lock (_changing)
        {
            item["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
            Send(listPath, (string?)item["metadata"]!["namespace"] ?? "", type, item.ToJsonString());
        }
    }

    /// <summary>Tells the watches of a list the newest version.</summary>
    public void Bookmark(string listPath)
    {
        lock (_changing)
        {
            var line = Line("BOOKMARK", new JsonObject
            {
                ["kind"] = "Any",
                ["apiVersion"] = "v1",
                ["metadata"] = new JsonObject { ["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null },
                ["spec"] = new JsonObject(),
                ["status"] = new JsonObject(),
            }.ToJsonString());
            foreach (var (list, _, way) in _watches.Where(watch => watch.List == listPath))
            {
                way.Writer.TryWrite(line);
            }
        }
    }

    /// <summary>Cuts the connections of all watches.</summary>
    public void BreakWatches() => EndWatches(new IOException("cut"));

    /// <summary>Ends all watches in order, as their time limit does.</summary>
    public void EndWatches() => EndWatches(null);

    /// <summary>Forgets what changed so far: a watch from before is refused with 410, and those that are open end with it.</summary>
    public void ExpireWatches()
    {
        lock (_changing)
        {
            _events.Clear();
            _oldestVersion = ++_version;
            foreach (var (_, _, way) in _watches)
            {
                way.Writer.TryWrite(Expired());
            }
        }

        EndWatches(null);
    }

    private void EndWatches(Exception? cause)
    {
        lock (_changing)
        {
            foreach (var (_, _, way) in _watches)
            {
                way.Writer.TryComplete(cause);
            }

            _watches.Clear();
        }
    }

    private void Send(string listPath, string @namespace, string type, string item)
    {
        var line = Line(type, item);
        _events.Add((listPath, _version, @namespace, line));
        foreach (var (list, only, way) in _watches)
        {
            if (list == listPath && (only.Length == 0 || only == @namespace))
            {
                way.Writer.TryWrite(line);
            }
        }
    }

    private KubeAnswer WatchAnswer(KubeRequest request, string listPath) => KubeAnswer.From(async context =>
    {
        context.Response.ContentType = "application/json";
        var from = long.TryParse(request.Query.GetValueOrDefault("resourceVersion"), CultureInfo.InvariantCulture, out var told) ? told : 0;
        var parts = request.Path.Split('/');
        var at = Array.IndexOf(parts, "namespaces");
        var only = at > 0 && parts.Length == at + 3 ? parts[at + 1] : "";
        var way = Channel.CreateUnbounded<byte[]>();
        lock (_changing)
        {
            if (from < _oldestVersion)
            {
                way.Writer.TryWrite(Expired());
                way.Writer.Complete();
            }
            else
            {
                foreach (var (list, version, @namespace, line) in _events)
                {
                    if (list == listPath && version > from && (only.Length == 0 || only == @namespace))
                    {
                        way.Writer.TryWrite(line);
                    }
                }

                _watches.Add((listPath, only, way));
            }
        }

        try
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            while (await way.Reader.WaitToReadAsync(context.RequestAborted))
            {
                while (way.Reader.TryRead(out var line))
                {
                    await context.Response.Body.WriteAsync(line, context.RequestAborted);
                }

                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (IOException)
        {
            context.Abort();
        }
        finally
        {
            lock (_changing)
            {
                _watches.RemoveAll(watch => watch.Way == way);
            }
        }
    });

    private static byte[] Line(string type, string item) => Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"object\":{item}}}\n");

    private byte[] Expired() => Encoding.UTF8.GetBytes(Recordings.Text("error-410-watch").TrimEnd() + "\n");
}
