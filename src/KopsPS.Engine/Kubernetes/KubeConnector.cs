using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Makes connections to the API server of a context: proxy, authority, name and client certificate as its kubeconfig says;
/// notes how long the way is and why a certificate was not trusted.
/// </summary>
internal sealed class KubeConnector(KubeContext context, HostEnvironment environment, KubeClientOptions options, IFeedback feedback)
{
    private long _fastestConnect = long.MaxValue;

    /// <summary>Why the server's certificate was refused last, or null.</summary>
    public string? CertificateFault { get; private set; }

    /// <summary>The certificate that the server showed last, whether it was trusted or not; null where it speaks no TLS.</summary>
    public ServingCertificate? Shown { get; private set; }

    /// <summary>True once a connection was made and the way has shown to be so long that compression pays.</summary>
    public bool IsSlow => _fastestConnect != long.MaxValue && _fastestConnect > options.SlowLink.Ticks;

    /// <summary>A client whose connections carry the certificate of these credentials.</summary>
    public HttpClient NewHttp(KubeCredentials credentials)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeLimit,
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        };
        if (Proxy() is { } proxy && proxy.GetProxy(context.Server) is { } way && !proxy.IsBypassed(context.Server))
        {
            handler.Proxy = proxy;
            feedback.Verbose($"Asking through the proxy {way.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}.");
        }
        else
        {
            handler.UseProxy = false;
        }

        if (context.Server.Scheme == Uri.UriSchemeHttps)
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
        if (context.ProxyUrl is not { } told)
        {
            return EnvironmentProxy.AsKubectl(environment);
        }

        return Uri.TryCreate(told, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "socks5"
            ? new WebProxy(EnvironmentProxy.WithoutCredentials(address)) { Credentials = EnvironmentProxy.CredentialsOf(address) }
            : throw Faults.KubeconfigInvalid(context.Source, $"the proxy-url of cluster '{context.ClusterEntry}' is no http, https or socks5 address", null);
    }

    /// <summary>Connects as usual and notes how long the way is.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext way, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(way.DnsEndPoint.Host.Trim('[', ']'), out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(way.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A watch may say nothing for minutes; a way that was cut without a word is found by this.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            var start = Stopwatch.GetTimestamp();
            await socket.ConnectAsync(addresses, way.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);

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
        if (context.AuthorityData is null && context.AuthorityFile is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(context.AuthorityData is { } data ? Encoding.UTF8.GetString(data) : File.ReadAllText(context.AuthorityFile!));
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Faults.KubeconfigInvalid(context.Source, $"the certificate authority of cluster '{context.ClusterEntry}' cannot be read", fault);
        }

        return authorities.Count > 0
            ? authorities
            : throw Faults.KubeconfigInvalid(context.Source, $"the certificate authority of cluster '{context.ClusterEntry}' holds no certificate", null);
    }

    private bool Trust(X509Certificate? given, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        Shown = given is X509Certificate2 shown
            ? new ServingCertificate(shown.NotBefore.ToUniversalTime(), shown.NotAfter.ToUniversalTime(), shown.Issuer, !context.SkipTlsVerify)
            : null;
        if (context.SkipTlsVerify)
        {
            return true;
        }

        if (given is not X509Certificate2 certificate)
        {
            CertificateFault = "the server showed no certificate";
            return false;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            CertificateFault = $"the server's certificate is for {string.Join(", ", NamesOf(certificate))}, not for {context.TlsServerName ?? context.Server.Host}";
            return false;
        }

        if (authorities is null)
        {
            CertificateFault = errors == SslPolicyErrors.None ? null : "no authority that this machine trusts signed the server's certificate, and the kubeconfig names none";
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
            CertificateFault = null;
            return true;
        }

        CertificateFault = own.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? $"the server's certificate, or its authority's, is valid from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}; this machine has {DateTime.UtcNow:u}"
            : $"another authority than the kubeconfig's signed the server's certificate (issuer {certificate.Issuer})";
        return false;
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));
}
