using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using KopsPS.Engine.Aws;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Aws;

/// <summary>Profiles of IAM Identity Center, with what <c>aws sso login</c> leaves behind.</summary>
public sealed class SsoCredentialsTests : IAsyncLifetime
{
    private const string StartUrl = "https://acme.awsapps.com/start";

    private readonly TemporaryFolder _home = new();
    private SsoStub _portal = null!;

    private string Cache => Path.Combine(_home.Path, ".aws", "sso", "cache");

    public async Task InitializeAsync()
    {
        _portal = await SsoStub.StartAsync();
        Directory.CreateDirectory(Cache);
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".aws", "credentials"), $"""
            [acme]
            sso_start_url = {StartUrl}
            sso_region = eu-west-1
            sso_account_id = 123456789012
            sso_role_name = Operator

            [other-role]
            sso_start_url = {StartUrl}
            sso_region = eu-west-1
            sso_account_id = 123456789012
            sso_role_name = Administrator
            """);
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".aws", "config"), $"""
            [sso-session corp]
            sso_start_url = {StartUrl}
            sso_region = eu-west-1
            sso_registration_scopes = sso:account:access

            [profile acme-session]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = Operator
            """);
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData("acme", StartUrl, "Z")]
    [InlineData("acme", StartUrl, "UTC")]
    [InlineData("acme-session", "corp", "Z")]
    public async Task A_login_gives_the_keys_of_the_role(string profile, string name, string zone)
    {
        LoggedIn(name, TimeSpan.FromHours(1), zone: zone);
        var keys = await KeysAsync(profile);

        Assert.Equal(("ASIASSO", "sso-secret", "sso-session"), (keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
        Assert.Equal(2099, keys.Expires!.Value.Year);
        Assert.Equal(["GET /federation/credentials?account_id=123456789012&role_name=Operator"], _portal.Requests.Select(Sorted));
    }

    [Fact]
    public async Task An_ended_login_names_the_way_to_a_new_one()
    {
        LoggedIn(StartUrl, -TimeSpan.FromHours(1));
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync("acme"));

        Assert.Equal(("KopsCredentialsExpired", FaultKind.AuthenticationError, "acme"), (fault.Id, fault.Kind, fault.Target));
        Assert.Equal("aws sso login --profile acme", fault.RecommendedAction);
        Assert.Contains("has ended", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_portal.Requests);
    }

    [Theory]
    [InlineData(null, "nobody has logged in")]
    [InlineData("{", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    public async Task Without_a_login_it_is_told(string? content, string said)
    {
        if (content is not null)
        {
            await File.WriteAllTextAsync(FileOf(StartUrl), content);
        }

        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync("acme"));

        Assert.Equal(("KopsCredentialsExpired", "aws sso login --profile acme"), (fault.Id, fault.RecommendedAction));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_the_portal_no_longer_takes_is_told()
    {
        LoggedIn(StartUrl, TimeSpan.FromHours(1), token: "revoked");
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync("acme"));

        Assert.Equal(("KopsCredentialsExpired", "aws sso login --profile acme"), (fault.Id, fault.RecommendedAction));
        Assert.DoesNotContain("revoked", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_the_person_lacks_is_no_matter_of_logging_in()
    {
        LoggedIn(StartUrl, TimeSpan.FromHours(1));
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync("other-role"));

        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Contains("Administrator", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_login_with_a_refresh_token_is_renewed_and_kept()
    {
        LoggedIn("corp", -TimeSpan.FromMinutes(1), token: "ended", refresh: "first-refresh");
        _portal.Refresh = "first-refresh";

        Assert.Equal("ASIASSO", (await KeysAsync("acme-session")).AccessKeyId);

        var kept = JsonNode.Parse(await File.ReadAllTextAsync(FileOf("corp")))!;
        Assert.Equal(("the-token", "next-refresh", "the-client"), ((string?)kept["accessToken"], (string?)kept["refreshToken"], (string?)kept["clientId"]));
        Assert.Equal(["POST /token", "GET /federation/credentials?account_id=123456789012&role_name=Operator"], _portal.Requests.Select(Sorted));
        Assert.Equal("ASIASSO", (await KeysAsync("acme-session")).AccessKeyId);
        Assert.Equal(3, _portal.Requests.Count); // renewed once
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FileOf("corp")));
        }
    }

    [Fact]
    public async Task A_refresh_token_that_is_refused_means_a_new_login()
    {
        LoggedIn("corp", -TimeSpan.FromMinutes(1), refresh: "used-up");
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync("acme-session"));

        Assert.Equal(("KopsCredentialsExpired", "aws sso login --profile acme-session"), (fault.Id, fault.RecommendedAction));
        Assert.DoesNotContain("used-up", fault.ToString(), StringComparison.Ordinal);
    }

    private static string Sorted(string request)
    {
        var parts = request.Split('?');
        return parts.Length == 1 ? request : $"{parts[0]}?{string.Join('&', parts[1].Split('&').Order(StringComparer.Ordinal))}";
    }

    private string FileOf(string name) => Path.Combine(Cache, Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(name))) + ".json");

    private void LoggedIn(string name, TimeSpan left, string token = "the-token", string? refresh = null, string zone = "Z")
    {
        var login = new JsonObject
        {
            ["startUrl"] = StartUrl,
            ["region"] = "eu-west-1",
            ["accessToken"] = token,
            ["expiresAt"] = DateTime.UtcNow.Add(left).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + zone,
        };
        if (refresh is not null)
        {
            login["refreshToken"] = refresh;
            login["clientId"] = "the-client";
            login["clientSecret"] = "the-client-secret";
            login["registrationExpiresAt"] = "2099-01-01T00:00:00Z";
        }

        File.WriteAllText(FileOf(name), login.ToJsonString());
    }

    private async Task<AwsCredentials> KeysAsync(string profile)
    {
        using var session = AwsSession.Create(TestSettings.With(
            _home.Path, ("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_ENDPOINT_URL_SSO", _portal.Endpoint), ("AWS_ENDPOINT_URL_SSO_OIDC", _portal.Endpoint)) with { ProfileName = profile });
        return await session.GetCredentialsAsync();
    }
}
