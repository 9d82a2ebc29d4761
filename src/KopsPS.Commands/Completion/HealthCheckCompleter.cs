using KopsPS.Engine.Health.Whole;

namespace KopsPS.Commands;

/// <summary>Completes codes of findings and checks of all areas; asks nobody.</summary>
public sealed class HealthCheckCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult(ClusterHealthReader.Codes);
}
