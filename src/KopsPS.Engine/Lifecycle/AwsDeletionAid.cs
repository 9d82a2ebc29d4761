using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Lifecycle;

/// <summary>Asks AWS; clients are made only when kops got stuck.</summary>
/// <param name="session">How AWS is reached, in the cluster's region.</param>
/// <param name="feedback">Where it is told what was done.</param>
public sealed class AwsDeletionAid(AwsSession session, IFeedback feedback) : IDeletionAid
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<KopsDeletionBlocker>> FindHoldersAsync(
        string clusterName, IReadOnlyCollection<DeletionEntry> left, CancellationToken cancellationToken) =>
        new DeletionHolders(session.Ec2(), session.ElasticLoadBalancing(), clusterName, feedback).FindAsync(left, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ClearStaleAsync(string clusterName, CancellationToken cancellationToken)
    {
        try
        {
            return await new StaleNatRoutes(session.Ec2(), clusterName, feedback).RemoveAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
        catch (AmazonServiceException fault)
        {
            feedback.Warning($"Could not take away what kops stumbles over: {fault.ErrorCode}: {fault.Message}");
            return false;
        }
    }
}
