using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Completes from the API server of the cluster that was told, or is the default.</summary>
public abstract class KubernetesCompleter : TimedCompleter
{
    /// <summary>Path of the list whose objects are offered.</summary>
    private protected abstract string Path(BoundParameters bound);

    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        return string.Join('|', bound["Kubeconfig"] ?? bound.Defaults.Kubeconfig, bound["ClusterName"], bound["Context"], bound.Defaults.Context, Path(bound));
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bound);
        var context = await ContextChoice.OfAsync(bound["Kubeconfig"], bound["ClusterName"], bound["Context"], bound.Defaults, cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), NoFeedback.Instance);
        return await KubeNames.ListAsync(client, Path(bound), cancellationToken).ConfigureAwait(false);
    }
}
