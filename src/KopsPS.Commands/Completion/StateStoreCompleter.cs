using KopsPS.Engine.Buckets;
using KopsPS.Engine;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Completes the names of the account's buckets.</summary>
public sealed class StateStoreCompleter : AwsCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> AskAsync(AwsSession session, CancellationToken cancellationToken) =>
        await new StateStoreInventory(session, NoFeedback.Instance).NamesAsync(cancellationToken).ConfigureAwait(false);
}
