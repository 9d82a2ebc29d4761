using Amazon;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.StateStore;

/// <summary>Checks the name of a region before anything is asked of an endpoint that may not exist.</summary>
internal static class AwsRegions
{
    private const string AlwaysThere = "us-east-1";

    /// <summary>Checks it; AWS itself is asked about a region that the SDK does not know.</summary>
    /// <exception cref="KopsException"><c>AwsRegionInvalid</c>.</exception>
    public static async Task CheckAsync(string region, AwsSession session, IFeedback feedback, CancellationToken cancellationToken)
    {
        var known = RegionEndpoint.EnumerableAllRegions.Where(item => item.DisplayName != "Unknown").Select(item => item.SystemName).ToArray();
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
