using KopsPS.Engine;
using KopsPS.Engine.Binaries;

namespace KopsPS.Commands;

/// <summary>Completes versions that <c>Install-KopsBinary</c> keeps on this machine.</summary>
public sealed class InstalledBinaryCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => bound["Name"] ?? "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
        [
            .. BinaryStore.All(HostEnvironment.FromProcess())
                .SelectMany(store => store.List(bound["Name"]))
                .Select(binary => binary.Version)
                .Distinct(),
        ]);
}
