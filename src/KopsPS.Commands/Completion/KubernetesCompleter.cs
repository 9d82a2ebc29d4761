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
        var settings = new KopsSettings { Environment = HostEnvironment.FromProcess(), Kubeconfig = bound["Kubeconfig"] ?? bound.Defaults.Kubeconfig };
        var kubeconfig = await Kubeconfig.LoadAsync(settings, cancellationToken).ConfigureAwait(false);
        var context = kubeconfig.Choose(bound["ClusterName"], bound["Context"] ?? (bound["ClusterName"] is null ? bound.Defaults.Context : null));
        using var client = new KubeClient(context, settings.Environment, NoFeedback.Instance);
        return await KubeNames.ListAsync(client, Path(bound), cancellationToken).ConfigureAwait(false);
    }
}
