using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Completes the names of the instance groups of the cluster on the line.</summary>
public sealed class InstanceGroupCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        return string.Join(
            '\n', settings.StateStore ?? settings.Environment["KOPS_STATE_STORE"], settings.Region, settings.ProfileName, settings.EndpointUrl, Cluster(bound));
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        var settings = CompletionSettings.Of(bound);
        if ((Cluster(bound) ?? settings.Environment["KOPS_CLUSTER_NAME"]) is not { } cluster)
        {
            return [];
        }

        using var session = AwsSession.Create(settings);
        return await ClusterReader.Open(settings, session).ListInstanceGroupNamesAsync(cluster, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Of a cluster's own cmdlets the name is the cluster's.</summary>
    private static string? Cluster(BoundParameters bound) => bound["ClusterName"] ?? bound["Name"];
}
