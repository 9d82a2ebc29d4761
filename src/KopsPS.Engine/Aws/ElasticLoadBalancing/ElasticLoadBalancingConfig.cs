using Amazon;

namespace KopsPS.Engine.Aws.ElasticLoadBalancing;

/// <summary>Settings of <see cref="ElasticLoadBalancingClient"/>; the same as for any client of the SDK.</summary>
public sealed class ElasticLoadBalancingConfig : ServiceClientConfig
{
    /// <summary>Creates settings.</summary>
    public ElasticLoadBalancingConfig()
        : base("elasticloadbalancing")
    {
    }

    /// <inheritdoc/>
    public override string ServiceVersion => "2015-12-01";

    /// <inheritdoc/>
    protected override string Address(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return $"https://elasticloadbalancing.{region.SystemName}.{region.PartitionDnsSuffix}";
    }
}
