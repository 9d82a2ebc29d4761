using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace KopsPS.Engine.Aws;

/// <summary>Settings of a client of our own on the SDK's core; the same as for any client of the SDK.</summary>
public abstract class ServiceClientConfig : ClientConfig
{
    /// <summary>Creates settings.</summary>
    /// <param name="signingName">The service as requests are signed for it, such as <c>route53</c>.</param>
    protected ServiceClientConfig(string signingName)
        : base(new Defaults())
    {
        AuthenticationServiceName = signingName;
        EndpointProvider = new Endpoints(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => AuthenticationServiceName;

    /// <inheritdoc/>
    public override string UserAgent { get; } = "KopsPS";

    /// <inheritdoc/>
    public sealed override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => Resolve();

    /// <summary>AWS' own endpoint, by the endpoint rules of its SDKs.</summary>
    /// <param name="region">The region worked in.</param>
    protected abstract string Address(RegionEndpoint region);

    private Endpoint Resolve() => new(
        ServiceURL is { Length: > 0 } url ? url : Address(RegionEndpoint ?? throw new AmazonClientException($"No region is set for {RegionEndpointServiceName}.")));

    private sealed class Endpoints(ServiceClientConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => config.Resolve();
    }

    private sealed class Defaults : DefaultConfigurationProvider
    {
        public Defaults()
            : base(Modes())
        {
        }

        private static IEnumerable<IDefaultConfiguration> Modes() =>
            from mode in Enum.GetValues<DefaultConfigurationMode>()
            where mode != DefaultConfigurationMode.Auto
            select new DefaultConfiguration
            {
                Name = mode,
                RetryMode = RequestRetryMode.Standard,
                ConnectTimeout = TimeSpan.FromSeconds(3),
                TlsNegotiationTimeout = TimeSpan.FromSeconds(3),
                TimeToFirstByteTimeout = null,
                HttpRequestTimeout = null,
            };
    }
}
