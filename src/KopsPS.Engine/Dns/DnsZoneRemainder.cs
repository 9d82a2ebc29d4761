using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;

namespace KopsPS.Engine.DnsZones;

/// <summary>A zone that may be removed, and the delegations that lead to it.</summary>
/// <param name="ZoneId">Its id.</param>
/// <param name="ZoneName">Its name, without a dot at the end.</param>
/// <param name="Parents">Zones of the account that delegate to exactly its name servers.</param>
internal sealed record DnsZoneRemainder(string ZoneId, string ZoneName, IReadOnlyList<ParentZone> Parents)
{
    /// <summary>Looks, and fails where the zone must stay.</summary>
    public static async Task<DnsZoneRemainder> LookAsync(HostedZones zones, DnsZoneRemoval removal, CancellationToken cancellationToken)
    {
        var id = removal.ZoneId ?? await IdAsync(zones, removal.ZoneName ?? throw Faults.DnsZoneNotFound(""), cancellationToken).ConfigureAwait(false);
        var zone = await zones.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(removal.ZoneId ?? removal.ZoneName!);
        id = zone.HostedZone.Id;
        var name = DnsNames.Plain(zone.HostedZone.Name);
        if (removal.ZoneName is { } told && !HostedZones.Same(told, name))
        {
            throw Faults.DnsZoneNameMismatch(id, name, told);
        }

        if (!removal.NotOnlyOurs && !OwnershipTags.AreOurs(await zones.TagsAsync(id, cancellationToken).ConfigureAwait(false)))
        {
            throw Faults.DnsZoneNotOwned(name, id);
        }

        var foreign = new List<string>();
        await foreach (var record in zones.RecordsAsync(id, cancellationToken).ConfigureAwait(false))
        {
            if (record.Type is not ("NS" or "SOA") || !HostedZones.Same(record.Name, name))
            {
                foreign.Add($"{record.Name} {record.Type}");
            }
        }

        if (foreign.Count > 0)
        {
            throw Faults.DnsZoneNotEmpty(name, id, foreign);
        }

        return new DnsZoneRemainder(id, name, zone.HostedZone.PrivateZone ? [] : await DelegatingAsync(zones, zone, name, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<string> IdAsync(HostedZones zones, string name, CancellationToken cancellationToken)
    {
        var plain = DnsNames.ZoneName(name, isPrivate: true);
        var named = await zones.NamedAsync(plain, cancellationToken).ConfigureAwait(false);
        return named.Count switch
        {
            0 => throw Faults.DnsZoneNotFound(plain),
            1 => named[0].Id,
            _ => throw Faults.DnsZoneAmbiguous(plain, named.Select(zone => $"{zone.Id} ({(zone.PrivateZone ? "private" : "public")})")),
        };
    }

    private static async Task<List<ParentZone>> DelegatingAsync(HostedZones zones, GetHostedZoneResponse zone, string name, CancellationToken cancellationToken)
    {
        var servers = DnsNames.Set(zone.NameServers);
        return [.. (await ParentZone.AboveAsync(zones, name, cancellationToken).ConfigureAwait(false))
            .Where(parent => parent.Delegation is { } record && DnsNames.Set(record.Values).SetEquals(servers))];
    }
}
