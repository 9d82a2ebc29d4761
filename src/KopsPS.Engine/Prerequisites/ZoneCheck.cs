using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether each zone is there and open.</summary>
internal sealed class ZoneCheck : IPrerequisite
{
    public string Name => "Zone";

    public PrerequisiteNeed Need => PrerequisiteNeed.Region;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => request.Zones.Count > 0;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var answer = await AwsFaults.CallAsync(
            context.Session, "ec2:DescribeAvailabilityZones", context.Region,
            () => context.Session.Ec2().DescribeAvailabilityZonesAsync(new DescribeAvailabilityZonesRequest { AllAvailabilityZones = true }, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var zones = answer.AvailabilityZones ?? [];
        var open = zones.Where(zone => zone.ZoneType is null or "availability-zone" && zone.State?.Value is null or "available").Select(zone => zone.ZoneName).Order(StringComparer.Ordinal).ToArray();
        return [.. context.Request.Zones.Select(name => Check(name, zones.Find(zone => zone.ZoneName == name), context.Region!, open))];
    }

    private KopsCheck Check(string name, AvailabilityZone? zone, string region, string[] open)
    {
        var (verdict, found) = zone switch
        {
            null => (KopsCheckVerdict.Fail, $"{region} has no zone '{name}' for this account; it has {string.Join(", ", open)}"),
            { ZoneType: not null and not "availability-zone" } => (KopsCheckVerdict.Fail, $"it is a {zone.ZoneType}, where no control plane can run"),
            { State.Value: not null and not "available" } => (KopsCheckVerdict.Fail, $"AWS says that it is {zone.State.Value}"),
            _ => (KopsCheckVerdict.Pass, "available"),
        };
        return new KopsCheck
        {
            Name = Name,
            Verdict = verdict,
            Found = found,
            Wanted = $"an open zone of {region}",
            Remedy = verdict == KopsCheckVerdict.Pass ? null : $"-Zone {string.Join(",", open.Take(3))}",
            Target = name,
        };
    }
}
