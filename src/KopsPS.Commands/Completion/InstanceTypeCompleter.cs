using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Completes the instance types that the region offers.</summary>
public sealed class InstanceTypeCompleter : TimedCompleter
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
        var types = new List<string>();
        var request = new DescribeInstanceTypeOfferingsRequest { LocationType = LocationType.Region };
        await foreach (var offering in session.Ec2().Paginators.DescribeInstanceTypeOfferings(request).InstanceTypeOfferings
            .WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            types.Add(offering.InstanceType.Value);
        }

        types.Sort(StringComparer.Ordinal);
        return types;
    }
}
