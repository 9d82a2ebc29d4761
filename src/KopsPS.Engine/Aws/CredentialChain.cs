using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace KopsPS.Engine.Aws;

/// <summary>
/// Finds credentials where the AWS tools and kops look, in their order: a profile told, keys in the environment, a web
/// identity, the profile of the environment or <c>default</c>, the container, the instance. The SDK's own chain puts the
/// profile before the keys, so that a cmdlet and kops could act as two identities.
/// </summary>
internal sealed class CredentialChain : IDisposable
{
    private readonly AwsConfiguration _configuration;
    private readonly Func<AWSCredentials, IAmazonSecurityTokenService> _sts;
    private readonly Func<string, CredentialProfileOptions, AWSCredentials> _sso;
    private readonly SemaphoreSlim _once = new(1, 1);
    private AWSCredentials? _found;
    private volatile ImmutableCredentials? _current;

    public CredentialChain(AwsConfiguration configuration, Func<AWSCredentials, IAmazonSecurityTokenService> sts, Func<string, CredentialProfileOptions, AWSCredentials> sso)
    {
        _configuration = configuration;
        _sso = sso;
        _sts = sts;
        ForClients = new ChainCredentials(this);
    }

    /// <summary>For clients: resolves when the first request is signed.</summary>
    public AWSCredentials ForClients { get; }

    private HostEnvironment Environment => _configuration.Environment;

    /// <summary>The credentials of now.</summary>
    public async Task<AwsCredentials> GetAsync(CancellationToken cancellationToken)
    {
        var keys = await ImmutableAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var expires = _found is RefreshingAWSCredentials or ChainCredentials ? _found.Expiration : null;
        return new AwsCredentials(
            keys.AccessKey, keys.SecretKey, string.IsNullOrEmpty(keys.Token) ? null : keys.Token,
            expires is { } time && time > DateTime.UnixEpoch ? new DateTimeOffset(time.ToUniversalTime()) : null);
    }

    public void Dispose()
    {
        _once.Dispose();
        (_found as IDisposable)?.Dispose();
    }

