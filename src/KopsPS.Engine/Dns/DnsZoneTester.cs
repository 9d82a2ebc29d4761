using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.Route53;
using Vpc = KopsPS.Engine.Aws.Route53.Vpc;

namespace KopsPS.Engine.DnsZones;

/// <summary>Checks a hosted zone: in Route 53, and as the world or its VPCs see it.</summary>
/// <param name="session">The AWS session.</param>
/// <param name="probe">How to look from outside.</param>
/// <param name="feedback">Where progress goes.</param>
public sealed class DnsZoneTester(AwsSession session, DelegationProbe probe, IFeedback feedback)
{
    /// <summary>Name of the check whether the zone is there.</summary>
    public const string HostedZoneCheck = "HostedZone";

    private readonly HostedZones _zones = new(session);

    /// <summary>Checks.</summary>
    /// <param name="name">Name of the zone.</param>
    /// <param name="zoneId">The zone where there are several of the name.</param>
    /// <param name="networks">VPCs that have to see it; empty for a public zone, or for those that a private zone has.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="KopsException"><c>KopsDnsZoneInvalid</c>, <c>KopsDnsZoneNotFound</c>, <c>KopsNameServerInvalid</c>, and those of AWS.</exception>
    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(string name, string? zoneId, IReadOnlyList<string> networks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(networks);
        if (DnsNames.IsGossip(name) && zoneId is null && networks.Count == 0)
        {
            return [Check(HostedZoneCheck, KopsCheckVerdict.Pass, name, "a gossip name (.k8s.local): its cluster needs no zone", null, null)];
        }

        name = DnsNames.ZoneName(name, isPrivate: true);
        var activity = $"Checking {name}";
        try
        {
            feedback.Progress(new ProgressReport(activity, "Reading the hosted zone"));
            var found = await CandidatesAsync(name, zoneId, networks, cancellationToken).ConfigureAwait(false);
            if (found.Count != 1)
            {
                return [NotOne(name, found)];
            }

            var zone = found[0];
            var isPrivate = zone.HostedZone.PrivateZone;
            var checks = new List<KopsCheck>
            {
                Check(HostedZoneCheck, KopsCheckVerdict.Pass, name, $"{zone.HostedZone.Id}, {(isPrivate ? "private" : "public")}, {zone.HostedZone.ResourceRecordSetCount} record sets", "one hosted zone", null),
            };
            if (isPrivate)
            {
                await NetworksAsync(checks, zone, networks, cancellationToken).ConfigureAwait(false);
                return checks;
            }

            feedback.Progress(new ProgressReport(activity, "Asking name servers and resolvers"));
            var start = await _zones.RecordAsync(zone.HostedZone.Id, name, "SOA", cancellationToken).ConfigureAwait(false);
            var primary = start is { Values: [var soa, ..] } ? DnsNames.Plain(soa.Split(' ')[0]) : null;
            checks.AddRange(await probe.CheckAsync(new DelegationQuestion(name, zone.NameServers, primary), cancellationToken).ConfigureAwait(false));
            return checks;
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }
    }

    /// <summary>The answer of <c>-Quiet</c>: nothing is wrong, and what decides was checked.</summary>
    /// <param name="checks">The checks.</param>
    public bool IsSound(IReadOnlyList<KopsCheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        var isPublic = checks.Any(check => check.Name == DelegationJudge.Delegation);
        return checks.All(check => check.Verdict != KopsCheckVerdict.Fail)
            && (isPublic ? probe.IsDelegated(checks) : checks.All(check => check.Verdict != KopsCheckVerdict.NotChecked));
    }

