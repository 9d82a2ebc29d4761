using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Completes the names of the account's buckets.</summary>
public sealed class StateStoreCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        return string.Join('\n', settings.Region, settings.ProfileName, settings.EndpointUrl);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        using var session = AwsSession.Create(CompletionSettings.Of(bound));
        return await new StateStoreInventory(session, NoFeedback.Instance).NamesAsync(cancellationToken).ConfigureAwait(false);
    }
}
