using System.Runtime.CompilerServices;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;

namespace KopsPS.Engine.DnsZones;

/// <summary>Reads hosted zones and their records.</summary>
/// <param name="session">The AWS session.</param>
public sealed class HostedZones(AwsSession session)
{
    /// <summary>Route 53 takes ten zones in one question for tags.</summary>
    private const int TagsAtOnce = 10;

    private IRoute53 Client => session.Route53();

    /// <summary>All hosted zones of the account.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<HostedZone>> ListAsync(CancellationToken cancellationToken)
    {
        var zones = new List<HostedZone>();
        string? marker = null;
        do
        {
            var page = await AwsFaults.CallAsync(
                session, "route53:ListHostedZones", null,
                () => Client.ListHostedZonesAsync(new ListHostedZonesRequest { Marker = marker }, cancellationToken), cancellationToken).ConfigureAwait(false);
            zones.AddRange(page.HostedZones);
            marker = page.NextMarker;
        }
        while (marker is not null);
        return zones;
    }

    /// <summary>The hosted zones of exactly this name; there can be several, public and private.</summary>
    /// <param name="name">The name, without a dot at the end.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<HostedZone>> NamedAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var zones = new List<HostedZone>();
        string? next = name + ".";
        string? id = null;

        // The list goes on with the zones of other names, those of this one stand at its beginning.
        while (next is not null && Same(next, name))
        {
            var (from, fromId) = (next, id);
            var page = await AwsFaults.CallAsync(
                session, "route53:ListHostedZonesByName", name,
                () => Client.ListHostedZonesByNameAsync(new ListHostedZonesByNameRequest { DnsName = from, HostedZoneId = fromId }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            zones.AddRange(page.HostedZones.Where(zone => Same(zone.Name, name)));
            (next, id) = (page.NextDnsName, page.NextHostedZoneId);
        }

        return zones;
    }

    /// <summary>One zone with its name servers or VPCs, or null.</summary>
    /// <param name="zoneId">Its id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<GetHostedZoneResponse?> FindAsync(string zoneId, CancellationToken cancellationToken) => AwsFaults.CallAsync<GetHostedZoneResponse?>(
        session, "route53:GetHostedZone", zoneId,
        async () =>
        {
            try
            {
                return await Client.GetHostedZoneAsync(new GetHostedZoneRequest { Id = zoneId }, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonServiceException answer) when (answer.ErrorCode == "NoSuchHostedZone")
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>Tags of zones, by their ids.</summary>
    /// <param name="zoneIds">The zones.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> TagsAsync(IEnumerable<string> zoneIds, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var some in zoneIds.Chunk(TagsAtOnce))
        {
            var answer = await AwsFaults.CallAsync(
                session, "route53:ListTagsForResources", some[0],
                () => Client.ListTagsForResourcesAsync(new ListTagsForResourcesRequest { ResourceIds = some }, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var (id, set) in answer.ResourceTags)
            {
                tags[id] = set;
            }
        }

        return tags;
    }

    /// <summary>Tags of one zone.</summary>
    /// <param name="zoneId">The zone.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyDictionary<string, string>> TagsAsync(string zoneId, CancellationToken cancellationToken) => (await AwsFaults.CallAsync(
        session, "route53:ListTagsForResource", zoneId,
        () => Client.ListTagsForResourceAsync(new ListTagsForResourceRequest { ResourceId = zoneId }, cancellationToken), cancellationToken).ConfigureAwait(false)).ResourceTags;

    /// <summary>All record sets of a zone.</summary>
    /// <param name="zoneId">The zone.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<ResourceRecordSet> RecordsAsync(string zoneId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListResourceRecordSetsRequest { HostedZoneId = zoneId };
        while (true)
        {
            var page = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.ResourceRecordSets)
            {
                yield return record;
            }

            if (!page.IsTruncated)
            {
                yield break;
            }

            request = new ListResourceRecordSetsRequest
            {
                HostedZoneId = zoneId,
                StartRecordName = page.NextRecordName,
                StartRecordType = page.NextRecordType,
                StartRecordIdentifier = page.NextRecordIdentifier,
            };
        }
    }

    /// <summary>One record set of a zone, or null.</summary>
    /// <param name="zoneId">The zone.</param>
    /// <param name="name">Name of the record, without a dot at the end.</param>
    /// <param name="type">Its type.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ResourceRecordSet?> RecordAsync(string zoneId, string name, string type, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(
            new ListResourceRecordSetsRequest { HostedZoneId = zoneId, StartRecordName = name + ".", StartRecordType = type, MaxItems = 1 }, cancellationToken).ConfigureAwait(false);
        return page.ResourceRecordSets.FirstOrDefault(record => Same(record.Name, name) && record.Type == type);
    }

    /// <summary>Whether two names are the same, whatever their case and last dot.</summary>
    internal static bool Same(string one, string other) => DnsNames.Plain(one) == DnsNames.Plain(other);

    private Task<ListResourceRecordSetsResponse> ReadAsync(ListResourceRecordSetsRequest request, CancellationToken cancellationToken) => AwsFaults.CallAsync(
        session, "route53:ListResourceRecordSets", request.HostedZoneId, () => Client.ListResourceRecordSetsAsync(request, cancellationToken), cancellationToken);
}
