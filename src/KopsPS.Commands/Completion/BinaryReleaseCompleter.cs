using KopsPS.Engine;
using KopsPS.Engine.Binaries;

namespace KopsPS.Commands;

/// <summary>Completes versions that can be installed, from the official sites or the mirror on the line.</summary>
public sealed class BinaryReleaseCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => $"{bound["Name"]} {bound["Mirror"]}";

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        var releases = await new BinaryInstaller(HostEnvironment.FromProcess(), NoFeedback.Instance).ListAvailableAsync(
            bound["Name"]?.ToLowerInvariant() ?? "kops", bound["Mirror"], bound["AllowInsecureMirror"] is not null, cancellationToken);
        return [.. releases.Select(release => release.Version)];
    }
}
