using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Reads from an API server. Busy servers (429, 5xx) and broken connections are asked again, with an end; a 401 runs an
/// exec plug-in once more; every fault has an id of its own.
/// </summary>
public sealed class KubeClient : IDisposable
{
    private static readonly string UserAgent = "KopsPS/" + (typeof(KubeClient).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly HostEnvironment _environment;
    private readonly KubeClientOptions _options;
    private readonly IFeedback _feedback;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private Connection? _connection;
    private long _fastestConnect = long.MaxValue;
    private string? _certificateFault;

    /// <summary>Creates a client; nothing is read or sent before the first call.</summary>
    public KubeClient(KubeContext context, HostEnvironment environment, IFeedback feedback, KubeClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        _environment = environment;
        _feedback = feedback;
        _options = options ?? new KubeClientOptions();
    }

    /// <summary>Where it asks.</summary>
    public KubeContext Context { get; }

    /// <summary>The server's clock as of the last answer.</summary>
    public ServerClock Clock { get; } = new();

    internal KubeClientOptions Options => _options;

    /// <summary>Reads one object.</summary>
    /// <param name="path">Path and query, such as <c>/version</c>.</param>
    /// <param name="type">Shape of what is wanted of it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) => SendAsync(
        path,
        async (body, _, token) => await JsonSerializer.DeserializeAsync(body, type, token).ConfigureAwait(false)
            ?? throw Faults.KubernetesAnswerInvalid(Context.Server, path, null),
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Http.Dispose();
        _renewing.Dispose();
    }

