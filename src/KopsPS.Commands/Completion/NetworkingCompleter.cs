using KopsPS.Engine.Lifecycle;

namespace KopsPS.Commands;

/// <summary>Completes the pod networks that kops knows; asks nobody.</summary>
public sealed class NetworkingCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. CreateArguments.NetworkNames]);
}
