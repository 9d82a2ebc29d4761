using KopsPS.Engine.Aws;
using KopsPS.Engine.DnsZones;

namespace KopsPS.Commands;

/// <summary>Completes the names of the hosted zones of the account.</summary>
public sealed class DnsZoneCompleter : AwsCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IEnumerable<string>> AskAsync(AwsSession session, CancellationToken cancellationToken)
    {
        var zones = await new HostedZones(session).ListAsync(cancellationToken).ConfigureAwait(false);
        return zones.Select(zone => zone.Name.TrimEnd('.')).Distinct();
    }
}
