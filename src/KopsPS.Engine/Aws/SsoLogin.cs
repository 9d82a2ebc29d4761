using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;

namespace KopsPS.Engine.Aws;

/// <summary>
/// The login that <c>aws sso login</c> leaves in <c>~/.aws/sso/cache</c>: a file called by the SHA-1 of the session's name or, in profiles
/// of the older form, of the start URL. With a refresh token it is renewed, and kept where the AWS tools find it too.
/// </summary>
internal sealed class SsoLogin(AwsSession session, string profile, string name, string region)
{
    /// <summary>A token that ends sooner might end on its way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>The token that the portal takes.</summary>
    /// <exception cref="KopsException"><c>KopsCredentialsExpired</c>: nobody is logged in, or no longer.</exception>
    public async Task<string> TokenAsync()
    {
        var path = Path.Combine(session.Environment.HomeDirectory, ".aws", "sso", "cache", FileName(name));
        JsonObject kept;
        try
        {
            kept = JsonNode.Parse(await File.ReadAllTextAsync(path).ConfigureAwait(false)) as JsonObject ?? throw new JsonException("no object");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Faults.SsoLoginNeeded(profile, fault is FileNotFoundException or DirectoryNotFoundException ? "nobody has logged in" : $"'{path}' cannot be read ({fault.Message})", fault);
        }

        return Text(kept, "accessToken") is { } token && Time(kept, "expiresAt") > DateTimeOffset.UtcNow + Margin
            ? token
            : await RenewAsync(kept, path).ConfigureAwait(false);
    }

    private async Task<string> RenewAsync(JsonObject kept, string path)
    {
        var ended = Time(kept, "expiresAt") is { } end
            ? string.Create(CultureInfo.InvariantCulture, $"the login has ended ({end.UtcDateTime:yyyy-MM-dd HH:mm} UTC)")
            : "the login has ended";
        if (Text(kept, "refreshToken") is not { } refresh || Text(kept, "clientId") is not { } client || Text(kept, "clientSecret") is not { } secret
            || Time(kept, "registrationExpiresAt") is { } known && known < DateTimeOffset.UtcNow)
        {
            throw Faults.SsoLoginNeeded(profile, ended, null);
        }

        CreateTokenResponse renewed;
        try
        {
            renewed = await session.SsoOidc(region).CreateTokenAsync(new CreateTokenRequest
            {
                ClientId = client, ClientSecret = secret, GrantType = "refresh_token", RefreshToken = refresh,
            }).ConfigureAwait(false);
        }
        catch (AmazonSSOOIDCException fault) when (fault.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError)
        {
            throw Faults.SsoLoginNeeded(profile, ended, fault);
        }

        kept["accessToken"] = renewed.AccessToken;
        kept["expiresAt"] = DateTime.UtcNow.AddSeconds((double?)renewed.ExpiresIn ?? 0).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        kept["refreshToken"] = renewed.RefreshToken ?? refresh;
        await KeepAsync(path, kept.ToJsonString()).ConfigureAwait(false);
        return renewed.AccessToken;
    }

    /// <summary>A refresh token may work once: one that is not kept logs out the AWS tools as well.</summary>
    private static async Task KeepAsync(string path, string text)
    {
        var beside = $"{path}.{System.Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var file = new FileStream(beside, options))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The token in hand is good all the same; the folder may be one that only its owner writes to.
            File.Delete(beside);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "The name that the AWS tools give the file; nothing is protected by it.")]
    private static string FileName(string name) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(name))).ToLowerInvariant() + ".json";

    private static string? Text(JsonObject from, string name) => from[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    /// <summary>Older tools wrote <c>UTC</c> where newer ones write <c>Z</c>.</summary>
    private static DateTimeOffset? Time(JsonObject from, string name) =>
        DateTimeOffset.TryParse(Text(from, name)?.Replace("UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
