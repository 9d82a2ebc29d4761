using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace KopsPS.Engine.Aws.Route53;

/// <summary>
/// Settings of <see cref="Route53Client"/>. Route 53 has one endpoint a partition, signed for one region of it, whatever
/// region the session has (endpoint rules of the AWS SDKs).
/// </summary>
public sealed class Route53Config : ClientConfig
{
    /// <summary>Creates settings.</summary>
    public Route53Config()
        : base(new Defaults())
    {
        AuthenticationServiceName = "route53";
        EndpointProvider = new Endpoints(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "route53";

    /// <inheritdoc/>
    public override string ServiceVersion => "2013-04-01";

    /// <inheritdoc/>
    public override string UserAgent { get; } = "KopsPS";

    /// <summary>The region that Route 53 is signed for, from any region of the same partition.</summary>
    /// <param name="region">The session's region; null for the public partition.</param>
    public static string SigningRegion(string? region) => Partition(region) switch
    {
        "aws-cn" => "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-e" => "eu-isoe-west-1",
        "aws-iso-f" => "us-isof-south-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => "us-east-1",
    };

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => Resolve(this);

    /// <summary>The endpoint told, else the partition's own.</summary>
    private static Endpoint Resolve(Route53Config config)
    {
        if (config.ServiceURL is { Length: > 0 } url)
        {
            return new Endpoint(url);
        }

        var region = config.RegionEndpoint ?? RegionEndpoint.USEast1;
        return new Endpoint(region.PartitionName == "aws-us-gov" ? "https://route53.us-gov.amazonaws.com" : $"https://route53.{region.PartitionDnsSuffix}");
    }

    private static string Partition(string? region) => region is null ? "aws" : RegionEndpoint.GetBySystemName(region).PartitionName;

    private sealed class Endpoints(Route53Config config) : IEndpointProvider
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
