using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Settings of <see cref="IdentityManagementClient"/>; the same as for any client of the SDK.</summary>
public sealed class IdentityManagementConfig : ClientConfig
{
    /// <summary>Creates settings.</summary>
    public IdentityManagementConfig()
        : base(new Defaults())
    {
        AuthenticationServiceName = "iam";
        EndpointProvider = new Endpoints(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "iam";

    /// <inheritdoc/>
    public override string ServiceVersion => "2010-05-08";

    /// <inheritdoc/>
    public override string UserAgent { get; } = "KopsPS";

    /// <summary>
    /// The region that requests are signed for: there is one IAM in each partition of AWS, in a region of its own
    /// (https://docs.aws.amazon.com/general/latest/gr/iam-service.html).
    /// </summary>
    /// <param name="region">The region worked in.</param>
    public static string SigningRegion(string region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return Partition(region) switch
        {
            "aws" => "us-east-1",
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            _ => region,
        };
    }

    /// <summary>The partition of a region, as ARNs have it: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> and so on.</summary>
    /// <param name="region">A region.</param>
    public static string Partition(string region) => Amazon.RegionEndpoint.GetBySystemName(region).PartitionName;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => Resolve(this);

    /// <summary>The endpoint told, else the partition's own.</summary>
    private static Endpoint Resolve(IdentityManagementConfig config)
    {
        if (config.ServiceURL is { Length: > 0 } url)
        {
            return new Endpoint(url);
        }

        var region = config.RegionEndpoint ?? throw new AmazonClientException("No region is set for Identity and Access Management.");
        return new Endpoint(region.PartitionName switch
        {
            "aws" => "https://iam.amazonaws.com",
            "aws-us-gov" => "https://iam.us-gov.amazonaws.com",
            _ => $"https://iam.{region.SystemName}.{region.PartitionDnsSuffix}",
        });
    }

    private sealed class Endpoints(IdentityManagementConfig config) : IEndpointProvider
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
