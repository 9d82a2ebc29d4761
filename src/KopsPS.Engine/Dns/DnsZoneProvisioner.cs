using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;

namespace KopsPS.Engine.DnsZones;

/// <summary>
/// Makes hosted zones, delegates them, and removes them. Everything can be done again: what is there is kept, what a
/// killed run left half done is finished.
/// </summary>
/// <param name="session">The AWS session.</param>
/// <param name="feedback">Where progress goes.</param>
/// <param name="pace">How long changes are waited for; null for the default.</param>
public sealed class DnsZoneProvisioner(AwsSession session, IFeedback feedback, DnsPace? pace = null)
{
    /// <summary>Seconds that resolvers may keep the delegation: short enough that a mistake is gone within the hour.</summary>
    private const long DelegationTtl = 3600;

    /// <summary>Caller references used up by zones that were removed, before giving up.</summary>
    private const int MostReferences = 50;

    /// <summary>Times to look for a zone that Route 53 says is there.</summary>
    private const int Looks = 3;

    /// <summary>Route 53 takes ten tags in one call.</summary>
    private const int TagsAtOnce = 10;

    private readonly DnsPace _pace = pace ?? DnsPace.Default;
    private readonly HostedZones _zones = new(session);

    private IRoute53 Client => session.Route53();

