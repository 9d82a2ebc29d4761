using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Completes the availability zones of the region.</summary>
public sealed class ZoneCompleter : AwsCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> AskAsync(AwsSession session, CancellationToken cancellationToken)
    {
        var zones = await session.Ec2().DescribeAvailabilityZonesAsync(
            new DescribeAvailabilityZonesRequest { Filters = [new Filter("zone-type", ["availability-zone"])] }, cancellationToken).ConfigureAwait(false);
        return (zones.AvailabilityZones ?? []).Select(zone => zone.ZoneName);
    }
}
