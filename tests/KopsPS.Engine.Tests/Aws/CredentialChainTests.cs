using KopsPS.Engine.Aws;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Aws;

/// <summary>The ways to credentials beyond keys and plain roles.</summary>
public sealed class CredentialChainTests : IAsyncLifetime
{
    private const string Serial = "arn:aws:iam::123456789012:mfa/ops";
    private static readonly (string, string?)[] NoKeys = [("AWS_ACCESS_KEY_ID", null), ("AWS_SECRET_ACCESS_KEY", null)];

    private readonly TemporaryFolder _home = new();
    private S3Stub _stub = null!;

    public async Task InitializeAsync()
    {
        _stub = await S3Stub.StartAsync();
        Directory.CreateDirectory(Path.Combine(_home.Path, ".aws"));
        var answer = Path.Combine(_home.Path, "process.json");
        await File.WriteAllTextAsync(answer, """
            {"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "process-secret", "SessionToken": "process-token", "Expiration": "2099-01-01T00:00:00Z"}
            """);
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".aws", "credentials"), $"""
            [ops]
            aws_access_key_id = AKIAOPS
            aws_secret_access_key = ops-secret

            [guarded]
            role_arn = arn:aws:iam::123456789012:role/deploy
            source_profile = ops
            mfa_serial = {Serial}

            [process]
            credential_process = {(OperatingSystem.IsWindows() ? "type" : "cat")} {answer}

            [broken-process]
            credential_process = {(OperatingSystem.IsWindows() ? "type" : "cat")} {answer}.missing
            """);
    }

    public async Task DisposeAsync()
    {
        await _stub.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task A_role_that_wants_a_code_gets_the_one_that_a_person_gave()
    {
        var asked = new List<string>();
        var keys = await KeysAsync(Guarded((serial, _) =>
        {
            asked.Add(serial);
            return ValueTask.FromResult<string?>(" 123456 ");
        }));

        Assert.Equal("ASIAROLE", keys.AccessKeyId);
        Assert.Equal([Serial], asked);
        var body = Assert.Single(_stub.Requests).Body;
        Assert.Contains("SerialNumber=" + Uri.EscapeDataString(Serial), body, StringComparison.Ordinal);
        Assert.Contains("TokenCode=123456", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(56, 2)]
    public async Task A_code_serves_until_its_credentials_are_about_to_end(int minutes, int asked)
    {
        // Those of the stub end in an hour.
        var clock = new FixedClock(DateTimeOffset.UtcNow);
        var kept = new MfaSessions(clock);
        var codes = new Queue<string>(["111111", "222222"]);
        var settings = Guarded((_, _) => ValueTask.FromResult<string?>(codes.Dequeue())) with { MfaSessions = kept };

        await KeysAsync(settings);
        clock.Now += TimeSpan.FromMinutes(minutes);
        Assert.Equal("ASIAROLE", (await KeysAsync(settings)).AccessKeyId);

        Assert.Equal(2 - asked, codes.Count);
        Assert.DoesNotContain("role-secret", kept.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_was_refused_is_not_kept()
    {
        var settings = Guarded((_, _) => ValueTask.FromResult<string?>("123456")) with { MfaSessions = new MfaSessions() };
        _stub.StsRefuses = (403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.");
        Assert.Equal("AwsAccessDenied", (await Assert.ThrowsAsync<KopsException>(() => KeysAsync(settings))).Id);

        _stub.StsRefuses = null;
        Assert.Equal("ASIAROLE", (await KeysAsync(settings)).AccessKeyId);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "")]
    [InlineData(false, null)]
    public async Task Without_a_code_it_is_told_before_any_call(bool asks, string? code)
    {
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync(Guarded(asks ? (_, _) => ValueTask.FromResult(code) : null)));

        Assert.Equal(("AwsMfaRequired", FaultKind.AuthenticationError), (fault.Id, fault.Kind));
        Assert.Contains(Serial, fault.Message, StringComparison.Ordinal);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task A_process_gives_keys_and_says_when_they_end()
    {
        var keys = await KeysAsync(TestSettings.With(_home.Path, NoKeys) with { ProfileName = "process" });

        Assert.Equal(("AKIAPROCESS", "process-secret", "process-token"), (keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
        Assert.Equal("2098-12-31T23:59", keys.Expires!.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture)); // a minute early, to be safe
    }

    [Fact]
    public async Task A_process_that_fails_is_told()
    {
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync(TestSettings.With(_home.Path, NoKeys) with { ProfileName = "broken-process" }));

        Assert.Equal("KopsCredentialsNotFound", fault.Id);
    }

    [Fact]
    public async Task A_web_identity_becomes_a_role_that_can_act()
    {
        var token = Path.Combine(_home.Path, "token");
        await File.WriteAllTextAsync(token, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyZXBvIn0.x");
        var moto = await MotoServer.SharedAsync();
        using var session = AwsSession.Create(TestSettings.With(
            _home.Path,
            [.. NoKeys, ("AWS_WEB_IDENTITY_TOKEN_FILE", token), ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci"), ("AWS_ROLE_SESSION_NAME", "build-7")]) with { EndpointUrl = moto.Endpoint });

        Assert.NotNull((await session.GetCredentialsAsync()).Expires);
        Assert.Contains("assumed-role/ci/build-7", (await session.Sts().GetCallerIdentityAsync(new())).Arn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_gives_its_role_for_a_token()
    {
        await using var machine = await MachineStub.StartAsync();
        var keys = await KeysAsync(Nothing(("AWS_EC2_METADATA_DISABLED", null), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", machine.Endpoint)));

        Assert.Equal(("ASIAMACHINE", "machine-secret", "machine-token"), (keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
        Assert.Equal(2099, keys.Expires!.Value.Year);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task An_instance_without_a_role_or_not_to_be_asked_gives_none(bool hasRole, bool disabled)
    {
        await using var machine = await MachineStub.StartAsync(hasRole);
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync(
            Nothing(("AWS_EC2_METADATA_DISABLED", disabled ? "true" : null), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", machine.Endpoint))));

        Assert.Equal("KopsCredentialsNotFound", fault.Id);
        Assert.Equal(disabled, machine.Requests.IsEmpty);
    }

    [Fact]
    public async Task A_container_gives_its_role_to_whom_it_knows()
    {
        await using var machine = await MachineStub.StartAsync();
        var file = Path.Combine(_home.Path, "authorization");
        await File.WriteAllTextAsync(file, "by-file\n");

        foreach (var (name, value, said) in new[] { ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "by-variable", "by-variable"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file, "by-file") })
        {
            var keys = await KeysAsync(Nothing(("AWS_CONTAINER_CREDENTIALS_FULL_URI", machine.Endpoint + "/container"), (name, value)));
            Assert.Equal("ASIAMACHINE", keys.AccessKeyId);
            Assert.Equal($"GET /container {said}", machine.Requests.Last());
        }
    }

    [Fact]
    public async Task Keys_of_a_container_are_not_fetched_from_a_stranger_without_TLS()
    {
        var fault = await Assert.ThrowsAsync<KopsException>(() => KeysAsync(Nothing(("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/keys"))));

        Assert.Equal("KopsCredentialsNotFound", fault.Id);
        Assert.Contains("example.com", fault.Message, StringComparison.Ordinal);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private KopsSettings Nothing(params (string, string?)[] variables) =>
        TestSettings.With(Path.Combine(_home.Path, "nobody"), [.. NoKeys, .. variables]);

    private static async Task<AwsCredentials> KeysAsync(KopsSettings settings)
    {
        using var session = AwsSession.Create(settings);
        return await session.GetCredentialsAsync();
    }

    private KopsSettings Guarded(Func<string, CancellationToken, ValueTask<string?>>? ask) =>
        TestSettings.With(_home.Path, NoKeys) with { ProfileName = "guarded", EndpointUrl = _stub.Endpoint, MfaCode = ask };
}
