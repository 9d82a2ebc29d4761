using KopsPS.Engine.Health.Components;

namespace KopsPS.Commands;

/// <summary>Completes codes of findings on parts; asks nobody.</summary>
public sealed class ComponentCheckCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. ComponentHealthReader.Codes.Order(StringComparer.Ordinal)]);
}
