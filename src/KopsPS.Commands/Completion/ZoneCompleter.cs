using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Completes the availability zones of the region that the line, the session's default or the environment names.</summary>
public sealed class ZoneCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        return string.Join('\n', settings.Region ?? settings.Environment["AWS_REGION"], settings.ProfileName, settings.EndpointUrl);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        using var session = AwsSession.Create(CompletionSettings.Of(bound));
        var zones = await session.Ec2().DescribeAvailabilityZonesAsync(
            new DescribeAvailabilityZonesRequest { Filters = [new Filter("zone-type", ["availability-zone"])] }, cancellationToken).ConfigureAwait(false);
        return [.. (zones.AvailabilityZones ?? []).Select(zone => zone.ZoneName).Order(StringComparer.Ordinal)];
    }
}
