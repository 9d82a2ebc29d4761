using KopsPS.Engine.Health;

namespace KopsPS.Commands;

/// <summary>Completes codes of findings and checks on nodes; asks nobody.</summary>
public sealed class NodeCheckCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. NodeCode.All.Order(StringComparer.Ordinal)]);
}
