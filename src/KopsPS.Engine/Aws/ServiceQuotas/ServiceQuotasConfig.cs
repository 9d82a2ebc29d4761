using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace KopsPS.Engine.Aws.ServiceQuotas;

/// <summary>Settings of <see cref="ServiceQuotasClient"/>; the same as for any client of the SDK.</summary>
public sealed class ServiceQuotasConfig : ClientConfig
{
    /// <summary>Creates settings.</summary>
    public ServiceQuotasConfig()
        : base(new Defaults())
    {
        AuthenticationServiceName = "servicequotas";
        EndpointProvider = new Endpoints(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "servicequotas";

    /// <inheritdoc/>
    public override string ServiceVersion => "2019-06-24";

    /// <inheritdoc/>
    public override string UserAgent { get; } = "KopsPS";

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => Resolve(this);

    /// <summary>The endpoint told, else the region's own.</summary>
    private static Endpoint Resolve(ServiceQuotasConfig config)
    {
        if (config.ServiceURL is { Length: > 0 } url)
        {
            return new Endpoint(url);
        }

        var region = config.RegionEndpoint ?? throw new AmazonClientException("No region is set for Service Quotas.");
        return new Endpoint($"https://servicequotas.{region.SystemName}.{region.PartitionDnsSuffix}");
    }

    private sealed class Endpoints(ServiceQuotasConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => Resolve(config);
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