    /// <summary>What <see cref="ApplyAsync"/> would do.</summary>
    /// <param name="request">The zone.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">As for <see cref="ApplyAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(DnsZoneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Changes(await DnsZoneSurvey.MakeAsync(_zones, request, cancellationToken).ConfigureAwait(false), request);
    }

    /// <summary>Makes the zone what it should be.</summary>
    /// <param name="request">The zone.</param>
    /// <param name="cancellationToken">Ends the work; what is done stays, and another run goes on from there.</param>
    /// <exception cref="KopsException">
    /// <c>KopsDnsZoneInvalid</c>, <c>KopsDnsZoneAmbiguous</c>, <c>KopsDnsZoneNotFound</c>, <c>KopsDnsDelegationConflict</c>,
    /// <c>KopsDnsZoneNotCreated</c>, <c>KopsDnsChangePending</c>, <c>KopsTagInvalid</c>, and those of AWS.
    /// </exception>
    public async Task<KopsDnsZone> ApplyAsync(DnsZoneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var survey = await DnsZoneSurvey.MakeAsync(_zones, request, cancellationToken).ConfigureAwait(false);
        var changes = Changes(survey, request);
        var pending = new List<string>();
        var zone = survey.Zone ?? await CreateAsync(survey.Name, request, pending, cancellationToken).ConfigureAwait(false);
        var id = zone.HostedZone.Id;
        foreach (var some in survey.MissingTags.Chunk(TagsAtOnce))
        {
            feedback.Verbose($"{survey.Name}: setting tags of {id}.");
            await AwsFaults.CallAsync(
                session, "route53:ChangeTagsForResource", id,
                () => Client.ChangeTagsForResourceAsync(new ChangeTagsForResourceRequest { ResourceId = id, AddTags = some.ToDictionary() }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        foreach (var network in request.NetworkId.Except(zone.Vpcs.Select(vpc => vpc.VpcId)))
        {
            await AssociateAsync(id, network, pending, cancellationToken).ConfigureAwait(false);
        }

        if (survey.Parent is { } parent)
        {
            await DelegateAsync(parent, survey.Name, zone.NameServers, pending, cancellationToken).ConfigureAwait(false);
        }

        await WaitAsync(survey.Name, pending, cancellationToken).ConfigureAwait(false);
        zone = await _zones.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(id);
        var tags = new SortedDictionary<string, string>(survey.Tags.ToDictionary(), StringComparer.Ordinal);
        foreach (var (key, value) in survey.MissingTags)
        {
            tags[key] = value;
        }

        return DnsZoneReader.Describe(session, zone, tags, survey.Parent, [.. changes.Select(change => change.Kind == "HostedZone" ? Named(change, survey.Name, id) : change)]);
    }

    /// <summary>What <see cref="RemoveAsync"/> would remove.</summary>
    /// <param name="removal">The zone.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">As for <see cref="RemoveAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanRemovalAsync(DnsZoneRemoval removal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removal);
        return Deletions(await DnsZoneRemainder.LookAsync(_zones, removal, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes a zone that has no records but its own, and its delegation where the parent names exactly its servers.</summary>
    /// <param name="removal">The zone.</param>
    /// <param name="cancellationToken">Ends the work; another run goes on from there.</param>
    /// <exception cref="KopsException">
    /// <c>KopsDnsZoneNotFound</c>, <c>KopsDnsZoneAmbiguous</c>, <c>KopsDnsZoneNotOwned</c>, <c>KopsDnsZoneNotEmpty</c>, and those of AWS.
    /// </exception>
    public async Task<IReadOnlyList<KopsChange>> RemoveAsync(DnsZoneRemoval removal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removal);
        var left = await DnsZoneRemainder.LookAsync(_zones, removal, cancellationToken).ConfigureAwait(false);

        // The delegation goes first: one that leads to name servers without the zone can be taken over by a stranger.
        foreach (var parent in left.Parents)
        {
            await ChangeAsync(parent.ZoneId, "DELETE", parent.Delegation!, cancellationToken).ConfigureAwait(false);
        }

        await AwsFaults.CallAsync(
            session, "route53:DeleteHostedZone", left.ZoneId,
            async () =>
            {
                try
                {
                    return await Client.DeleteHostedZoneAsync(new DeleteHostedZoneRequest { Id = left.ZoneId }, cancellationToken).ConfigureAwait(false);
                }
                catch (AmazonServiceException answer) when (answer.ErrorCode == "NoSuchHostedZone")
                {
                    // Another run was faster, or the answer to a first try was lost.
                    return new DeleteHostedZoneResponse();
                }
                catch (AmazonServiceException answer) when (answer.ErrorCode == "HostedZoneNotEmpty")
                {
                    throw Faults.DnsZoneNotEmpty(left.ZoneName, left.ZoneId, ["records that came in the meantime"]);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return Deletions(left);
    }

    private static List<KopsChange> Deletions(DnsZoneRemainder left) =>
    [
        .. left.Parents.Select(parent => Change(KopsChangeAction.Delete, "Record", $"{left.ZoneName} NS", $"the delegation in {parent.ZoneName} ({parent.ZoneId})")),
        Change(KopsChangeAction.Delete, "HostedZone", left.ZoneName, left.ZoneId),
    ];

    private static List<KopsChange> Changes(DnsZoneSurvey survey, DnsZoneRequest request)
    {
        var kind = survey.Private ? "private" : "public";
        var changes = new List<KopsChange>
        {
            survey switch
            {
                { Zone: null } => Change(KopsChangeAction.Create, "HostedZone", survey.Name, survey.Private ? $"{kind}, {string.Join(", ", request.NetworkId)}" : kind),
                { MissingTags.Count: > 0 } => Change(KopsChangeAction.Change, "HostedZone", survey.Name, $"tags: {string.Join(", ", survey.MissingTags.Keys)}"),
                _ => Change(KopsChangeAction.Keep, "HostedZone", survey.Name, kind),
            },
        };
        changes.AddRange(survey.MissingNetworks.Select(network => Change(KopsChangeAction.Create, "VpcAssociation", network, $"with {survey.Name}")));
        if (survey.Parent is { } parent)
        {
            var same = survey.Zone is { } zone && parent.Delegation is { } there && DnsNames.Set(there.Values).SetEquals(DnsNames.Set(zone.NameServers));
            var action = same ? KopsChangeAction.Keep : parent.Delegation is null ? KopsChangeAction.Create : KopsChangeAction.Change;
            var before = action == KopsChangeAction.Change ? $", instead of to {string.Join(", ", parent.Delegation!.Values)}" : "";
            changes.Add(Change(action, "Record", $"{survey.Name} NS", $"delegation in {parent.ZoneName} ({parent.ZoneId}){before}"));
        }

        return changes;
    }

    private static KopsChange Change(KopsChangeAction action, string kind, string name, string detail) => new() { Action = action, Kind = kind, Name = name, Detail = detail };

    private static KopsChange Named(KopsChange change, string name, string id) => Change(change.Action, change.Kind, name, $"{id}, {change.Detail}");

    private async Task<GetHostedZoneResponse> CreateAsync(string name, DnsZoneRequest request, List<string> pending, CancellationToken cancellationToken)
    {
        var network = request.NetworkId.Count > 0 ? request.NetworkId[0] : null;
        var vpc = network is null ? null : new Vpc(network, session.Region ?? throw Faults.RegionNotSet());
        for (var number = 1; ; number++)
        {
            var reference = DnsZoneReference.For(name, network, number);
            AmazonServiceException refusal;
            try
            {
                feedback.Verbose($"{name}: making the hosted zone.");
                var made = await CreateOnceAsync(name, reference, vpc, cancellationToken).ConfigureAwait(false);
                Remember(pending, made.ChangeInfo);
                return await KeptAsync(name, reference, made.HostedZone.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonServiceException answer) when (answer.ErrorCode == "HostedZoneAlreadyExists")
            {
                refusal = answer;
            }

            // Another run made it, or an answer was lost; or the zone of this reference was removed long ago.
            if (await LookAsync(name, reference, cancellationToken).ConfigureAwait(false) is { } there)
            {
                return there;
            }

            if (number == MostReferences)
            {
                throw Faults.DnsZoneNotCreated(name, number, refusal);
            }
        }
    }

    private Task<CreateHostedZoneResponse> CreateOnceAsync(string name, string reference, Vpc? vpc, CancellationToken cancellationToken) => CallAsync(
        "route53:CreateHostedZone", name, "HostedZoneAlreadyExists",
        () => Client.CreateHostedZoneAsync(
            new CreateHostedZoneRequest { Name = name + ".", CallerReference = reference, Comment = "Made by KopsPS", Vpc = vpc }, cancellationToken),
        cancellationToken);

    /// <summary>
    /// Emulators take the same caller reference twice, so that two runs at once make two zones there. The first of the list
    /// stays; a run takes back only what it has just made itself.
    /// </summary>
    private async Task<GetHostedZoneResponse> KeptAsync(string name, string reference, string made, CancellationToken cancellationToken)
    {
        var same = (await _zones.NamedAsync(name, cancellationToken).ConfigureAwait(false)).Where(zone => zone.CallerReference == reference).ToList();
        var kept = same.Count > 1 && same[0].Id != made && same.Exists(zone => zone.Id == made) ? same[0].Id : made;
        if (kept != made)
        {
            await AwsFaults.CallAsync(
                session, "route53:DeleteHostedZone", made, () => Client.DeleteHostedZoneAsync(new DeleteHostedZoneRequest { Id = made }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return await _zones.FindAsync(kept, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(kept);
    }

    private async Task<GetHostedZoneResponse?> LookAsync(string name, string reference, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var found = (await _zones.NamedAsync(name, cancellationToken).ConfigureAwait(false)).FirstOrDefault(zone => zone.CallerReference == reference);
            if (found is not null)
            {
                feedback.Verbose($"{name}: the hosted zone {found.Id} is there by now.");
                return await _zones.FindAsync(found.Id, cancellationToken).ConfigureAwait(false);
            }

            if (look == Looks)
            {
                return null;
            }

            await Task.Delay(_pace.Interval, _pace.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AssociateAsync(string zoneId, string network, List<string> pending, CancellationToken cancellationToken)
    {
        feedback.Verbose($"{zoneId}: associating {network}.");
        var vpc = new Vpc(network, session.Region ?? throw Faults.RegionNotSet());
        var answer = await AwsFaults.CallAsync(
            session, "route53:AssociateVPCWithHostedZone", network,
            () => Client.AssociateVpcWithHostedZoneAsync(new AssociateVpcWithHostedZoneRequest { HostedZoneId = zoneId, Vpc = vpc }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        Remember(pending, answer.ChangeInfo);
    }

    private async Task DelegateAsync(ParentZone parent, string name, IReadOnlyList<string> servers, List<string> pending, CancellationToken cancellationToken)
    {
        if (parent.Delegation is { } there && DnsNames.Set(there.Values).SetEquals(DnsNames.Set(servers)))
        {
            return;
        }

        feedback.Verbose($"{name}: delegating in {parent.ZoneName} ({parent.ZoneId}).");
        var record = new ResourceRecordSet(name + ".", "NS", DelegationTtl, [.. servers.Select(server => DnsNames.Plain(server) + ".")]);
        Remember(pending, (await ChangeAsync(parent.ZoneId, "UPSERT", record, cancellationToken).ConfigureAwait(false))?.ChangeInfo);
    }

    private async Task<ChangeResourceRecordSetsResponse?> ChangeAsync(string zoneId, string action, ResourceRecordSet record, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(
                "route53:ChangeResourceRecordSets", zoneId, "InvalidChangeBatch",
                () => Client.ChangeResourceRecordSetsAsync(
                    new ChangeResourceRecordSetsRequest { HostedZoneId = zoneId, Changes = [new ResourceRecordChange(action, record)], Comment = "Made by KopsPS" }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException answer)
        {
            // A deletion that was done, and whose answer was lost, is refused when it is repeated.
            if (action == "DELETE" && await _zones.RecordAsync(zoneId, DnsNames.Plain(record.Name), record.Type, cancellationToken).ConfigureAwait(false) is null)
            {
                return null;
            }

            throw AwsFaults.From(answer, "route53:ChangeResourceRecordSets", zoneId, session.ProfileName);
        }
    }

    /// <summary>A call of which one refusal is no fault yet.</summary>
    private async Task<T> CallAsync<T>(string action, string target, string expected, Func<Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        AmazonServiceException? refusal = null;
        var answer = await AwsFaults.CallAsync<T?>(
            session, action, target,
            async () =>
            {
                try
                {
                    return await call().ConfigureAwait(false);
                }
                catch (AmazonServiceException refused) when (refused.ErrorCode == expected)
                {
                    refusal = refused;
                    return null;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return refusal is null ? answer! : throw refusal;
    }

    private static void Remember(List<string> pending, ChangeInfo? change)
    {
        if (change is { Status: not "INSYNC" })
        {
            pending.Add(change.Id);
        }
    }

    private async Task WaitAsync(string name, List<string> pending, CancellationToken cancellationToken)
    {
        var activity = $"Setting up {name}";
        var start = _pace.Clock.GetTimestamp();
        try
        {
            foreach (var change in pending)
            {
                while ((await AwsFaults.CallAsync(
                    session, "route53:GetChange", change, () => Client.GetChangeAsync(new GetChangeRequest { Id = change }, cancellationToken), cancellationToken).ConfigureAwait(false))
                    .ChangeInfo is { Status: not "INSYNC" })
                {
                    if (_pace.Clock.GetElapsedTime(start) >= _pace.Limit)
                    {
                        throw Faults.DnsChangePending(name, _pace.Limit);
                    }

                    feedback.Progress(new ProgressReport(activity, "Waiting until all servers of Route 53 have the changes"));
                    await Task.Delay(_pace.Interval, _pace.Clock, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }
    }
}
