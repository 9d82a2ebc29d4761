using Amazon;

namespace KopsPS.Engine.Aws.Route53;

/// <summary>
/// Settings of <see cref="Route53Client"/>. Route 53 has one endpoint a partition, signed for one region of it, whatever
/// region the session has (endpoint rules of the AWS SDKs).
/// </summary>
public sealed class Route53Config : ServiceClientConfig
{
    /// <summary>Creates settings.</summary>
    public Route53Config()
        : base("route53")
    {
    }

    /// <inheritdoc/>
    public override string ServiceVersion => "2013-04-01";

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
    protected override string Address(RegionEndpoint region)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.PartitionName == "aws-us-gov" ? "https://route53.us-gov.amazonaws.com" : $"https://route53.{region.PartitionDnsSuffix}";
    }

    private static string Partition(string? region) => region is null ? "aws" : RegionEndpoint.GetBySystemName(region).PartitionName;
}
