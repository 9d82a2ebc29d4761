using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether each instance type is offered in each zone.</summary>
internal sealed class InstanceTypeCheck : IPrerequisite
{
    private const int Proposals = 3;

    public string Name => "InstanceType";

    public PrerequisiteNeed Need => PrerequisiteNeed.Region;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => request.Zones.Count > 0 && request.ControlPlaneSizes.Count + request.NodeSizes.Count > 0;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var types = request.ControlPlaneSizes.Concat(request.NodeSizes).Distinct(StringComparer.Ordinal).ToArray();
        var offers = await OffersAsync(context, types, cancellationToken).ConfigureAwait(false);
        List<KopsCheck> checks = [];
        foreach (var type in types)
        {
            var missing = request.Zones.Where(zone => !offers.Contains((zone, type))).ToArray();
            var instead = missing.Length == 0 ? [] : await InsteadOfAsync(context, type, cancellationToken).ConfigureAwait(false);
            var parameter = request.NodeSizes.Contains(type) ? "-NodeSize" : "-ControlPlaneSize";
            checks.Add(new KopsCheck
            {
                Name = Name,
                Verdict = missing.Length == 0 ? KopsCheckVerdict.Pass : KopsCheckVerdict.Fail,
                Found = missing.Length == 0 ? $"offered in {string.Join(", ", request.Zones)}" : $"not offered in {string.Join(", ", missing)}",
                Wanted = "offered in every zone",
                Remedy = missing.Length == 0 ? null : instead.Count == 0 ? "Get-EC2InstanceTypeOffering -LocationType availability-zone" : $"{parameter} {string.Join(" (or ", instead)}{new string(')', instead.Count - 1)}",
                Target = type,
            });
        }

        return checks;
    }

    /// <summary>Types of the same size that all zones offer, the most like first: same family letter, then its other generations.</summary>
    private static async Task<IReadOnlyList<string>> InsteadOfAsync(PrerequisiteContext context, string type, CancellationToken cancellationToken)
    {
        if (type.Split('.') is not [{ Length: > 0 } family, { Length: > 0 } size])
        {
            return [];
        }

        var offers = await OffersAsync(context, [$"{family[0]}*.{size}"], cancellationToken).ConfigureAwait(false);
        return [.. offers.Select(offer => offer.Type).Distinct(StringComparer.Ordinal)
            .Where(candidate => candidate != type && context.Request.Zones.All(zone => offers.Contains((zone, candidate))))
            .OrderBy(candidate => candidate.Length).ThenBy(candidate => candidate, StringComparer.Ordinal).Take(Proposals)];
    }

    private static Task<HashSet<(string Zone, string Type)>> OffersAsync(PrerequisiteContext context, IEnumerable<string> types, CancellationToken cancellationToken) =>
        InstanceTypeOffers.ReadAsync(context.Session, types, context.Request.Zones, context.Region, cancellationToken);
}
