using KopsPS.Engine.DnsZones;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the hosted zone is there and the world, or its VPC, sees it.</summary>
internal sealed class DnsZoneCheck : IPrerequisite
{
    public string Name => "DnsZone";

    public PrerequisiteNeed Need => PrerequisiteNeed.Credentials;

    public bool IsDecisive(KopsCheck check) => check.Name == Name;

    public bool Applies(PrerequisiteRequest request) => request.DnsZone is not null;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var (name, id) = await ZoneAsync(context, cancellationToken).ConfigureAwait(false);
        var options = new DelegationOptions { NameServers = context.Request.NameServers };
        var tester = new DnsZoneTester(context.Session, new DelegationProbe(options, context.Feedback), context.Feedback);
        var networks = context.Request.NetworkId is { } network && id is not null ? new[] { network } : [];
        var checks = await tester.CheckAsync(name, id, networks, cancellationToken).ConfigureAwait(false);
        if (tester.IsSound(checks) || checks.Any(check => check.Verdict == KopsCheckVerdict.Fail))
        {
            return checks;
        }

        return
        [
            .. checks,
            new KopsCheck
            {
                Name = Name, Verdict = KopsCheckVerdict.NotChecked, Target = name,
                Found = "nobody who could be asked has seen the delegation", Wanted = "a zone that the world sees", Remedy = $"Test-KopsDnsZone {name} -NameServer …",
            },
        ];
    }

    /// <summary>kops takes a zone by name or by id.</summary>
    private static async Task<(string Name, string? Id)> ZoneAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var told = context.Request.DnsZone!;
        if (told.Contains('.', StringComparison.Ordinal))
        {
            return (told, null);
        }

        var zone = await new HostedZones(context.Session).FindAsync(told, cancellationToken).ConfigureAwait(false) ?? throw Faults.DnsZoneNotFound(told);
        return (DnsNames.Plain(zone.HostedZone.Name), told);
    }
}
