using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Completes the instance types that the region offers.</summary>
public sealed class InstanceTypeCompleter : AwsCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> AskAsync(AwsSession session, CancellationToken cancellationToken)
    {
        var types = new List<string>();
        var request = new DescribeInstanceTypeOfferingsRequest { LocationType = LocationType.Region };
        await foreach (var offering in session.Ec2().Paginators.DescribeInstanceTypeOfferings(request).InstanceTypeOfferings
            .WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            types.Add(offering.InstanceType.Value);
        }

        return types;
    }
}
