using KopsPS.Engine.Aws;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Aws;

public sealed class AwsSessionTests : IAsyncLifetime
{
    private static readonly (string, string?)[] NoKeys = [("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null), ("AWS_REGION", null)];

    private readonly TemporaryFolder _home = new();
    private S3Stub _stub = null!;

    public async Task InitializeAsync()
    {
        _stub = await S3Stub.StartAsync();
        Directory.CreateDirectory(Path.Combine(_home.Path, ".aws"));
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".aws", "credentials"), """
            [default]
            aws_access_key_id = AKIADEFAULT
            aws_secret_access_key = default-secret

            [ops]
            aws_access_key_id = AKIAOPS
            aws_secret_access_key = ops-secret
            region = eu-north-1

            [role]
            role_arn = arn:aws:iam::123456789012:role/deploy
            source_profile = ops
            external_id = acme

            [loop]
            role_arn = arn:aws:iam::123456789012:role/deploy
            source_profile = loop2

            [loop2]
            role_arn = arn:aws:iam::123456789012:role/deploy
            source_profile = loop

            [empty]
            region = eu-west-1
            """);
    }

    public async Task DisposeAsync()
    {
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Keys_in_the_environment_win_over_the_default_profile()
    {
        var keys = await KeysAsync(TestSettings.With(_home.Path, ("AWS_SESSION_TOKEN", "token")));

        Assert.Equal(("AKIATEST", "test-secret", "token"), (keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
        Assert.Null(keys.Expires);
        Assert.DoesNotContain("test-secret", keys.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_told_wins_over_keys_in_the_environment()
    {
        var settings = TestSettings.With(_home.Path, ("AWS_REGION", null)) with { ProfileName = "ops" };
        using var session = AwsSession.Create(settings);

        Assert.Equal("AKIAOPS", (await session.GetCredentialsAsync()).AccessKeyId);
        Assert.Equal("eu-north-1", session.Region);
    }

    [Fact]
    public async Task Without_keys_the_profile_of_the_environment_or_the_default_one_is_used()
    {
        Assert.Equal("AKIADEFAULT", (await KeysAsync(TestSettings.With(_home.Path, NoKeys))).AccessKeyId);
        Assert.Equal("AKIAOPS", (await KeysAsync(TestSettings.With(_home.Path, [.. NoKeys, ("AWS_PROFILE", "ops")]))).AccessKeyId);
    }

    [Fact]
    public async Task A_role_is_assumed_at_the_endpoint_told_and_says_when_it_ends()
    {
        var keys = await KeysAsync(TestSettings.With(_home.Path, NoKeys) with { ProfileName = "role", EndpointUrl = _stub.Endpoint });

        Assert.Equal(("ASIAROLE", "role-token"), (keys.AccessKeyId, keys.SessionToken));
        Assert.NotNull(keys.Expires);
        var request = Assert.Single(_stub.Requests);
        Assert.Equal("AKIAOPS", request.AccessKeyId);
        Assert.Contains("Action=AssumeRole&", request.Body, StringComparison.Ordinal);
        Assert.Contains("ExternalId=acme", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_identity_is_exchanged()
    {
        var token = Path.Combine(_home.Path, "token");
        await File.WriteAllTextAsync(token, "web-token\n");
        var settings = TestSettings.With(
            _home.Path, [.. NoKeys, ("AWS_WEB_IDENTITY_TOKEN_FILE", token), ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci"), ("AWS_ENDPOINT_URL_STS", _stub.Endpoint)]);

        Assert.Equal("ASIAROLE", (await KeysAsync(settings)).AccessKeyId);
        Assert.Contains("WebIdentityToken=web-token", Assert.Single(_stub.Requests).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nosuch", "KopsCredentialsNotFound", "ops")]
    [InlineData("loop", "KopsCredentialsNotFound", "own source")]
    [InlineData("empty", "KopsCredentialsNotFound", "empty")]
    public async Task A_profile_that_gives_no_keys_is_told(string profile, string id, string said)
    {
        var fault = await FaultAsync(TestSettings.With(_home.Path) with { ProfileName = profile });

        Assert.Equal((id, FaultKind.AuthenticationError), (fault.Id, fault.Kind));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.RecommendedAction);
    }

    [Fact]
    public async Task Nothing_anywhere_is_told_without_asking_the_instance()
    {
        var fault = await FaultAsync(TestSettings.With(Path.Combine(_home.Path, "nobody"), NoKeys));

        Assert.Equal("KopsCredentialsNotFound", fault.Id);
    }

    [Theory]
    [InlineData("ExpiredToken", "KopsCredentialsExpired")]
    [InlineData("InvalidClientTokenId", "AwsCredentialsRejected")]
    [InlineData("AccessDenied", "AwsAccessDenied")]
    public async Task A_role_that_is_refused_is_told(string code, string id)
    {
        _stub.StsRefuses = (403, code, "User: arn:aws:iam::123456789012:user/ops is not authorized to perform: sts:AssumeRole");

        Assert.Equal(id, (await FaultAsync(TestSettings.With(_home.Path, NoKeys) with { ProfileName = "role", EndpointUrl = _stub.Endpoint })).Id);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL", null, null, "http://env:1")]
    [InlineData("AWS_ENDPOINT_URL_STS", null, null, "http://env:1")]
    [InlineData("AWS_ENDPOINT_URL_S3", null, null, null)]
    [InlineData("AWS_ENDPOINT_URL", "true", null, null)]
    [InlineData("AWS_ENDPOINT_URL", null, "https://told", "https://told")]
    public void Endpoints_come_from_the_one_who_told(string variable, string? ignore, string? told, string? expected)
    {
        using var session = AwsSession.Create(
            TestSettings.With(_home.Path, (variable, "http://env:1"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignore)) with { EndpointUrl = told });

        Assert.Equal(expected, session.Endpoint("STS"));
    }

    [Fact]
    public void An_endpoint_that_is_no_URL_and_a_missing_region_are_told()
    {
        using var session = AwsSession.Create(TestSettings.With(Path.Combine(_home.Path, "nobody"), ("AWS_REGION", null)));
        Assert.Equal("AwsRegionNotSet", Assert.Throws<KopsException>(session.Ec2).Id);

        using var odd = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = "localhost:5000" });
        Assert.Equal("AwsEndpointInvalid", Assert.Throws<KopsException>(() => odd.S3()).Id);
    }

    private static async Task<AwsCredentials> KeysAsync(KopsSettings settings)
    {
        using var session = AwsSession.Create(settings);
        return await session.GetCredentialsAsync();
    }

    private static async Task<KopsException> FaultAsync(KopsSettings settings) =>
        await Assert.ThrowsAsync<KopsException>(() => KeysAsync(settings));
}
