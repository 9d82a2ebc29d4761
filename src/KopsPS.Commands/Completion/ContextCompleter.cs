using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Completes the contexts of the kubeconfig in use.</summary>
public sealed class ContextCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        return string.Join('|', Kubeconfig.Paths(Settings(bound)).Select(path => $"{path} {(File.Exists(path) ? File.GetLastWriteTimeUtc(path).Ticks : 0)}"));
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        (await Kubeconfig.LoadAsync(Settings(bound), cancellationToken).ConfigureAwait(false)).Contexts;

    private static KopsSettings Settings(BoundParameters bound) => new()
    {
        Environment = HostEnvironment.FromProcess(),
        Kubeconfig = bound["Kubeconfig"] ?? bound.Defaults.Kubeconfig,
    };
}
