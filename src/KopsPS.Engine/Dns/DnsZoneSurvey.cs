using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;

namespace KopsPS.Engine.DnsZones;

/// <summary>What there is of a zone that is asked for, and what it should become.</summary>
internal sealed record DnsZoneSurvey
{
    /// <summary>Name without a dot at the end.</summary>
    public required string Name { get; init; }

    /// <summary>Whether a private zone is asked for.</summary>
    public required bool Private { get; init; }

    /// <summary>The zone, or null where it has to be made.</summary>
    public GetHostedZoneResponse? Zone { get; init; }

    /// <summary>Tags that the zone has.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Tags to set: all of a new zone or one of ours; none of a zone that somebody else made.</summary>
    public required IReadOnlyDictionary<string, string> MissingTags { get; init; }

    /// <summary>VPCs to associate with a zone that is there.</summary>
    public IReadOnlyList<string> MissingNetworks { get; init; } = [];

    /// <summary>Zone of the account to delegate in, or null.</summary>
    public ParentZone? Parent { get; init; }

    /// <summary>Looks. Fails where going on would touch what is somebody else's.</summary>
    /// <exception cref="KopsException">
    /// <c>KopsDnsZoneInvalid</c>, <c>KopsDnsZoneAmbiguous</c>, <c>KopsDnsZoneNotFound</c>, <c>KopsDnsDelegationConflict</c>, and those of AWS.
    /// </exception>
    public static async Task<DnsZoneSurvey> MakeAsync(HostedZones zones, DnsZoneRequest request, CancellationToken cancellationToken)
    {
        var isPrivate = request.NetworkId.Count > 0;
        var name = DnsNames.ZoneName(request.ZoneName, isPrivate);
        var wanted = OwnershipTags.For(request.Environment, null, request.Tags);
        var zone = request.ZoneId is { } id
            ? await ToldAsync(zones, id, name, isPrivate, cancellationToken).ConfigureAwait(false)
            : await ByNameAsync(zones, request, name, isPrivate, cancellationToken).ConfigureAwait(false);
        var tags = zone is null ? new Dictionary<string, string>() : await zones.TagsAsync(zone.HostedZone.Id, cancellationToken).ConfigureAwait(false);

        // A zone that was made and not tagged any more before the run was killed shows whose it is by its caller reference.
        var ours = zone is null || OwnershipTags.AreOurs(tags) || DnsZoneReference.IsOurs(zone.HostedZone.CallerReference);
        var survey = new DnsZoneSurvey
        {
            Name = name,
            Private = isPrivate,
            Zone = zone,
            Tags = tags,
            MissingTags = ours
                ? OwnershipTags.Beside(wanted, tags).Where(tag => !tags.TryGetValue(tag.Key, out var value) || value != tag.Value).ToDictionary()
                : new Dictionary<string, string>(),
            MissingNetworks = zone is null ? [] : [.. request.NetworkId.Except(zone.Vpcs.Select(vpc => vpc.VpcId))],
            Parent = isPrivate ? null : await ParentAsync(zones, request, name, cancellationToken).ConfigureAwait(false),
        };
        if (survey is { Parent: { Delegation: { } there } parent } && !request.ReplaceDelegation
            && !DnsNames.Set(there.Values).SetEquals(DnsNames.Set(zone?.NameServers ?? [])))
        {
            throw Faults.DnsDelegationConflict(name, parent.ZoneId, there.Values, zone?.NameServers ?? []);
        }

        return survey;
    }

    private static async Task<GetHostedZoneResponse> ToldAsync(
        HostedZones zones, string id, string name, bool isPrivate, CancellationToken cancellationToken)
    {
        var zone = await zones.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(id);
        if (!HostedZones.Same(zone.HostedZone.Name, name))
        {
            throw Faults.DnsZoneNameMismatch(id, DnsNames.Plain(zone.HostedZone.Name), name);
        }

        return zone.HostedZone.PrivateZone == isPrivate ? zone : throw Faults.DnsZoneKindMismatch(id, zone.HostedZone.PrivateZone);
    }

    private static async Task<GetHostedZoneResponse?> ByNameAsync(
        HostedZones zones, DnsZoneRequest request, string name, bool isPrivate, CancellationToken cancellationToken)
    {
        var found = new List<GetHostedZoneResponse>();
        foreach (var one in (await zones.NamedAsync(name, cancellationToken).ConfigureAwait(false)).Where(one => one.PrivateZone == isPrivate))
        {
            if (await zones.FindAsync(one.Id, cancellationToken).ConfigureAwait(false) is { } zone)
            {
                found.Add(zone);
            }
        }

        // Several private zones may share a name, each in VPCs of its own.
        var fitting = !isPrivate ? found : found.FindAll(zone => zone.Vpcs.Any(vpc => request.NetworkId.Contains(vpc.VpcId, StringComparer.Ordinal)));
        if (isPrivate && fitting.Count == 0)
        {
            fitting = found.FindAll(zone => DnsZoneReference.IsOurs(zone.HostedZone.CallerReference));
        }

        return fitting.Count switch
        {
            0 => null,
            1 => fitting[0],
            _ => throw Faults.DnsZoneAmbiguous(name, fitting.Select(zone => zone.HostedZone.Id)),
        };
    }

    private static async Task<ParentZone?> ParentAsync(HostedZones zones, DnsZoneRequest request, string name, CancellationToken cancellationToken)
    {
        if (request.ParentZoneId is { } told)
        {
            return await ParentZone.ToldAsync(zones, told, name, cancellationToken).ConfigureAwait(false);
        }

        var parents = await ParentZone.AboveAsync(zones, name, cancellationToken).ConfigureAwait(false);
        return parents.Count > 1
            ? throw Faults.DnsZoneAmbiguous(parents[0].ZoneName, parents.Select(parent => parent.ZoneId), "ParentZoneId")
            : parents.Count == 1 ? parents[0] : null;
    }
}
