using Amazon;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using Amazon.SSO;
using Amazon.SSOOIDC;
using KopsPS.Engine.Aws.ClassicLoadBalancing;
using KopsPS.Engine.Aws.ElasticLoadBalancing;
using KopsPS.Engine.Aws.IdentityManagement;
using KopsPS.Engine.Aws.Route53;
using KopsPS.Engine.Aws.S3Control;
using KopsPS.Engine.Aws.ServiceQuotas;

namespace KopsPS.Engine.Aws;

/// <summary>
/// One set of AWS credentials, region and endpoints, and the clients made of them. Nothing is read or asked before
/// it is needed. Safe for concurrent use; clients live as long as the session.
/// </summary>
public sealed class AwsSession : IDisposable
{
    private const string FallbackRegion = "us-east-1";

    private readonly AwsConfiguration _configuration;
    private readonly CredentialChain _chain;
    private readonly AwsHttp _http;
    private readonly List<IDisposable> _clients = [];
    private readonly Dictionary<string, IAmazonS3> _s3 = new(StringComparer.Ordinal);
    private IS3Control? _s3Control;
    private IAmazonSecurityTokenService? _sts;
    private IAmazonEC2? _ec2;
    private IElasticLoadBalancing? _balancing;
    private IClassicLoadBalancing? _classic;
    private IAmazonSimpleSystemsManagement? _ssm;
    private IServiceQuotas? _quotas;
    private IIdentityManagement? _iam;
    private IRoute53? _route53;

    private AwsSession(KopsSettings settings)
    {
        _configuration = new AwsConfiguration(settings);
        _http = new AwsHttp(settings.Environment);
        _chain = new CredentialChain(_configuration, StsWith, (profile, options) => new SsoCredentials(this, profile, options));
    }

    /// <summary>The region told, in the environment or in the profile; null where there is none.</summary>
    public string? Region => _configuration.Region;

    /// <summary>The profile told or in the environment; null where there is none.</summary>
    public string? ProfileName => _configuration.ProfileName;

    /// <summary>The endpoint told for all services; null where there is none.</summary>
    public string? EndpointUrl => _configuration.Settings.EndpointUrl;

    /// <summary>The environment that the session looks into.</summary>
    internal HostEnvironment Environment => _configuration.Environment;

    /// <summary>Prepares a session; reads and asks nothing yet.</summary>
    /// <param name="settings">What the call was told.</param>
    public static AwsSession Create(KopsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new AwsSession(settings);
    }

    /// <summary>A session of the same settings in another region.</summary>
    /// <param name="region">The region.</param>
    public AwsSession In(string region) => Create(_configuration.Settings with { Region = region });

    /// <summary>A session of its own with other keys and the same region and endpoints.</summary>
    /// <param name="accessKeyId">Access key id.</param>
    /// <param name="secretAccessKey">Secret access key.</param>
    internal AwsSession WithKeys(string accessKeyId, string secretAccessKey)
    {
        var variables = Environment.Variables.ToDictionary(StringComparer.Ordinal);
        foreach (var name in (string[])["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"])
        {
            variables.Remove(name);
        }

        variables["AWS_ACCESS_KEY_ID"] = accessKeyId;
        variables["AWS_SECRET_ACCESS_KEY"] = secretAccessKey;
        if (Endpoint("STS") is { } sts)
        {
            variables["AWS_ENDPOINT_URL_STS"] = sts;
        }

        return Create(_configuration.Settings with
        {
            Environment = new HostEnvironment(variables, Environment.HomeDirectory), ProfileName = null, Region = Region,
        });
    }

    /// <summary>Resolves the credentials; renewed when they are about to end.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KopsException">
    /// <c>KopsCredentialsNotFound</c>, <c>KopsCredentialsExpired</c>, <c>AwsCredentialsRejected</c>, <c>AwsAccessDenied</c>, <c>AwsUnreachable</c>.
    /// </exception>
    public Task<AwsCredentials> GetCredentialsAsync(CancellationToken cancellationToken = default) => _chain.GetAsync(cancellationToken);

