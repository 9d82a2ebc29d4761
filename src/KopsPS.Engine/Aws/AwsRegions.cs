using Amazon;
using Amazon.EC2.Model;

namespace KopsPS.Engine.Aws;

/// <summary>Tells regions that exist before anything is asked of an endpoint that may not.</summary>
internal static class AwsRegions
{
    /// <summary>A region that can be asked about the others.</summary>
    public const string AlwaysThere = "us-east-1";

    // A region that was asked for by name once is listed too, without a name of its own.
    private static IEnumerable<string> Known =>
        RegionEndpoint.EnumerableAllRegions.Where(region => region.DisplayName != "Unknown").Select(region => region.SystemName);

    /// <summary>Whether the SDK knows a region.</summary>
    public static bool IsKnown(string region) => Known.Contains(region);

    /// <summary>Checks it; AWS itself is asked about a region that the SDK does not know.</summary>
    /// <exception cref="KopsException"><c>AwsRegionInvalid</c>.</exception>
    public static async Task CheckAsync(string region, AwsSession session, IFeedback feedback, CancellationToken cancellationToken)
    {
        var known = Known.ToArray();
        if (known.Contains(region))
        {
            return;
        }

        try
        {
            using var there = session.In(AlwaysThere);
            var answer = await AwsFaults.CallAsync(
                "ec2:DescribeRegions", region, () => there.Ec2().DescribeRegionsAsync(new DescribeRegionsRequest { AllRegions = true }, cancellationToken)).ConfigureAwait(false);
            known = [.. (answer.Regions ?? []).Select(item => item.RegionName)];
            if (known.Contains(region))
            {
                return;
            }
        }
        catch (KopsException fault)
        {
            feedback.Verbose($"AWS could not be asked about the region {region}: {fault.Message}");
        }

        throw Faults.RegionInvalid(region, NearestNames.Of(region, known));
    }
}
