using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Speaks to an API server. Busy servers (429, 5xx) and broken connections are asked again, with an end and never where a
/// change could be made twice; a 401 runs an exec plug-in once more; every fault has an id of its own.
/// </summary>
public sealed partial class KubeClient : IDisposable
{
    /// <summary>For answers that are no JSON; an API server that cannot negotiate them refuses a bare application/json.</summary>
    private const string AnyAnswer = "application/json, */*";

    private static readonly string UserAgent = "KopsPS/" + (typeof(KubeClient).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly HostEnvironment _environment;
    private readonly KubeClientOptions _options;
    private readonly IFeedback _feedback;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private Connection? _connection;
    private readonly KubeConnector _connector;
    private readonly KubePacer _pacer;

    /// <summary>Creates a client; nothing is read or sent before the first call.</summary>
    public KubeClient(KubeContext context, HostEnvironment environment, IFeedback feedback, KubeClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        _environment = environment;
        _feedback = feedback;
        _options = options ?? new KubeClientOptions();
        _connector = new KubeConnector(context, environment, _options, feedback);
        _pacer = new KubePacer(_options.CallsPerSecond, _options.Burst, TimeProvider.System);
    }

    /// <summary>Where it asks.</summary>
    public KubeContext Context { get; }

    /// <summary>The server's clock as of the last answer.</summary>
    public ServerClock Clock { get; } = new();

    internal KubeClientOptions Options => _options;

    /// <summary>The server said that it cannot use its etcd; its answers are not waited for as long then.</summary>
    internal bool IsSick { get; set; }

    private TimeSpan AnswerTimeLimit => IsSick ? _options.SickAnswerTimeLimit : _options.AnswerTimeLimit;

    /// <summary>The certificate that the server showed; null before the first call, and without TLS.</summary>
    internal ServingCertificate? ServingCertificate => _connector.Shown;

    /// <summary>Reads one object.</summary>
    /// <param name="path">Path and query, such as <c>/version</c>.</param>
    /// <param name="type">Shape of what is wanted of it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(KubeRequest.Get(path), type, cancellationToken);

    /// <summary>Reads one object whole.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public Task<JsonObject> GetJsonAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(KubeRequest.Get(path), JsonType.Default.JsonObject, cancellationToken);

    /// <summary>Reads a short answer as text: <c>/readyz?verbose</c>, a page of metrics.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => SendAsync(
        KubeRequest.Get(path) with { Accept = AnyAnswer },
        async (body, _, token) =>
        {
            using var reader = new StreamReader(body, Encoding.UTF8);
            return await reader.ReadToEndAsync(token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>
    /// Opens an answer that has no end of its own, such as a log that is followed. Nothing limits its time but the tokens given to its
    /// reads; where it breaks an <see cref="IOException"/> says so. To be disposed.
    /// </summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>, up to the first byte.</exception>
    public Task<Stream> GetStreamAsync(string path, CancellationToken cancellationToken) =>
        OpenAsync(KubeRequest.Get(path) with { Accept = AnyAnswer }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Http.Dispose();
        _renewing.Dispose();
    }

    /// <summary>Sends a request and reads its answer as one object.</summary>
    internal Task<T> SendAsync<T>(KubeRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) => SendAsync(
        request,
        async (body, _, token) => await JsonSerializer.DeserializeAsync(body, type, token).ConfigureAwait(false)
            ?? throw Faults.KubernetesAnswerInvalid(Context.Server, request.Path, null),
        cancellationToken);

    /// <summary>Sends a request; <paramref name="read"/> reads the body (and is called again when the body breaks off).</summary>
    internal Task<T> SendAsync<T>(
        KubeRequest request, Func<Stream, DateTimeOffset?, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => RepeatAsync(
        request,
        async (answer, token) =>
        {
            using (answer)
            {
                var raw = await answer.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                await using var body = Unzipped(answer, raw);
                return await read(body, answer.Headers.Date, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Sends a request and gives the body as it comes; the answer lives as long as the stream.</summary>
    internal Task<Stream> OpenAsync(KubeRequest request, CancellationToken cancellationToken) => RepeatAsync(
        request,
        async (answer, _) =>
        {
            try
            {
                var raw = await answer.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false);
                return (Stream)new KubeAnswerStream(answer, Unzipped(answer, raw));
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        },
        cancellationToken);

    /// <summary>Sends a request until it is answered or there is no hope.</summary>
    private async Task<T> RepeatAsync<T>(
        KubeRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var path = request.Path;
        var attempts = request.Attempts ?? _options.Attempts;
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var connection = await ConnectionAsync(cancellationToken).ConfigureAwait(false);
            await _pacer.WaitAsync(cancellationToken).ConfigureAwait(false);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var answersWithin = AnswerTimeLimit;
            limit.CancelAfter(answersWithin);
            var began = Stopwatch.GetTimestamp();
            TimeSpan? wait;
            KopsException fault;
            try
            {
                using var message = NewMessage(request, connection);
                var answer = await connection.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                Clock.Heard(answer.Headers.Date);
                Warnings(request, answer);
                if (answer.IsSuccessStatusCode)
                {
                    return await read(answer, limit.Token).ConfigureAwait(false);
                }

                using (answer)
                {
                    var raw = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
                    await using var body = Unzipped(answer, raw);
                    var status = KubeStatus.Read(await HeadOfAsync(body, limit.Token).ConfigureAwait(false));
                    if (answer.StatusCode == HttpStatusCode.Unauthorized && CanRenew && !renewed)
                    {
                        renewed = true;
                        attempt--;
                        _feedback.Verbose("The API server refused the credential; getting it anew.");
                        await RenewAsync(connection, cancellationToken).ConfigureAwait(false);
                        continue;
                    }

                    fault = answer.StatusCode == HttpStatusCode.Unauthorized && ExpiredCertificate(connection, null) is { } expired
                        ? expired
                        : KubeFaults.Of(answer.StatusCode, status, path, Context);
                    var hopeful = answer.StatusCode == HttpStatusCode.TooManyRequests
                        ? !KubeFaults.IsEviction(status)
                        // A server that gave up after a minute, as one whose etcd hangs, would do so again.
                        : request.IsRepeatable && Hopeful(answer.StatusCode) && !KubeFaults.IsFinal(status)
                            && !(answer.StatusCode == HttpStatusCode.GatewayTimeout && Stopwatch.GetElapsedTime(began) > _options.AnswerTimeLimit / 2);
                    wait = hopeful ? RetryAfter(answer, status) ?? Backoff(attempt) : null;
                    if (!request.IsRepeatable && answer.StatusCode == HttpStatusCode.GatewayTimeout)
                    {
                        fault = Faults.KubernetesOutcomeUnknown(request.Method.Method, path, fault);
                    }
                }
            }
            catch (JsonException cause)
            {
                // A body that broke off in a way that still looked whole, or something that is no API server.
                fault = Faults.KubernetesAnswerInvalid(Context.Server, path, cause);
                wait = request.IsRepeatable && attempt < 3 ? Backoff(attempt) : null;
            }
            catch (Exception cause) when (cause is HttpRequestException or IOException or SocketException or InvalidDataException)
            {
                (fault, var hopeful) = FaultOf(cause, connection);
                var neverSent = cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
                if (!request.IsRepeatable && hopeful && !neverSent)
                {
                    fault = Faults.KubernetesOutcomeUnknown(request.Method.Method, path, fault);
                    hopeful = false;
                }

                // Where nobody listens a few moments do not help; a load balancer that changes its target is through in them.
                wait = hopeful && attempt < 3 ? Backoff(attempt) : null;
            }
            catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
            {
                // The limit of a connection ends only that.
                fault = limit.IsCancellationRequested
                    ? Faults.KubernetesTimeout(Context.Server, path, answersWithin, cause)
                    : Faults.KubernetesApiUnreachable(Context.Server, $"no connection within {_options.ConnectTimeLimit.TotalSeconds:0} s", cause);
                if (!request.IsRepeatable && limit.IsCancellationRequested)
                {
                    fault = Faults.KubernetesOutcomeUnknown(request.Method.Method, path, fault);
                }

                wait = null;
            }

            if (wait is not { } pause || attempt >= attempts)
            {
                throw fault;
            }

            _feedback.Verbose($"{fault.Message} Asking again in {pause.TotalSeconds:0.0} s.");
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A credential that comes from elsewhere may be newer there than the one in use.</summary>
    private bool CanRenew => Context.User is { Exec: not null } or { TokenFile: not null } or { CertificateFile: not null, CertificateData: null };

    private static Stream Unzipped(HttpResponseMessage answer, Stream raw) =>
        answer.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(raw, CompressionMode.Decompress) : raw;

    private static bool Hopeful(HttpStatusCode status) => status
        is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>What the API server warns of (a deprecated version, an unknown field); of a change a person should know it.</summary>
    private void Warnings(KubeRequest request, HttpResponseMessage answer)
    {
        foreach (var warning in answer.Headers.TryGetValues("Warning", out var values) ? values : [])
        {
            // 299 - "text"
            var (from, to) = (warning.IndexOf('"', StringComparison.Ordinal), warning.LastIndexOf('"'));
            var text = from >= 0 && to > from ? warning[(from + 1)..to].Replace("\\\"", "\"", StringComparison.Ordinal) : warning;
            if (request.Method == HttpMethod.Get)
            {
                _feedback.Verbose(text);
            }
            else
            {
                _feedback.Warning(text);
            }
        }
    }

    private static async Task<byte[]> HeadOfAsync(Stream body, CancellationToken cancellationToken)
    {
        var head = new byte[64 * 1024];
        var read = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return head[..read];
    }

    private TimeSpan Backoff(int attempt) =>
        _options.Pause * Math.Pow(2, attempt - 1) * (0.75 + (RandomNumberGenerator.GetInt32(1000) / 2000.0));

    private TimeSpan? RetryAfter(HttpResponseMessage answer, KubeStatus status)
    {
        var told = answer.Headers.RetryAfter?.Delta ?? (status.Details?.RetryAfterSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
        return told > _options.LongestPause ? _options.LongestPause : told;
    }

    private HttpRequestMessage NewMessage(KubeRequest call, Connection connection)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(connection.Base + call.Path));
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        if (call.Method == HttpMethod.Get && !call.IsStream && _connector.IsSlow && !Context.DisableCompression)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        }

        if (connection.Credentials.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (Context.TlsServerName is { } name)
        {
            // SocketsHttpHandler takes the name for the handshake from here.
            request.Headers.Host = name;
        }

        var user = Context.User;
        if (user.ImpersonateUser is { } other)
        {
            request.Headers.TryAddWithoutValidation("Impersonate-User", other);
            foreach (var group in user.ImpersonateGroups)
            {
                request.Headers.TryAddWithoutValidation("Impersonate-Group", group);
            }

            foreach (var (key, value) in user.ImpersonateExtra)
            {
                request.Headers.TryAddWithoutValidation("Impersonate-Extra-" + Uri.EscapeDataString(key), value);
            }

            if (user.ImpersonateUid is { } uid)
            {
                request.Headers.TryAddWithoutValidation("Impersonate-Uid", uid);
            }
        }

        return request;
    }

    private async Task<Connection> ConnectionAsync(CancellationToken cancellationToken)
    {
        var current = _connection;
        if (current is null || current.Credentials.Expires <= DateTimeOffset.UtcNow)
        {
            await RenewAsync(current, cancellationToken).ConfigureAwait(false);
        }

        return _connection!;
    }

    /// <summary>Gets credentials; requests that ask at the same time share one renewal.</summary>
    private async Task RenewAsync(Connection? old, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection != old)
            {
                return;
            }

            var credentials = await KubeCredentials.GetAsync(Context, _environment, cancellationToken).ConfigureAwait(false);

            // The old handler is left to its running requests; a certificate belongs to the connection, a token does not.
            _connection = old is not null && old.Credentials.Certificate is null && credentials.Certificate is null
                ? old with { Credentials = credentials }
                : new Connection(_connector.NewHttp(credentials), Context.Server.AbsoluteUri.TrimEnd('/'), credentials);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private (KopsException Fault, bool Hopeful) FaultOf(Exception cause, Connection connection)
    {
        if (cause is HttpRequestException { InnerException: AuthenticationException } or AuthenticationException)
        {
            return _connector.CertificateFault is { } why
                ? (Faults.KubernetesApiCertificate(Context.Server, why, cause), false)
                : (ExpiredCertificate(connection, cause) ?? Faults.KubernetesApiUnreachable(Context.Server, "the TLS handshake failed: " + Deepest(cause), cause), false);
        }

        // TLS 1.3 tells a client that its certificate is refused only with the first answer.
        return cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }
            ? (Faults.KubernetesApiUnreachable(Context.Server, $"no address is known for {Context.Server.Host}", cause), false)
            : (Faults.KubernetesApiUnreachable(Context.Server, Deepest(cause), cause), true);
    }

    private static string Deepest(Exception fault)
    {
        while (fault.InnerException is { } inner)
        {
            fault = inner;
        }

        return fault.Message.TrimEnd('.');
    }

    private KopsException? ExpiredCertificate(Connection connection, Exception? cause)
    {
        var now = Clock.Now ?? DateTimeOffset.UtcNow;
        return connection.Credentials.Certificate is { } own && own.NotAfter.ToUniversalTime() < now.UtcDateTime
            ? Faults.KubernetesCredentialExpired(Context.Name, own.NotAfter.ToUniversalTime(), cause)
            : null;
    }

    private sealed record Connection(HttpClient Http, string Base, KubeCredentials Credentials);
}