    private async Task<List<GetHostedZoneResponse>> CandidatesAsync(string name, string? zoneId, IReadOnlyList<string> networks, CancellationToken cancellationToken)
    {
        if (zoneId is not null)
        {
            var told = await _zones.FindAsync(zoneId, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(zoneId);
            return HostedZones.Same(told.HostedZone.Name, name) ? [told] : throw Faults.DnsZoneNameMismatch(zoneId, DnsNames.Plain(told.HostedZone.Name), name);
        }

        var zones = new List<GetHostedZoneResponse>();
        foreach (var one in await _zones.NamedAsync(name, cancellationToken).ConfigureAwait(false))
        {
            if (await _zones.FindAsync(one.Id, cancellationToken).ConfigureAwait(false) is { } zone)
            {
                zones.Add(zone);
            }
        }

        // One name can be public and private; VPCs ask for the private one.
        var isPrivate = networks.Count > 0 || zones.TrueForAll(zone => zone.HostedZone.PrivateZone);
        zones = zones.FindAll(zone => zone.HostedZone.PrivateZone == isPrivate);
        var fitting = zones.FindAll(zone => networks.Any(network => zone.Vpcs.Any(vpc => vpc.VpcId == network)));
        return fitting.Count > 0 ? fitting : zones;
    }

    private static KopsCheck NotOne(string name, List<GetHostedZoneResponse> found) => found.Count == 0
        ? Check(HostedZoneCheck, KopsCheckVerdict.Fail, name, "none in this account", "one hosted zone", $"New-KopsDnsZone {name}")
        : Check(
            HostedZoneCheck, KopsCheckVerdict.Fail, name, $"{found.Count} of the same name: {string.Join(", ", found.Select(zone => zone.HostedZone.Id))}", "one hosted zone",
            $"Test-KopsDnsZone {name} -ZoneId {found[0].HostedZone.Id} (and the others) shows which one is delegated to; remove the rest with Remove-KopsDnsZone -ZoneId.");

    private async Task NetworksAsync(List<KopsCheck> checks, GetHostedZoneResponse zone, IReadOnlyList<string> networks, CancellationToken cancellationToken)
    {
        var id = zone.HostedZone.Id;
        foreach (var network in networks.Where(network => zone.Vpcs.All(vpc => vpc.VpcId != network)))
        {
            checks.Add(Check(
                "NetworkAssociation", KopsCheckVerdict.Fail, network, $"not associated with {id}", $"associated with {id}",
                $"New-KopsDnsZone {DnsNames.Plain(zone.HostedZone.Name)} -NetworkId {network} -ZoneId {id}"));
        }

        foreach (var vpc in zone.Vpcs.Where(vpc => networks.Count == 0 || networks.Contains(vpc.VpcId, StringComparer.Ordinal)))
        {
            checks.Add(Check("NetworkAssociation", KopsCheckVerdict.Pass, vpc.VpcId, $"associated with {id}", $"associated with {id}", null));
            await AttributeAsync(checks, vpc, VpcAttributeName.EnableDnsSupport, "--enable-dns-support", cancellationToken).ConfigureAwait(false);
            await AttributeAsync(checks, vpc, VpcAttributeName.EnableDnsHostnames, "--enable-dns-hostnames", cancellationToken).ConfigureAwait(false);
        }

        if (networks.Count == 0 && zone.Vpcs.Count == 0)
        {
            checks.Add(Check("NetworkAssociation", KopsCheckVerdict.Fail, id, "no VPC", "at least one VPC", "New-KopsDnsZone … -NetworkId associates one."));
        }
    }

    private async Task AttributeAsync(List<KopsCheck> checks, Vpc vpc, VpcAttributeName attribute, string option, CancellationToken cancellationToken)
    {
        var name = attribute.Value;
        if (session.Region is { } region && vpc.VpcRegion.Length > 0 && region != vpc.VpcRegion)
        {
            checks.Add(Check(name, KopsCheckVerdict.NotChecked, vpc.VpcId, $"the VPC is in {vpc.VpcRegion}, not in {region}", "True", $"Run it again with -Region {vpc.VpcRegion}."));
            return;
        }

        try
        {
            var answer = await AwsFaults.CallAsync(
                session, "ec2:DescribeVpcAttribute", vpc.VpcId,
                () => session.Ec2().DescribeVpcAttributeAsync(new DescribeVpcAttributeRequest { VpcId = vpc.VpcId, Attribute = attribute }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            var on = (attribute == VpcAttributeName.EnableDnsSupport ? answer.EnableDnsSupport : answer.EnableDnsHostnames) == true;
            checks.Add(Check(
                name, on ? KopsCheckVerdict.Pass : KopsCheckVerdict.Fail, vpc.VpcId, on ? "True" : "False", "True",
                on ? null : $"aws ec2 modify-vpc-attribute --vpc-id {vpc.VpcId} {option} '{{\"Value\":true}}'"));
        }
        catch (KopsException fault) when (fault.InnerException is AmazonServiceException answer && AwsFaults.IsNotFound(answer))
        {
            checks.Add(Check(name, KopsCheckVerdict.Fail, vpc.VpcId, "the VPC does not exist", "True", "Associate the zone with a VPC that exists: New-KopsDnsZone … -NetworkId."));
        }
        catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "AwsRequestRefused")
        {
            checks.Add(Check(name, KopsCheckVerdict.NotChecked, vpc.VpcId, fault.Message, "True", fault.RecommendedAction));
        }
    }

    private static KopsCheck Check(string name, KopsCheckVerdict verdict, string target, string found, string? wanted, string? remedy) =>
        new() { Name = name, Verdict = verdict, Target = target, Found = found, Wanted = wanted, Remedy = remedy };
}
