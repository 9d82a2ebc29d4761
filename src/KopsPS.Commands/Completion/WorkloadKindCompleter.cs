using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Commands;

/// <summary>Completes the kinds that are judged; asks nobody.</summary>
public sealed class WorkloadKindCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) => Task.FromResult(WorkloadHealthReader.Kinds);
}
