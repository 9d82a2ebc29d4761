using KopsPS.Engine.Aws;
using KopsPS.Engine.DnsZones;

namespace KopsPS.Commands;

/// <summary>Completes the ids of the hosted zones of the account, of those of the name where one is typed already.</summary>
public sealed class DnsZoneIdCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        var settings = CompletionSettings.Of(bound);
        return string.Join('\n', settings.ProfileName ?? settings.Environment["AWS_PROFILE"], settings.EndpointUrl ?? settings.Environment["AWS_ENDPOINT_URL"], bound["ZoneName"]);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bound);
        using var session = AwsSession.Create(CompletionSettings.Of(bound));
        var told = bound["ZoneName"]?.TrimEnd('.');
        var zones = await new HostedZones(session).ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. zones.Where(zone => told is null || string.Equals(zone.Name.TrimEnd('.'), told, StringComparison.OrdinalIgnoreCase))
            .Select(zone => zone.Id).Order(StringComparer.Ordinal)];
    }
}
