using KopsPS.Engine.Aws;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Completes the names of the management servers in the region.</summary>
public sealed class ManagementServerCompleter : AwsCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> AskAsync(AwsSession session, CancellationToken cancellationToken) =>
        (await new ManagementServerReader(session).ListAsync(cancellationToken).ConfigureAwait(false)).Select(server => server.ServerName).Distinct();
}
