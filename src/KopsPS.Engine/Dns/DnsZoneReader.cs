using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;

namespace KopsPS.Engine.DnsZones;

/// <summary>Reads hosted zones as objects.</summary>
/// <param name="session">The AWS session.</param>
/// <param name="feedback">Where progress goes.</param>
/// <param name="clock">The clock to keep the pace by.</param>
public sealed class DnsZoneReader(AwsSession session, IFeedback feedback, TimeProvider clock)
{
    /// <summary>Route 53 takes five requests a second from an account; a long list must not starve kops or anybody else.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>Zones that are read without pausing.</summary>
    private const int Burst = 10;

    private readonly HostedZones _zones = new(session);

    /// <summary>Reads the zones that fit.</summary>
    /// <param name="name">Which names are wanted; null for all.</param>
    /// <param name="exact">The only name wanted, where it is one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<KopsDnsZone> ReadAsync(
        Func<string, bool>? name, string? exact, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listed = exact is null
            ? await _zones.ListAsync(cancellationToken).ConfigureAwait(false)
            : await _zones.NamedAsync(DnsNames.ZoneName(exact, isPrivate: true), cancellationToken).ConfigureAwait(false);
        var wanted = listed.Where(zone => name is null || name(DnsNames.Plain(zone.Name)))
            .OrderBy(zone => DnsNames.Plain(zone.Name), StringComparer.Ordinal).ThenBy(zone => zone.Id, StringComparer.Ordinal).ToList();
        var tags = await _zones.TagsAsync(wanted.Select(zone => zone.Id), cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < wanted.Count; i++)
        {
            if (i >= Burst)
            {
                feedback.Progress(new ProgressReport("Reading hosted zones", DnsNames.Plain(wanted[i].Name), i * 100 / wanted.Count));
                await Task.Delay(Pace, clock, cancellationToken).ConfigureAwait(false);
            }

            // One that has gone in the meantime is no fault.
            if (await _zones.FindAsync(wanted[i].Id, cancellationToken).ConfigureAwait(false) is { } zone)
            {
                // A list shows already whether there can be a parent; that saves a question for each zone.
                var parent = exact is not null || listed.Any(one => !one.PrivateZone && zone.HostedZone.Name.EndsWith("." + one.Name, StringComparison.OrdinalIgnoreCase))
                    ? await DelegatingAsync(zone, cancellationToken).ConfigureAwait(false)
                    : null;
                yield return Describe(session, zone, tags.GetValueOrDefault(wanted[i].Id) ?? new Dictionary<string, string>(), parent, []);
            }
        }

        feedback.Progress(new ProgressReport("Reading hosted zones", "", Completed: true));
    }

    /// <summary>Reads one zone.</summary>
    /// <param name="zoneId">Its id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException"><c>KopsDnsZoneNotFound</c>, and those of AWS.</exception>
    public async Task<KopsDnsZone> ReadAsync(string zoneId, CancellationToken cancellationToken)
    {
        var zone = await _zones.FindAsync(zoneId, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(zoneId);
        var tags = await _zones.TagsAsync(zone.HostedZone.Id, cancellationToken).ConfigureAwait(false);
        return Describe(session, zone, tags, await DelegatingAsync(zone, cancellationToken).ConfigureAwait(false), []);
    }

    /// <summary>The zone of the account that delegates to exactly this one's name servers, or null.</summary>
    private async Task<ParentZone?> DelegatingAsync(GetHostedZoneResponse zone, CancellationToken cancellationToken)
    {
        if (zone.HostedZone.PrivateZone)
        {
            return null;
        }

        var servers = DnsNames.Set(zone.NameServers);
        return (await ParentZone.AboveAsync(_zones, DnsNames.Plain(zone.HostedZone.Name), cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(parent => parent.Delegation is { } record && DnsNames.Set(record.Values).SetEquals(servers));
    }

    /// <summary>The object of a zone. Where no parent zone is known, the records to enter elsewhere come with it.</summary>
    internal static KopsDnsZone Describe(
        AwsSession session, GetHostedZoneResponse zone, IReadOnlyDictionary<string, string> tags, ParentZone? parent, KopsChange[] changes)
    {
        var name = DnsNames.Plain(zone.HostedZone.Name);
        var servers = zone.NameServers.Select(DnsNames.Plain).Order(StringComparer.Ordinal).ToArray();
        return new KopsDnsZone
        {
            ZoneName = name,
            ZoneId = zone.HostedZone.Id,
            Private = zone.HostedZone.PrivateZone,
            NetworkId = [.. zone.Vpcs.Select(vpc => vpc.VpcId)],
            NameServers = zone.HostedZone.PrivateZone ? [] : servers,
            RecordCount = zone.HostedZone.ResourceRecordSetCount,
            ParentZoneId = parent?.ZoneId,
            Delegation = parent is null && !zone.HostedZone.PrivateZone
                ? [new KopsDnsRecord { Name = name + ".", Type = "NS", Ttl = 3600, Values = [.. servers.Select(server => server + ".")] }]
                : [],
            Tags = tags,
            Changes = changes,
            Region = session.Region,
            ProfileName = session.ProfileName,
            EndpointUrl = session.EndpointUrl,
        };
    }
}
