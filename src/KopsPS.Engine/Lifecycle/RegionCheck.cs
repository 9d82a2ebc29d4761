using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Asks AWS about a region that the SDK does not know, before kops does: kops looks for the endpoints of a region that
/// does not exist for minutes, without a word.
/// </summary>
public static class RegionCheck
{
    /// <summary>Checks the region of a zone. A region that nobody could be asked about is left to kops.</summary>
    /// <param name="zone">A zone, such as <c>eu-central-1a</c>.</param>
    /// <param name="settings">What the cmdlet was told.</param>
    /// <param name="feedback">Where it is said that nobody could be asked.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="KopsException"><c>KopsZoneInvalid</c>.</exception>
    public static async Task CheckAsync(string zone, KopsSettings settings, IFeedback feedback, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(feedback);
        var region = CreateChecks.RegionOf(zone);
        if (AwsRegions.IsKnown(region))
        {
            return;
        }

        try
        {
            using var told = AwsSession.Create(settings);
            using var session = AwsSession.Create(settings with { Region = told.Region is { } own && AwsRegions.IsKnown(own) ? own : AwsRegions.AlwaysThere });
            var answer = await session.Ec2().DescribeRegionsAsync(new DescribeRegionsRequest { AllRegions = true }, cancellationToken).ConfigureAwait(false);
            var regions = (answer.Regions ?? []).Select(item => item.RegionName).ToArray();
            if (!regions.Contains(region))
            {
                var nearest = NearestNames.Of(region, regions);
                throw Faults.ZoneInvalid(zone, $"AWS has no region '{region}'{(nearest.Count == 0 ? "" : $"; it has {string.Join(", ", nearest)}")}");
            }
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            feedback.Warning($"The region {region} is new to KopsPS, and AWS could not be asked about it ({fault.Message}). kops may look for it for minutes.");
        }
    }
}
