using KopsPS.Engine.Health;

namespace KopsPS.Engine.Capacity;

/// <summary>What a workload asks for, held against what it uses at this moment.</summary>
internal static class RequestJudge
{
    /// <summary>Less than this much of what is asked for is far too little.</summary>
    private const decimal FarBelow = 0.2m;

    /// <summary>What is asked for below these is not worth a word.</summary>
    private static readonly (string Resource, decimal Least)[] Judged = [("cpu", 0.1m), ("memory", 128m * 1024 * 1024)];

    public static void Judge(PodTotals totals, FindingCollector found)
    {
        if (totals.Unasked.Count > 0)
        {
            found.Add(
                CapacityCode.RequestMissing, KopsSeverity.Warning,
                $"a container asks for no {string.Join(" and no ", totals.Unasked.Order(StringComparer.Ordinal))}: the scheduler reserves none, and under pressure its pods go first");
        }

        foreach (var (resource, least) in Judged)
        {
            if (totals.Used?[resource] is not { } used || totals.Measured[resource] is not { } asked || asked == 0)
            {
                continue;
            }

            var words = new KopsCapacityResource { Name = resource, Requested = 0 };
            if (used > asked)
            {
                found.Add(CapacityCode.RequestTooLow, KopsSeverity.Warning, $"{words.Format(used)} {Unit(resource)} used, {words.Format(asked)} asked for");
            }
            else if (asked >= least && used < asked * FarBelow)
            {
                found.Add(CapacityCode.RequestTooHigh, KopsSeverity.Info, $"{words.Format(used)} {Unit(resource)} used of {words.Format(asked)} asked for");
            }
        }
    }

    private static string Unit(string resource) => resource == "cpu" ? "cores" : resource;
}
