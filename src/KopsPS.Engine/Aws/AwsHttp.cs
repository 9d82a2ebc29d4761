using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace KopsPS.Engine.Aws;

/// <summary>The one HTTP client of a session: short waits for a connection, many connections, the user's certificates.</summary>
internal sealed class AwsHttp(HostEnvironment environment) : HttpClientFactory, IDisposable
{
    /// <summary>A dropped packet shows after this time; kops itself takes three minutes.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private HttpClient? _client;

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        lock (_lock)
        {
            return _client ??= NewClient();
        }
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;

    public void Dispose() => _client?.Dispose();

    private HttpClient NewClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            MaxConnectionsPerServer = 128,

            // .NET reads the variables once in a process; who cannot reach AWS sets them and tries again.
            Proxy = EnvironmentProxy.From(environment),
            UseCookies = false,
        };
        if (environment["AWS_CA_BUNDLE"] is { } bundle)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Trusting(bundle);
        }

        return new HttpClient(handler) { Timeout = RequestTimeout };
    }

    private static RemoteCertificateValidationCallback Trusting(string bundle)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(bundle);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Faults.CertificateBundleInvalid(bundle, fault);
        }

        return (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null || chain is null)
            {
                return false;
            }

            using var again = new X509Chain();
            again.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            again.ChainPolicy.CustomTrustStore.AddRange(roots);
            again.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            again.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
            using var copy = new X509Certificate2(certificate);
            return again.Build(copy);
        };
    }
}