    /// <summary>
    /// The endpoint that a service is called at because somebody said so, or null for AWS' own.
    /// </summary>
    /// <param name="service">The service's part of <c>AWS_ENDPOINT_URL_SERVICE</c>, such as <c>S3</c>, <c>EC2</c>, <c>STS</c>.</param>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>.</exception>
    public string? Endpoint(string service) => _configuration.Endpoint(service);

    /// <summary>The client of S3. The SDK signs for S3 without waiting: await <see cref="PrepareS3Async"/> before each call.</summary>
    /// <param name="region">A bucket's own region, or null for the session's.</param>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>, <c>KopsCredentialsNotFound</c>.</exception>
    public IAmazonS3 S3(string? region = null)
    {
        // kops' own variables for stores outside of AWS bring their own keys and region.
        var foreign = _configuration.ForeignStore;
        var where = region ?? foreign?.Region ?? Region ?? FallbackRegion;
        lock (_clients)
        {
            if (!_s3.TryGetValue(where, out var client))
            {
                var config = Configured(new AmazonS3Config(), foreign?.Endpoint ?? Endpoint("S3"), where);
                config.ForcePathStyle = config.ServiceURL is { } url && !new Uri(url).Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase);
                config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
                config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
                AWSCredentials credentials = foreign is { } store ? new BasicAWSCredentials(store.AccessKeyId, store.SecretAccessKey) : _chain.ForClients;
                client = _s3[where] = Kept(new AmazonS3Client(credentials, config));
            }

            return client;
        }
    }

    /// <summary>Resolves the credentials that S3 is signed with, or renews them.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KopsException">As for <see cref="GetCredentialsAsync"/>.</exception>
    public async Task PrepareS3Async(CancellationToken cancellationToken = default)
    {
        if (_configuration.ForeignStore is null)
        {
            await GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The client of S3 Control, which knows what an account forbids all of its buckets.</summary>
    /// <param name="region">A region of the account's partition.</param>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>.</exception>
    public IS3Control S3Control(string region)
    {
        lock (_clients)
        {
            return _s3Control ??= Kept(new S3ControlClient(_chain.ForClients, Configured(new S3ControlConfig(), Endpoint("S3_CONTROL"), region)));
        }
    }

    /// <summary>The session's connections without its identity, for what anybody can fetch.</summary>
    public HttpClient Anonymous() => _http.CreateHttpClient(null!);

    /// <summary>The client of the security token service.</summary>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>.</exception>
    public IAmazonSecurityTokenService Sts()
    {
        lock (_clients)
        {
            return _sts ??= StsWith(_chain.ForClients);
        }
    }

    /// <summary>The client of EC2.</summary>
    /// <exception cref="KopsException"><c>AwsRegionNotSet</c>, <c>AwsEndpointInvalid</c>.</exception>
    public IAmazonEC2 Ec2()
    {
        lock (_clients)
        {
            return _ec2 ??= Kept(new AmazonEC2Client(
                _chain.ForClients, Configured(new AmazonEC2Config(), Endpoint("EC2"), Region ?? throw Faults.RegionNotSet())));
        }
    }

    /// <summary>The client of Elastic Load Balancing.</summary>
    /// <exception cref="KopsException"><c>AwsRegionNotSet</c>, <c>AwsEndpointInvalid</c>.</exception>
    public IElasticLoadBalancing ElasticLoadBalancing()
    {
        lock (_clients)
        {
            return _balancing ??= Kept(new ElasticLoadBalancingClient(
                _chain.ForClients,
                Configured(new ElasticLoadBalancingConfig(), Endpoint("ELASTIC_LOAD_BALANCING_V2"), Region ?? throw Faults.RegionNotSet())));
        }
    }

    /// <summary>The client of Elastic Load Balancing for classic load balancers.</summary>
    /// <exception cref="KopsException"><c>AwsRegionNotSet</c>, <c>AwsEndpointInvalid</c>.</exception>
    public IClassicLoadBalancing ClassicLoadBalancing()
    {
        lock (_clients)
        {
            return _classic ??= Kept(new ClassicLoadBalancingClient(
                _chain.ForClients,
                Configured(new ClassicLoadBalancingConfig(), Endpoint("ELASTIC_LOAD_BALANCING"), Region ?? throw Faults.RegionNotSet())));
        }
    }

    /// <summary>The client of Identity and Access Management, which has no regions within a partition.</summary>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>.</exception>
    public IIdentityManagement Iam()
    {
        lock (_clients)
        {
            return _iam ??= Kept(new IdentityManagementClient(
                _chain.ForClients,
                Configured(new IdentityManagementConfig(), Endpoint("IAM"), IdentityManagementConfig.SigningRegion(Region ?? FallbackRegion))));
        }
    }

    /// <summary>The client of Route 53, which is the same from every region of a partition.</summary>
    /// <exception cref="KopsException"><c>AwsEndpointInvalid</c>.</exception>
    public IRoute53 Route53()
    {
        lock (_clients)
        {
            return _route53 ??= Kept(new Route53Client(
                _chain.ForClients, Configured(new Route53Config(), Endpoint("ROUTE_53"), Route53Config.SigningRegion(Region))));
        }
    }

    /// <summary>The client of Systems Manager.</summary>
    /// <exception cref="KopsException"><c>AwsRegionNotSet</c>, <c>AwsEndpointInvalid</c>.</exception>
    public IAmazonSimpleSystemsManagement Ssm()
    {
        lock (_clients)
        {
            return _ssm ??= Kept(new AmazonSimpleSystemsManagementClient(
                _chain.ForClients,
                Configured(new AmazonSimpleSystemsManagementConfig(), Endpoint("SSM"), Region ?? throw Faults.RegionNotSet())));
        }
    }

    /// <summary>The client of Service Quotas.</summary>
    /// <exception cref="KopsException"><c>AwsRegionNotSet</c>, <c>AwsEndpointInvalid</c>.</exception>
    public IServiceQuotas ServiceQuotas()
    {
        lock (_clients)
        {
            return _quotas ??= Kept(new ServiceQuotasClient(
                _chain.ForClients, Configured(new ServiceQuotasConfig(), Endpoint("SERVICE_QUOTAS"), Region ?? throw Faults.RegionNotSet())));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_clients)
        {
            foreach (var client in _clients)
            {
                client.Dispose();
            }

            _clients.Clear();
        }

        _chain.Dispose();
        _http.Dispose();
    }

    /// <summary>The portal of IAM Identity Center, which takes the token of a login instead of a signature.</summary>
    internal IAmazonSSO Sso(string region) => Kept(new AmazonSSOClient(new AnonymousAWSCredentials(), Configured(new AmazonSSOConfig(), Endpoint("SSO"), region)));

    /// <summary>Where logins of IAM Identity Center are renewed.</summary>
    internal IAmazonSSOOIDC SsoOidc(string region) =>
        Kept(new AmazonSSOOIDCClient(new AnonymousAWSCredentials(), Configured(new AmazonSSOOIDCConfig(), Endpoint("SSO_OIDC"), region)));

    private AmazonSecurityTokenServiceClient StsWith(AWSCredentials credentials)
    {
        var config = Configured(new AmazonSecurityTokenServiceConfig(), Endpoint("STS"), Region ?? FallbackRegion);
        return Kept(new AmazonSecurityTokenServiceClient(credentials, config));
    }

    private T Kept<T>(T client)
        where T : IDisposable
    {
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    private T Configured<T>(T config, string? endpoint, string region)
        where T : ClientConfig
    {
        // The session has looked at the endpoints' variables itself.
        config.IgnoreConfiguredEndpointUrls = true;
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }

        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = 3;
        config.HttpClientFactory = _http;
        return config;
    }
}
