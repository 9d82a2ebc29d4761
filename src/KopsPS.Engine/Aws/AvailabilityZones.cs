using Amazon.EC2.Model;

namespace KopsPS.Engine.Aws;

/// <summary>The zones of a region that an account may use.</summary>
internal static class AvailabilityZones
{
    /// <summary>Refuses zones that the session's region does not have.</summary>
    /// <param name="session">Account and region.</param>
    /// <param name="wanted">Names of zones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KopsZoneInvalid</c> with the zones that there are, and AWS' own.</exception>
    public static async Task CheckAsync(AwsSession session, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            session, "ec2:DescribeAvailabilityZones", string.Join(", ", wanted),
            () => session.Ec2().DescribeAvailabilityZonesAsync(new DescribeAvailabilityZonesRequest(), cancellationToken), cancellationToken).ConfigureAwait(false);
        var zones = (answer.AvailabilityZones ?? []).Select(zone => zone.ZoneName).Order(StringComparer.Ordinal).ToArray();
        if (wanted.FirstOrDefault(zone => !zones.Contains(zone)) is { } missing)
        {
            throw Faults.ZoneInvalid(missing, $"{session.Region} has {string.Join(", ", zones)}");
        }
    }
}