    private async Task<ImmutableCredentials> ImmutableAsync()
    {
        await _once.WaitAsync().ConfigureAwait(false);
        try
        {
            _found ??= await FindAsync().ConfigureAwait(false);
            return _current = await _found.GetCredentialsAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not KopsException)
        {
            throw CredentialFaults.From(fault, _configuration.ProfileName);
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task<AWSCredentials> FindAsync()
    {
        if (_configuration.Settings.ProfileName is { } told)
        {
            return FromProfile(told, []);
        }

        if (Environment["AWS_ACCESS_KEY_ID"] is { } id)
        {
            var secret = Environment["AWS_SECRET_ACCESS_KEY"]
                ?? throw Faults.CredentialsNotFound("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not", null);
            return Environment["AWS_SESSION_TOKEN"] is { } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
        }

        if (Environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is { } file)
        {
            var role = Environment["AWS_ROLE_ARN"]
                ?? throw Faults.CredentialsNotFound("AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not", null);
            return WebIdentity(file, role, Environment["AWS_ROLE_SESSION_NAME"]);
        }

        if (_configuration.ProfileName is { } named)
        {
            return FromProfile(named, []);
        }

        if (_configuration.Profile is { CanCreateAWSCredentials: true })
        {
            return FromProfile("default", []);
        }

        var machine = new MachineCredentials(Environment);
        return machine.FromContainer() ?? await machine.FromInstanceAsync().ConfigureAwait(false)
            ?? throw Faults.CredentialsNotFound(
                "none in the environment, no profile, and this machine has no role", null);
    }

    private AWSCredentials FromProfile(string name, HashSet<string> seen)
    {
        var profile = _configuration.FindProfile(name)
            ?? throw Faults.CredentialsNotFound($"there is no profile '{name}'{Known()}", name);
        var options = profile.Options;
        if (options.RoleArn is null && options is { SsoStartUrl: not null, SsoAccountId: not null, SsoRoleName: not null, SsoRegion: not null })
        {
            return _sso(name, options);
        }

        if (options.RoleArn is null || options.SourceProfile is null && options.WebIdentityTokenFile is null)
        {
            return profile.CanCreateAWSCredentials
                ? profile.GetAWSCredentials(_configuration.Files)
                : throw Faults.CredentialsNotFound($"the profile '{name}' holds none", name);
        }

        if (options.WebIdentityTokenFile is { } file)
        {
            return WebIdentity(file, options.RoleArn, options.RoleSessionName);
        }

        if (!seen.Add(name))
        {
            throw Faults.CredentialsNotFound($"the profile '{name}' is its own source", name);
        }

        // A profile that names itself as its source means the keys beside the role.
        var source = options.SourceProfile == name && options.AccessKey is { } key
            ? new BasicAWSCredentials(key, options.SecretKey)
            : FromProfile(options.SourceProfile!, seen);

        // Not the SDK's own class: that one knows nothing of an endpoint told to this session.
        var sts = _sts(source);
        var request = new AssumeRoleRequest
        {
            RoleArn = options.RoleArn,
            RoleSessionName = options.RoleSessionName ?? SessionName(),
            ExternalId = options.ExternalID,
            SerialNumber = options.MfaSerial,
        };
        return new StsRoleCredentials(() => options.MfaSerial is { } serial
            ? WithCodeAsync(sts, request, name, serial, source)
            : AssumeAsync(sts, request));
    }

    private static async Task<Credentials> AssumeAsync(IAmazonSecurityTokenService sts, AssumeRoleRequest request) =>
        (await sts.AssumeRoleAsync(request).ConfigureAwait(false)).Credentials;

    /// <summary>Asks for a code, where no earlier call got the role with one.</summary>
    private async Task<Credentials> WithCodeAsync(
        IAmazonSecurityTokenService sts, AssumeRoleRequest request, string profile, string serial, AWSCredentials source)
    {
        var key = new MfaSessions.Key(
            profile, request.RoleArn, serial, (source as BasicAWSCredentials)?.GetCredentials().AccessKey, request.ExternalId, request.RoleSessionName,
            _configuration.Endpoint("STS"));
        if (_configuration.Settings.MfaSessions?.Find(key) is { } kept)
        {
            return kept;
        }

        request.TokenCode = await MfaCodeAsync(profile, serial).ConfigureAwait(false);
        var given = await AssumeAsync(sts, request).ConfigureAwait(false);
        _configuration.Settings.MfaSessions?.Keep(key, given);
        return given;
    }

    private async Task<string> MfaCodeAsync(string profile, string serial)
    {
        // Whoever waits for the credentials can stop waiting; the question itself ends with its host.
        var code = _configuration.Settings.MfaCode is { } ask ? await ask(serial, CancellationToken.None).ConfigureAwait(false) : null;
        return string.IsNullOrWhiteSpace(code) ? throw Faults.MfaRequired(profile, serial) : code.Trim();
    }

    private StsRoleCredentials WebIdentity(string file, string role, string? session)
    {
        var sts = _sts(new AnonymousAWSCredentials());
        return new StsRoleCredentials(async () => (await sts.AssumeRoleWithWebIdentityAsync(new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = role,
            RoleSessionName = session ?? SessionName(),
            WebIdentityToken = (await File.ReadAllTextAsync(file).ConfigureAwait(false)).Trim(),
        }).ConfigureAwait(false)).Credentials);
    }

    private string Known()
    {
        var names = _configuration.Files.ListProfiles().Select(profile => profile.Name).Order(StringComparer.Ordinal).ToArray();
        return names.Length == 0 ? ", and no other" : $"; there are {string.Join(", ", names)}";
    }

    private static string SessionName() => $"KopsPS-{System.Environment.ProcessId}";

    private sealed class ChainCredentials(CredentialChain chain) : AWSCredentials
    {
        // S3's signer asks on its own thread and cannot wait.
        public override ImmutableCredentials GetCredentials() => chain._current
            ?? throw new InvalidOperationException("A call of S3 needs the session's credentials resolved before.");

        public override Task<ImmutableCredentials> GetCredentialsAsync() => chain.ImmutableAsync();
    }
}
