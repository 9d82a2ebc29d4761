using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Completes the names of the clusters in the state store that the line or the session's default names.</summary>
public sealed class ClusterNameCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        return string.Join('\n', settings.StateStore ?? settings.Environment["KOPS_STATE_STORE"], settings.Region, settings.ProfileName, settings.EndpointUrl);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        var settings = CompletionSettings.Of(bound);
        using var session = AwsSession.Create(settings);
        return await ClusterReader.Open(settings, session).ListNamesAsync(cancellationToken).ConfigureAwait(false);
    }
}
