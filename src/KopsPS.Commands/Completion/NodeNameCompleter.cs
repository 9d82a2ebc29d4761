using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.NodeOperations;

namespace KopsPS.Commands;

/// <summary>Completes the names of the nodes of the cluster on the line.</summary>
public sealed class NodeNameCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        return string.Join('|', Settings(bound).Kubeconfig, bound["ClusterName"], bound["Context"], bound.Defaults.Context);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bound);
        var kubeconfig = await Kubeconfig.LoadAsync(Settings(bound), cancellationToken).ConfigureAwait(false);
        var context = kubeconfig.Choose(bound["ClusterName"], bound["Context"] ?? (bound["ClusterName"] is null ? bound.Defaults.Context : null));
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), NoFeedback.Instance);
        return await NodeNames.ListAsync(client, cancellationToken).ConfigureAwait(false);
    }

    private static KopsSettings Settings(BoundParameters bound) => new()
    {
        Environment = HostEnvironment.FromProcess(),
        Kubeconfig = bound["Kubeconfig"] ?? bound.Defaults.Kubeconfig,
    };
}
