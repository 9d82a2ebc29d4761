using Amazon.EC2;
using Amazon.EC2.Model;

namespace KopsPS.Engine.Aws;

/// <summary>Where EC2 offers which instance types.</summary>
internal static class InstanceTypeOffers
{
    /// <summary>The offers of a region, by zone.</summary>
    /// <param name="session">How AWS is reached.</param>
    /// <param name="types">Types; <c>*</c> stands for any part.</param>
    /// <param name="zones">Only these zones; empty for all.</param>
    /// <param name="target">What the question is about; becomes the target of a fault.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Those of <see cref="AwsFaults"/>.</exception>
    public static async Task<HashSet<(string Zone, string Type)>> ReadAsync(
        AwsSession session, IEnumerable<string> types, IReadOnlyCollection<string> zones, string? target, CancellationToken cancellationToken)
    {
        var request = new DescribeInstanceTypeOfferingsRequest { LocationType = LocationType.AvailabilityZone, Filters = [new Filter("instance-type", [.. types])] };
        if (zones.Count > 0)
        {
            request.Filters.Add(new Filter("location", [.. zones]));
        }

        HashSet<(string, string)> offers = [];
        do
        {
            var page = await AwsFaults.CallAsync(
                session, "ec2:DescribeInstanceTypeOfferings", target,
                () => session.Ec2().DescribeInstanceTypeOfferingsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            offers.UnionWith((page.InstanceTypeOfferings ?? []).Select(offer => (offer.Location, offer.InstanceType.Value)));
            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return offers;
    }
}