    /// <summary>
    /// Sends a GET until it is answered or there is no hope; <paramref name="read"/> reads the body (and is called again
    /// when the body breaks off).
    /// </summary>
    internal async Task<T> SendAsync<T>(
        string path, Func<Stream, DateTimeOffset?, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var connection = await ConnectionAsync(cancellationToken).ConfigureAwait(false);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_options.AnswerTimeLimit);
            TimeSpan? wait;
            KopsException fault;
            try
            {
                using var request = NewRequest(path, connection);
                using var answer = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
                var date = answer.Headers.Date;
                Clock.Heard(date);
                var raw = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
                await using var body = answer.Content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(raw, CompressionMode.Decompress) : raw;
                if (answer.IsSuccessStatusCode)
                {
                    return await read(body, date, limit.Token).ConfigureAwait(false);
                }

                var status = KubeStatus.Read(await HeadOfAsync(body, limit.Token).ConfigureAwait(false));
                if (answer.StatusCode == HttpStatusCode.Unauthorized && Context.User.Exec is not null && !renewed)
                {
                    renewed = true;
                    attempt--;
                    _feedback.Verbose("The API server refused the credential; asking the exec plug-in for a new one.");
                    await RenewAsync(connection, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                fault = FaultOf(answer.StatusCode, status, path, connection);
                wait = Hopeful(answer.StatusCode) ? RetryAfter(answer) ?? Backoff(attempt) : null;
            }
            catch (JsonException cause)
            {
                // A body that broke off in a way that still looked whole, or something that is no API server.
                fault = Faults.KubernetesAnswerInvalid(Context.Server, path, cause);
                wait = attempt < 3 ? Backoff(attempt) : null;
            }
            catch (Exception cause) when (cause is HttpRequestException or IOException or SocketException or InvalidDataException)
            {
                (fault, var hopeful) = FaultOf(cause, connection);

                // Where nobody listens a few moments do not help; a load balancer that changes its target is through in them.
                wait = hopeful && attempt < 3 ? Backoff(attempt) : null;
            }
            catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
            {
                // The limit of a connection ends only that.
                fault = limit.IsCancellationRequested
                    ? Faults.KubernetesTimeout(Context.Server, path, _options.AnswerTimeLimit, cause)
                    : Faults.KubernetesApiUnreachable(Context.Server, $"no connection within {_options.ConnectTimeLimit.TotalSeconds:0} s", cause);
                wait = null;
            }

            if (wait is not { } pause || attempt >= _options.Attempts)
            {
                throw fault;
            }

            _feedback.Verbose($"{fault.Message} Asking again in {pause.TotalSeconds:0.0} s.");
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Hopeful(HttpStatusCode status) => status
        is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static async Task<byte[]> HeadOfAsync(Stream body, CancellationToken cancellationToken)
    {
        var head = new byte[64 * 1024];
        var read = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return head[..read];
    }

    private TimeSpan Backoff(int attempt) =>
        _options.Pause * Math.Pow(2, attempt - 1) * (0.75 + (RandomNumberGenerator.GetInt32(1000) / 2000.0));

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var told = answer.Headers.RetryAfter?.Delta;
        return told > _options.LongestPause ? _options.LongestPause : told;
    }

    private HttpRequestMessage NewRequest(string path, Connection connection)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(connection.Base + path));
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (_fastestConnect != long.MaxValue && _fastestConnect > _options.SlowLink.Ticks && !Context.DisableCompression)
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
                : new Connection(NewHttp(credentials), Context.Server.AbsoluteUri.TrimEnd('/'), credentials);
        }
        finally
        {
            _renewing.Release();
        }
    }

    private HttpClient NewHttp(KubeCredentials credentials)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _options.ConnectTimeLimit,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        };
        if (Proxy() is { } proxy && proxy.GetProxy(Context.Server) is { } way && !proxy.IsBypassed(Context.Server))
        {
            handler.Proxy = proxy;
            _feedback.Verbose($"Asking through the proxy {way.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}.");
        }
        else
        {
            handler.UseProxy = false;
        }

        if (Context.Server.Scheme == Uri.UriSchemeHttps)
        {
            var authorities = Authorities();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Trust(certificate, chain, errors, authorities);
            if (credentials.Certificate is { } own)
            {
                handler.SslOptions.ClientCertificates = [own];
                handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
            }
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The kubeconfig's own proxy, which leads everywhere; else what the environment names.</summary>
    private IWebProxy? Proxy()
    {
        if (Context.ProxyUrl is not { } told)
        {
            return EnvironmentProxy.AsKubectl(_environment);
        }

        return Uri.TryCreate(told, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "socks5"
            ? new WebProxy(EnvironmentProxy.WithoutCredentials(address)) { Credentials = EnvironmentProxy.CredentialsOf(address) }
            : throw Faults.KubeconfigInvalid(Context.Source, $"the proxy-url of cluster '{Context.ClusterEntry}' is no http, https or socks5 address", null);
    }

    /// <summary>Connects as usual and notes how long the way is.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(context.DnsEndPoint.Host.Trim('[', ']'), out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var start = Stopwatch.GetTimestamp();
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);

            // The fastest of several: a machine that is busy for a moment is no slow link.
            _fastestConnect = Math.Min(_fastestConnect, Stopwatch.GetElapsedTime(start).Ticks);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private X509Certificate2Collection? Authorities()
    {
        if (Context.AuthorityData is null && Context.AuthorityFile is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Context.AuthorityData is { } data ? Encoding.UTF8.GetString(data) : File.ReadAllText(Context.AuthorityFile!));
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Faults.KubeconfigInvalid(Context.Source, $"the certificate authority of cluster '{Context.ClusterEntry}' cannot be read", fault);
        }

        return authorities.Count > 0
            ? authorities
            : throw Faults.KubeconfigInvalid(Context.Source, $"the certificate authority of cluster '{Context.ClusterEntry}' holds no certificate", null);
    }

    private bool Trust(X509Certificate? given, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        if (Context.SkipTlsVerify)
        {
            return true;
        }

        if (given is not X509Certificate2 certificate)
        {
            _certificateFault = "the server showed no certificate";
            return false;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            _certificateFault = $"the server's certificate is for {string.Join(", ", NamesOf(certificate))}, not for {Context.TlsServerName ?? Context.Server.Host}";
            return false;
        }

        if (authorities is null)
        {
            _certificateFault = errors == SslPolicyErrors.None ? null : "no authority that this machine trusts signed the server's certificate, and the kubeconfig names none";
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        }

        if (own.Build(certificate))
        {
            _certificateFault = null;
            return true;
        }

        _certificateFault = own.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? $"the server's certificate, or its authority's, is valid from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}; this machine has {DateTime.UtcNow:u}"
            : $"another authority than the kubeconfig's signed the server's certificate (issuer {certificate.Issuer})";
        return false;
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));

    private (KopsException Fault, bool Hopeful) FaultOf(Exception cause, Connection connection)
    {
        if (cause is HttpRequestException { InnerException: AuthenticationException } or AuthenticationException)
        {
            return _certificateFault is { } why
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

    private KopsException FaultOf(HttpStatusCode code, KubeStatus status, string path, Connection connection) => code switch
    {
        HttpStatusCode.Unauthorized => ExpiredCertificate(connection, null) ?? Faults.KubernetesUnauthorized(Context.Server, Context.Name),
        HttpStatusCode.Forbidden => Faults.KubernetesForbidden(Context.Name, status.Message),
        HttpStatusCode.NotFound => Faults.KubernetesNotFound(path, status.Message),
        HttpStatusCode.Gone => Faults.KubernetesExpired(path, status.Metadata?.Continue),
        HttpStatusCode.TooManyRequests => Faults.KubernetesThrottled(Context.Server),
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
            Faults.KubernetesServerFailed(Context.Server, (int)code, status.Message),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Faults.KubernetesAnswerInvalid(Context.Server, path, null),
        _ => Faults.KubernetesRequestRefused(path, (int)code, status.Message),
    };

    private sealed record Connection(HttpClient Http, string Base, KubeCredentials Credentials);
}
