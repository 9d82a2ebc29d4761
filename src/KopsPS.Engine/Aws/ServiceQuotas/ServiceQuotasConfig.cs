using Amazon;

namespace KopsPS.Engine.Aws.ServiceQuotas;

/// <summary>Settings of <see cref="ServiceQuotasClient"/>; the same as for any client of the SDK.</summary>
public sealed class ServiceQuotasConfig : ServiceClientConfig
{
    /// <summary>Creates settings.</summary>
    public ServiceQuotasConfig()
        : base("servicequotas")
    {
    }

    /// <inheritdoc/>
    public override string ServiceVersion => "2019-06-24";

    /// <inheritdoc/>
    protected override string Address(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return $"https://servicequotas.{region.SystemName}.{region.PartitionDnsSuffix}";
    }
}
