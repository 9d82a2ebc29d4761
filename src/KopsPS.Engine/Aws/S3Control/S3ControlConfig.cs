using Amazon;

namespace KopsPS.Engine.Aws.S3Control;

/// <summary>Settings of <see cref="S3ControlClient"/>; the same as for any client of the SDK.</summary>
public sealed class S3ControlConfig : ServiceClientConfig
{
    /// <summary>Creates settings.</summary>
    public S3ControlConfig()
        : base("s3")
    {
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "s3-control";

    /// <inheritdoc/>
    public override string ServiceVersion => "2018-08-20";

    /// <inheritdoc/>
    protected override string Address(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return $"https://s3-control.{region.SystemName}.{region.PartitionDnsSuffix}";
    }
}
