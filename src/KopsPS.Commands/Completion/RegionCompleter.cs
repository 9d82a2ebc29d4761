using Amazon;

namespace KopsPS.Commands;

/// <summary>Completes AWS regions from the list that the SDK knows; asks nobody.</summary>
public sealed class RegionCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName).Order(StringComparer.Ordinal)]);
}
