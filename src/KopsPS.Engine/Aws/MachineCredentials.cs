using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace KopsPS.Engine.Aws;

/// <summary>
/// Credentials that the machine gives to what runs on it: a container's by the address in its variables, an instance's by
/// its metadata service, version 2 (a token first). The SDK's own readers look at the process' variables only, and wait
/// long where nobody answers. By the documentation of both services.
/// </summary>
internal sealed class MachineCredentials(HostEnvironment environment)
{
    /// <summary>The instance's own service answers within milliseconds where there is one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ContainerPatience = TimeSpan.FromSeconds(10);

    /// <summary>Where a container's credentials may come from without TLS: the addresses of ECS and EKS, besides this machine.</summary>
    private static readonly string[] KnownHosts = ["169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"];

    /// <summary>The container's role, or null where no variable names an address.</summary>
    /// <exception cref="KopsException"><c>KopsCredentialsNotFound</c>: the address may not be asked.</exception>
    public AWSCredentials? FromContainer()
    {
        var relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
        if ((relative is null ? environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] : "http://169.254.170.2" + relative) is not { } told)
        {
            return null;
        }

        if (!Uri.TryCreate(told, UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || KnownHosts.Contains(address.Host)))))
        {
            throw Faults.CredentialsNotFound($"AWS_CONTAINER_CREDENTIALS_FULL_URI is {told}, which is neither https nor an address of this machine", null);
        }

        return new StsRoleCredentials(async () =>
        {
            // The file is renewed while the container runs.
            var authorization = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] is { } file
                ? (await File.ReadAllTextAsync(file).ConfigureAwait(false)).Trim()
                : environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
            using var client = NewClient(ContainerPatience);
            return Read(await SendAsync(client, HttpMethod.Get, address, ("Authorization", authorization)).ConfigureAwait(false), address);
        });
    }

    /// <summary>The instance's role, or null where this is no instance or it has none.</summary>
    public async Task<AWSCredentials?> FromInstanceAsync()
    {
        if (string.Equals(environment["AWS_EC2_METADATA_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return await RoleAsync().ConfigureAwait(false) is null ? null : new StsRoleCredentials(async () =>
                await RoleAsync().ConfigureAwait(false) ?? throw Faults.CredentialsNotFound("this instance has lost its role", null));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<Credentials?> RoleAsync()
    {
        var service = Uri.TryCreate(environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"], UriKind.Absolute, out var told)
            ? told
            : new Uri("http://169.254.169.254");
        using var client = NewClient(Patience);
        var token = await SendAsync(
            client, HttpMethod.Put, new Uri(service, "/latest/api/token"), ("X-aws-ec2-metadata-token-ttl-seconds", "60")).ConfigureAwait(false);
        var roles = new Uri(service, "/latest/meta-data/iam/security-credentials/");
        try
        {
            var role = (await SendAsync(client, HttpMethod.Get, roles, ("X-aws-ec2-metadata-token", token)).ConfigureAwait(false)).Split('\n')[0].Trim();
            if (role.Length == 0)
            {
                return null;
            }

            var address = new Uri(roles, role);
            return Read(await SendAsync(client, HttpMethod.Get, address, ("X-aws-ec2-metadata-token", token)).ConfigureAwait(false), address);
        }
        catch (HttpRequestException fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static HttpClient NewClient(TimeSpan patience) =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = patience };

    private static async Task<string> SendAsync(HttpClient client, HttpMethod method, Uri address, (string Name, string? Value) header)
    {
        using var request = new HttpRequestMessage(method, address);
        if (header.Value is not null)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var answer = await client.SendAsync(request).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
    }

    private static Credentials Read(string json, Uri address)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
            if (Text("AccessKeyId") is { } id && Text("SecretAccessKey") is { } secret)
            {
                return new Credentials
                {
                    AccessKeyId = id,
                    SecretAccessKey = secret,
                    SessionToken = Text("Token"),
                    Expiration = document.RootElement.TryGetProperty("Expiration", out var end) && end.TryGetDateTime(out var time) ? time : null,
                };
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw Faults.CredentialsNotFound($"{address} gave no JSON of credentials", null, fault);
        }

        throw Faults.CredentialsNotFound($"{address} gave no keys", null);
    }
}
