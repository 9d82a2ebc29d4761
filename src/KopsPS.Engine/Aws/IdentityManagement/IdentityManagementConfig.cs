using Amazon;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Settings of <see cref="IdentityManagementClient"/>; the same as for any client of the SDK.</summary>
public sealed class IdentityManagementConfig : ServiceClientConfig
{
    /// <summary>Creates settings.</summary>
    public IdentityManagementConfig()
        : base("iam")
    {
    }

    /// <inheritdoc/>
    public override string ServiceVersion => "2010-05-08";

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
    public static string Partition(string region) => RegionEndpoint.GetBySystemName(region).PartitionName;

    /// <inheritdoc/>
    protected override string Address(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.PartitionName switch
        {
            "aws" => "https://iam.amazonaws.com",
            "aws-us-gov" => "https://iam.us-gov.amazonaws.com",
            _ => $"https://iam.{region.SystemName}.{region.PartitionDnsSuffix}",
        };
    }
}
