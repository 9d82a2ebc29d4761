using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace KopsPS.Engine.Kubernetes;

/// <summary>What proves who asks, ready for use. Holds secrets: never written out.</summary>
internal sealed class KubeCredentials
{
    /// <summary>Value of the header Authorization.</summary>
    public string? Authorization { get; private init; }

    /// <summary>Client certificate with its key.</summary>
    public X509Certificate2? Certificate { get; private init; }

    /// <summary>When they must be got anew; null is never.</summary>
    public DateTimeOffset? Expires { get; private init; }

    public static async Task<KubeCredentials> GetAsync(KubeContext context, HostEnvironment environment, CancellationToken cancellationToken)
    {
        var user = context.User;
        if (user.Exec is not null)
        {
            var status = await ExecPluginRunner.RunAsync(context, environment, cancellationToken).ConfigureAwait(false);
            return new KubeCredentials
            {
                Authorization = status.Token is { } fresh ? "Bearer " + fresh : null,
                Certificate = status.ClientCertificateData is { } pem
                    ? CertificateFrom(pem, status.ClientKeyData ?? "", context)
                    : null,
                Expires = status.ExpirationTimestamp,
            };
        }

        if (user.AuthProvider is { } provider)
        {
            throw Faults.KubernetesCredentialInvalid(context.Name, $"uses the auth-provider '{provider}', which Kubernetes removed in 1.26", null);
        }

        try
        {
            var certificate = user.CertificateData ?? await ReadAsync(user.CertificateFile, cancellationToken).ConfigureAwait(false);
            var key = user.KeyData ?? await ReadAsync(user.KeyFile, cancellationToken).ConfigureAwait(false);
            var token = user.TokenFile is { } file
                ? (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim()
                : user.Token;
            return new KubeCredentials
            {
                Certificate = certificate is null ? null : CertificateFrom(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key ?? []), context),
                Authorization = token is { Length: > 0 }
                    ? "Bearer " + token
                    : user.Username is { } name
                        ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Password}"))
                        : null,

                // A mounted token is replaced by its owner long before it ends; kubectl reads it again as often.
                Expires = user.TokenFile is null ? null : DateTimeOffset.UtcNow.AddMinutes(1),
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.KubernetesCredentialInvalid(context.Name, $"names a file that cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<byte[]?> ReadAsync(string? path, CancellationToken cancellationToken) =>
        path is null ? null : await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);

    private static X509Certificate2 CertificateFrom(string pem, string key, KubeContext context)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem, key);
            if (!OperatingSystem.IsWindows())
            {
                return certificate;
            }

            // Windows' TLS takes no key that lives in memory only.
            using (certificate)
            {
                return new X509Certificate2(certificate.Export(X509ContentType.Pkcs12));
            }
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw Faults.KubernetesCredentialInvalid(context.Name, "has a client certificate and key that cannot be read or do not belong together", fault);
        }
    }
}
