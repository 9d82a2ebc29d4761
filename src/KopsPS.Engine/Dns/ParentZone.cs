using KopsPS.Engine.Aws.Route53;

namespace KopsPS.Engine.DnsZones;

/// <summary>The hosted zone above another one, and what it says of it.</summary>
/// <param name="ZoneId">Its id.</param>
/// <param name="ZoneName">Its name, without a dot at the end.</param>
/// <param name="Delegation">The NS record of the zone below, or null where it has none.</param>
public sealed record ParentZone(string ZoneId, string ZoneName, ResourceRecordSet? Delegation)
{
    /// <summary>
    /// Finds the public zones of the account that can delegate a name: the nearest name above it that the account has. None
    /// where one of the names in between is delegated elsewhere, since nobody would ask the zone then.
    /// </summary>
    /// <param name="zones">Where to look.</param>
    /// <param name="name">The name below.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<ParentZone>> AboveAsync(HostedZones zones, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zones);
        var between = new List<string>();
        foreach (var above in DnsNames.Above(name).Where(above => above.Contains('.', StringComparison.Ordinal)))
        {
            var found = new List<ParentZone>();
            var named = (await zones.NamedAsync(above, cancellationToken).ConfigureAwait(false)).Where(zone => !zone.PrivateZone).ToList();
            foreach (var zone in named)
            {
                if (await ReadAsync(zones, zone, name, between, cancellationToken).ConfigureAwait(false) is { } parent)
                {
                    found.Add(parent);
                }
            }

            if (named.Count > 0)
            {
                return found;
            }

            between.Add(above);
        }

        return [];
    }

    /// <summary>The zone told, with what it says of a name.</summary>
    /// <param name="zones">Where to look.</param>
    /// <param name="zoneId">The zone told.</param>
    /// <param name="name">The name below.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException"><c>KopsDnsZoneNotFound</c>, <c>KopsDnsZoneInvalid</c>, <c>KopsDnsZoneKindMismatch</c>.</exception>
    public static async Task<ParentZone> ToldAsync(HostedZones zones, string zoneId, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zones);
        var zone = (await zones.FindAsync(zoneId, cancellationToken).ConfigureAwait(false))?.HostedZone ?? throw Faults.DnsZoneNotFound(zoneId);
        var above = DnsNames.Plain(zone.Name);
        if (!name.EndsWith("." + above, StringComparison.Ordinal))
        {
            throw Faults.DnsZoneInvalid(name, $"it is not below {above}, the zone of -ParentZoneId {zoneId}");
        }

        return zone.PrivateZone
            ? throw Faults.DnsZoneKindMismatch(zoneId, true)
            : new ParentZone(zone.Id, above, await zones.RecordAsync(zone.Id, name, "NS", cancellationToken).ConfigureAwait(false));
    }

    private static async Task<ParentZone?> ReadAsync(
        HostedZones zones, HostedZone zone, string name, List<string> between, CancellationToken cancellationToken)
    {
        foreach (var middle in between)
        {
            if (await zones.RecordAsync(zone.Id, middle, "NS", cancellationToken).ConfigureAwait(false) is not null)
            {
                return null;
            }
        }

        return new ParentZone(zone.Id, DnsNames.Plain(zone.Name), await zones.RecordAsync(zone.Id, name, "NS", cancellationToken).ConfigureAwait(false));
    }
}
