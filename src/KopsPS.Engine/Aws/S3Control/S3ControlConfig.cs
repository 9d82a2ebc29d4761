using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>Settings of <see cref="S3ControlClient"/>; the same as for any client of the SDK.</summary>
public sealed class S3ControlConfig : ClientConfig
{
    /// <summary>Creates settings.</summary>
    public S3ControlConfig()
        : base(new Defaults())
    {
        AuthenticationServiceName = "s3";
        EndpointProvider = new Endpoints(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "s3-control";

    /// <inheritdoc/>
    public override string ServiceVersion => "2018-08-20";

    /// <inheritdoc/>
    public override string UserAgent { get; } = "KopsPS";

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => Resolve(this);

    /// <summary>The endpoint told, else the region's own.</summary>
    private static Endpoint Resolve(S3ControlConfig config)
    {
        if (config.ServiceURL is { Length: > 0 } url)
        {
            return new Endpoint(url);
        }

        var region = config.RegionEndpoint ?? throw new AmazonClientException("No region is set for S3 Control.");
        return new Endpoint($"https://s3-control.{region.SystemName}.{region.PartitionDnsSuffix}");
    }

    private sealed class Endpoints(S3ControlConfig config) : IEndpointProvider
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
