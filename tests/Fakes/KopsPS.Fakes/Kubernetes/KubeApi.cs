using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>
/// An API server that plays <c>tests/recordings/kube</c> over HTTP: lists with paging and selectors, single objects,
/// the rights of the recorded users, and any fault that a test asks for. Its clock stands still at the time of the
/// recording, so ages are those of the recorded cluster.
/// <code>
/// await using var api = await KubeApi.StartAsync();
/// var kubeconfig = api.WriteKubeconfig(Path.Combine(folder, "config"));          // user ops, context prod.example.com
/// api.When("/api/v1/nodes", api.Recordings.Answer("error-429-priority"), times: 1);
/// </code>
/// </summary>
public sealed partial class KubeApi : IAsyncDisposable
{
    private const string Token = "token-of-";
    private const int GzipFrom = 128 * 1024;

    private readonly WebApplication _web;
    private readonly KubeApiOptions _options;
    private readonly KubePace? _pace;
    private readonly ConcurrentDictionary<string, List<KubeItem>?> _lists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _heads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Columns, List<KubeItem> Rows)> _tables = new(StringComparer.Ordinal);

    /// <summary>Paths of objects that were taken away: their recorded answers are of before.</summary>
    private readonly ConcurrentDictionary<string, bool> _removed = new(StringComparer.Ordinal);
    private readonly List<Rule> _rules = [];
    private readonly ConcurrentQueue<KubeRequest> _requests = new();
    private int _expireContinue;

    private KubeApi(KubeApiOptions options)
    {
        _options = options;
        _pace = options.BytesPerSecond is { } rate ? new KubePace(rate) : null;
        Recordings = new KubeRecordings(options.Version);
        if (options.GeneratedNodes is { } count)
        {
            GenerateNodes(count);
        }

        if (options.GeneratedPods is { } pods)
        {
            GeneratePods(pods);
        }

        _web = Build();
    }

    /// <summary>Address, such as <c>https://127.0.0.1:41234</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What is played.</summary>
    public KubeRecordings Recordings { get; }

    /// <summary>The authority that signed the server's certificate and signs those of clients.</summary>
    public KubeCertificates Certificates { get; } = new();

    /// <summary>The server's clock, in the header <c>Date</c>; null leaves the header empty.</summary>
    public Func<DateTimeOffset?> Clock { get; set; } = () => KubeRecordings.Now;

    /// <summary>
    /// Which resources each user may read; <c>*</c> is everything. Users: those of the recording, and any that a test adds.
    /// Their token is <c>token-of-</c> and the name; a client certificate gives the name as its CN (<c>kubecfg-root</c> is <c>ops</c>).
    /// </summary>
    public ConcurrentDictionary<string, string[]> Rights { get; } = new(StringComparer.Ordinal)
    {
        ["ops"] = ["*"],
        ["health"] = ["nodes", "pods", "events", "leases"],
    };

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<KubeRequest> Requests => [.. _requests];

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<KubeApi> StartAsync(KubeApiOptions? options = null)
    {
        var api = new KubeApi(options ?? new KubeApiOptions());
        await api._web.StartAsync();
        var bound = api._web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        api.Address = new Uri(bound);
        return api;
    }

    /// <summary>Gives another answer to paths that begin so: always, or for the first few times, after letting some pass.</summary>
    public void When(string path, KubeAnswer answer, int times = int.MaxValue, int after = 0) =>
        When(request => request.Path.StartsWith(path, StringComparison.Ordinal), answer, times, after);

    /// <summary>Gives another answer to the requests that fit.</summary>
    public void When(Func<KubeRequest, bool> fits, KubeAnswer answer, int times = int.MaxValue, int after = 0)
    {
        lock (_rules)
        {
            _rules.Add(new Rule(fits, answer, times, after));
        }
    }

    /// <summary>The next continue tokens, this many, are too old: 410, with a new token as the API server gives it.</summary>
    public void ExpireContinue(int times) => Interlocked.Exchange(ref _expireContinue, times);

    /// <summary>Empties a list.</summary>
    public void Clear(string listPath) => _lists[listPath] = [];

    /// <summary>A kubeconfig for a user: by token, or with <paramref name="certificate"/> by client certificate.</summary>
    public string Kubeconfig(string user = "ops", string context = "prod.example.com", bool certificate = false, string? extraCluster = null)
    {
        var text = new StringBuilder("apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n");
        if (_options.Tls)
        {
            text.Append(CultureInfo.InvariantCulture, $"    certificate-authority-data: {Base64(Certificates.AuthorityPem)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    server: {Address.GetLeftPart(UriPartial.Authority)}\n");
        if (extraCluster is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {extraCluster}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  name: {context}\ncontexts:\n- context:\n    cluster: {context}\n    user: {context}\n  name: {context}\n");
        text.Append(CultureInfo.InvariantCulture, $"current-context: {context}\npreferences: {{}}\nusers:\n- name: {context}\n  user:");
        if (user == "none")
        {
            text.Append(" {}\n");
        }
        else if (certificate)
        {
            var (pem, key) = Certificates.Client(user, "system:masters");
            text.Append(CultureInfo.InvariantCulture, $"\n    client-certificate-data: {Base64(pem)}\n    client-key-data: {Base64(key)}\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    token: {Token}{user}\n");
        }

        return text.ToString();

        static string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
    }

    /// <summary>Writes <see cref="Kubeconfig"/> to a file and gives its path.</summary>
    public string WriteKubeconfig(
        string path, string user = "ops", string context = "prod.example.com", bool certificate = false, string? extraCluster = null)
    {
        File.WriteAllText(path, Kubeconfig(user, context, certificate, extraCluster));
        return path;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _web.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Answers that hang on purpose are cut off.
        }

        await _web.DisposeAsync();
        Certificates.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (_options.Tls)
                {
                    var end = _options.ExpiredServerCertificate ? DateTimeOffset.UtcNow.AddHours(-1) : DateTimeOffset.UtcNow.AddYears(1);
                    listen.UseHttps(new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = Certificates.Server(_options.ServerNames, !_options.OnlyServerNames, end),
                        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                        ClientCertificateMode = ClientCertificateMode.AllowCertificate,

                        // As kube-apiserver: any certificate gets through the handshake, a bad one is no identity.
                        ClientCertificateValidation = (_, _, _) => true,
                    });
                }
            });
        });
        var web = builder.Build();
        web.Run(HandleAsync);
        return web;
    }

    private async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.Date = Clock() is { } now ? now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture) : "";
        var request = new KubeRequest(
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
            UserOf(context),
            context.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await BodyOfAsync(context));
        _requests.Enqueue(request);
        try
        {
            if (_options.Delay is { } delay)
            {
                await Task.Delay(delay, context.RequestAborted);
            }

            await (RuleFor(request) ?? RefusalFor(request) ?? AnswerFor(request)).GiveAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            // A defect of this fake must not look like one of the API server.
            await KubeAnswer.Status(599, fault.ToString(), "text/plain").GiveAsync(context);
        }
    }

    private string UserOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            var name = header["Bearer ".Length..];
            return name.StartsWith(Token, StringComparison.Ordinal) && Rights.ContainsKey(name[Token.Length..]) ? name[Token.Length..] : "bad";
        }

        if (header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            var name = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':')[0];
            return Rights.ContainsKey(name) ? name : "bad";
        }

        if (context.Connection.ClientCertificate is { } certificate)
        {
            var name = certificate.GetNameInfo(X509NameType.SimpleName, false);
            return !Certificates.Signed(certificate) ? "bad" : name == "kubecfg-root" ? "ops" : name;
        }

        return "none";
    }

    private KubeAnswer? RuleFor(KubeRequest request)
    {
        lock (_rules)
        {
            return _rules.Find(rule => rule.Fits(request) && rule.After-- <= 0 && rule.Times-- > 0)?.Answer;
        }
    }

    /// <summary>401 and 403 in the API server's words.</summary>
    private KubeAnswer? RefusalFor(KubeRequest request)
    {
        if (!Rights.TryGetValue(request.User, out var rights))
        {
            return Recordings.Answer("error-401-anonymous");
        }

        if (rights.Contains("*"))
        {
            return null;
        }

        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["api" or "apis", ..])
        {
            // Every authenticated user is a system:public-info-viewer.
            return parts is ["version" or "livez" or "readyz" or "healthz", ..]
                ? null
                : Failure(403, "Forbidden", $"forbidden: User \"{request.User}\" cannot get path \"{request.Path}\"");
        }

        var group = parts[0] == "api" ? "" : parts.ElementAtOrDefault(1) ?? "";
        var rest = parts.Skip(parts[0] == "api" ? 2 : 3).ToArray();
        var @namespace = rest is ["namespaces", var space, _, ..] ? space : null;
        rest = @namespace is null ? rest : rest[2..];
        var resource = rest.ElementAtOrDefault(0);
        if (resource is null || (rights.Contains(resource) && request.Method == "GET" && rest.Length <= 2))
        {
            return null;
        }

        var user = request.User == "health" ? "health-reader" : request.User;
        var verb = request.Method switch { "GET" when rest.Length > 1 => "get", "GET" => "list", var method => method.ToLowerInvariant() };
        var name = rest.Length > 1 ? $" \"{rest[1]}\"" : "";
        var where = @namespace is null ? "at the cluster scope" : $"in the namespace \"{@namespace}\"";
        return Failure(
            403,
            "Forbidden",
            $"{resource}{(group.Length > 0 ? "." + group : "")}{name} is forbidden: User \"{user}\" cannot {verb} resource \"{resource}\" in API group \"{group}\" {where}");
    }

    private KubeAnswer AnswerFor(KubeRequest request)
    {
        if (request.Method != "GET")
        {
            return ChangeAnswer(request);
        }

        if (request.Path == "/version" && _options.ServerVersion is { } version)
        {
            var body = JsonNode.Parse(Recordings.Text("version"))!;
            body["gitVersion"] = version;
            body["minor"] = version.Split('.')[1];
            return KubeAnswer.Status(200, body.ToJsonString());
        }

        if (ListFor(request.Path, out var listPath, out var items))
        {
            if (request.Query.GetValueOrDefault("watch") is "true" or "1")
            {
                return WatchAnswer(request, listPath);
            }

            return ListAnswer(request, listPath, items);
        }

        var slash = request.Path.LastIndexOf('/');
        if (slash > 0 && ListFor(request.Path[..slash], out _, out items)
            && items.Find(item => item.Name == request.Path[(slash + 1)..]) is { } single)
        {
            using var document = single.Parse();
            return KubeAnswer.Status(200, document.RootElement.GetRawText());
        }

        if (_removed.ContainsKey(request.Path))
        {
            return Failure(404, "NotFound", $"{request.Path.Split('/')[^2]} \"{request.Path[(slash + 1)..]}\" not found");
        }

        return Recorded(request) ?? KubeAnswer.Status(404, "404 page not found\n", "text/plain; charset=utf-8");
    }

    private List<KubeItem>? List(string path) => _lists.GetOrAdd(path, RecordedList);

    private bool ListFor(string path, out string listPath, out List<KubeItem> items)
    {
        listPath = path;
        if (List(path) is { } whole)
        {
            items = whole;
            return true;
        }

        var parts = path.Split('/');
        var at = Array.IndexOf(parts, "namespaces");
        if (at > 0 && parts.Length == at + 3)
        {
            listPath = string.Join('/', parts.Take(at).Append(parts[at + 2]));
            if (List(listPath) is { } everywhere)
            {
                items = everywhere.FindAll(item => item.Namespace == parts[at + 1]);
                return true;
            }
        }

        items = [];
        return false;
    }

    private KubeAnswer ListAnswer(KubeRequest request, string listPath, List<KubeItem> all)
    {
        var from = 0;
        var rows = false;
        if (_tables.TryGetValue(listPath, out var table) && request.Headers.GetValueOrDefault("Accept", "").Contains("as=Table", StringComparison.Ordinal))
        {
            (rows, all) = (true, table.Rows);
        }

        if (request.Query.TryGetValue("continue", out var token))
        {
            if (Interlocked.Decrement(ref _expireContinue) >= 0)
            {
                // The recorded one, with a token that goes on here.
                var expired = JsonNode.Parse(Recordings.Text("error-410-continue"))!;
                expired["metadata"]!["continue"] = token;
                return KubeAnswer.Status(410, expired.ToJsonString());
            }

            if (!int.TryParse(Encoding.ASCII.GetString(Convert.FromBase64String(token)), CultureInfo.InvariantCulture, out from))
            {
                return Recordings.Answer("error-400-continue");
            }
        }

        var fits = KubeSelector.Parse(request.Query.GetValueOrDefault("labelSelector"), request.Query.GetValueOrDefault("fieldSelector"));
        var chosen = all.FindAll(item => fits(item));
        var limit = int.Parse(request.Query.GetValueOrDefault("limit") ?? "0", CultureInfo.InvariantCulture);
        var to = limit > 0 ? Math.Min(chosen.Count, from + limit) : chosen.Count;
        var next = to < chosen.Count
            ? $",\"continue\":\"{Convert.ToBase64String(Encoding.ASCII.GetBytes(to.ToString(CultureInfo.InvariantCulture)))}\",\"remainingItemCount\":{chosen.Count - to}"
            : "";
        var head = _heads.GetValueOrDefault(listPath, "\"kind\":\"List\",\"apiVersion\":\"v1\"");
        var metadata = $"\"metadata\":{{\"resourceVersion\":\"{Version}\"{next}}}";
        var prefix = Encoding.UTF8.GetBytes(rows
            ? $"{{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",{metadata},\"columnDefinitions\":{table.Columns},\"rows\":["
            : $"{{{head},{metadata},\"items\":[");
        return KubeAnswer.From(context => WriteListAsync(context, prefix, chosen.GetRange(from, to - from)));
    }

    private async Task WriteListAsync(HttpContext context, byte[] prefix, List<KubeItem> items)
    {
        context.Response.ContentType = "application/json";
        var token = context.RequestAborted;
        var gzip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal)
            && items.Sum(item => item.Length) >= GzipFrom;
        if (gzip)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        var body = gzip ? new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true) : context.Response.Body;
        var buffer = new byte[256 * 1024];
        prefix.CopyTo(buffer, 0);
        var filled = prefix.Length;
        foreach (var item in items)
        {
            if (filled + item.Length + 3 > buffer.Length)
            {
                await FlushAsync();
                if (item.Length + 3 > buffer.Length)
                {
                    buffer = new byte[item.Length + 3];
                }
            }

            item.CopyTo(buffer.AsSpan(filled));
            filled += item.Length;
            buffer[filled++] = (byte)',';
        }

        if (items.Count > 0)
        {
            filled--;
        }

        buffer[filled++] = (byte)']';
        buffer[filled++] = (byte)'}';
        await FlushAsync();
        if (gzip)
        {
            await body.DisposeAsync();
        }

        async Task FlushAsync()
        {
            // The last byte waits for what follows it: a comma may have to go.
            var keep = filled > 0 && buffer[filled - 1] == (byte)',' ? 1 : 0;
            await (_pace?.TakeAsync(filled - keep, token) ?? Task.CompletedTask);
            await body.WriteAsync(buffer.AsMemory(0, filled - keep), token);
            buffer[0] = (byte)',';
            filled = keep;
        }
    }

    /// <summary>Any other recorded answer to the same question: of that user, else of <c>ops</c>, who may do everything.</summary>
    private KubeAnswer? Recorded(KubeRequest request)
    {
        var fitting = Recordings.Entries
            .Where(entry => Value(entry, "method") == request.Method && Value(entry, "path") == request.Path
                && entry.GetProperty("status").GetInt32() is 200 or 404 or 503
                && !Value(entry, "file").EndsWith(".gz", StringComparison.Ordinal)
                && Value(entry.GetProperty("requestHeaders"), "Accept").Contains("APIGroupDiscoveryList", StringComparison.Ordinal)
                    == (Aggregates && request.Headers.GetValueOrDefault("Accept", "").Contains("APIGroupDiscoveryList", StringComparison.Ordinal))
                && Value(entry, "query").Split('&')[0].Split('=')[0] == (request.Query.Keys.FirstOrDefault(key => key != "timeout") ?? "")) // kubectl's own limit for discovery
            .OrderBy(entry => Value(entry, "user") == request.User ? 0 : 1)
            .FirstOrDefault();
        return fitting.ValueKind == JsonValueKind.Undefined ? null : Recordings.Answer(fitting.GetProperty("slug").GetString()!);
    }

    /// <summary>A whole list that <c>ops</c> got, or null.</summary>
    private List<KubeItem>? RecordedList(string path)
    {
        var entry = Recordings.Entries.FirstOrDefault(entry => Value(entry, "path") == path
            && Value(entry, "method") == "GET" && Value(entry, "user") == "ops" && Value(entry, "query").Length == 0
            && entry.GetProperty("status").GetInt32() == 200
            && Value(entry.GetProperty("requestHeaders"), "Accept") == "application/json"
            && (Value(entry, "file").EndsWith(".json", StringComparison.Ordinal) || Value(entry, "file").EndsWith(".json.gz", StringComparison.Ordinal)));
        if (entry.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        using var body = JsonDocument.Parse(Recordings.Text(entry.GetProperty("slug").GetString()!));
        if (!body.RootElement.TryGetProperty("items", out var items))
        {
            return null;
        }

        var kind = body.RootElement.GetProperty("kind").GetString();
        _heads[path] = $"\"kind\":\"{kind}\",\"apiVersion\":\"{body.RootElement.GetProperty("apiVersion").GetString()}\"";
        return [.. items.EnumerateArray().Select(item => KubeItem.FromJson(item.GetRawText()))];
    }

    private void GenerateNodes(int count)
    {
        const string Model = "i-01b7d3e9f8a246c5e";
        const string Leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
        var names = Enumerable.Range(1, count).Select(n => $"i-{n:x17}").ToArray();
        var node = Recordings.Item("nodes", Model);

        // Nodes that have run for long list up to fifty images.
        var images = node["status"]!["images"]!.AsArray();
        for (var n = 0; node.ToJsonString().Length < 20_000; n++)
        {
            images.Add(images[n % 8]!.DeepClone());
        }

        _lists["/api/v1/nodes"] = [.. KubeItem.Series(node.ToJsonString(), Model, names)];
        _lists[Leases] = [.. KubeItem.Series(Recordings.Item("leases-nodes", Model).ToJsonString(), Model, names)];

        // kubectl takes the kind of the nodes from that of their list.
        _heads["/api/v1/nodes"] = "\"kind\":\"NodeList\",\"apiVersion\":\"v1\"";
        _heads[Leases] = "\"kind\":\"LeaseList\",\"apiVersion\":\"coordination.k8s.io/v1\"";
    }

    private void GeneratePods(int count)
    {
        const string Model = "web-8bd5fb94f-4svd9";
        var names = Enumerable.Range(1, count).Select(n => $"web-8bd5fb94f-{n:x5}").ToArray();
        var table = JsonNode.Parse(Recordings.Text("pods-shop-table"))!;
        var row = table["rows"]!.AsArray().Single(row => (string?)row!["object"]!["metadata"]!["name"] == Model)!;
        var pod = Recordings.Item("pods", Model);
        _lists["/api/v1/pods"] = _options.GeneratedNodes is { } nodes
            ? [.. KubeItem.Series(pod.ToJsonString(), Model, names, (string)pod["spec"]!["nodeName"]!, index => $"i-{(index % nodes) + 1:x17}")]
            : [.. KubeItem.Series(pod.ToJsonString(), Model, names)];
        _tables["/api/v1/pods"] = (table["columnDefinitions"]!.ToJsonString(), [.. KubeItem.Series(row.ToJsonString(), Model, names)]);
    }

    private static string Value(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static KubeAnswer Failure(int code, string reason, string message) => KubeAnswer.Status(code, new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    }.ToJsonString());

    private sealed class Rule(Func<KubeRequest, bool> fits, KubeAnswer answer, int times, int after)
    {
        public Func<KubeRequest, bool> Fits => fits;

        public KubeAnswer Answer => answer;

        public int Times { get; set; } = times;

        public int After { get; set; } = after;
    }
}
