using Amazon;

namespace KopsPS.Engine.Aws.ClassicLoadBalancing;

/// <summary>Settings of <see cref="ClassicLoadBalancingClient"/>; the same as for any client of the SDK.</summary>
public sealed class ClassicLoadBalancingConfig : ServiceClientConfig
{
    /// <summary>Creates settings.</summary>
    public ClassicLoadBalancingConfig()
        : base("elasticloadbalancing")
    {
    }

    /// <inheritdoc/>
    public override string ServiceVersion => "2012-06-01";

    /// <inheritdoc/>
    protected override string Address(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return $"https://elasticloadbalancing.{region.SystemName}.{region.PartitionDnsSuffix}";
    }
}
