using System.Globalization;

namespace KopsPS.Engine.Health.Whole;

/// <summary>Collects judgements from several sources at once: of what is sound it keeps a count only.</summary>
internal sealed class HealthTally(Func<string, bool>? excluded)
{
    private readonly object _lock = new();
    private readonly Dictionary<string, int[]> _counts = new(StringComparer.Ordinal);
    private readonly List<HealthItem> _found = [];
    private readonly Dictionary<(string Code, string Reason), KopsSkippedCheck> _skipped = [];
    private bool _undecided;

    public void Add(HealthItem item)
    {
        var skipped = Array.FindAll(item.NotChecked, check => excluded?.Invoke(check.Code) != true);

        // What was left out on purpose keeps nobody from a verdict; there is then nothing of it to count.
        var left = item.Verdict == KopsVerdict.NotChecked && skipped.Length == 0 && item.NotChecked.Length > 0;
        lock (_lock)
        {
            foreach (var check in skipped)
            {
                _skipped.TryAdd((check.Code, check.Reason), check);
            }

            if (!left)
            {
                _undecided |= item.Verdict == KopsVerdict.NotChecked;
                if (!_counts.TryGetValue(item.Kind, out var counts))
                {
                    _counts[item.Kind] = counts = new int[4];
                }

                counts[(int)item.Verdict]++;
            }

            if (item.Findings.Length > 0)
            {
                _found.Add(item);
            }
        }
    }

    public KopsHealth Health(Kubernetes.KubeClient client, string? clusterName)
    {
        var (problems, notes) = HealthFold.Of(_found);
        var cluster = clusterName ?? client.Context.ClusterEntry;
        var errors = problems.Count(problem => problem.Verdict == KopsVerdict.Unhealthy);
        var verdict = errors > 0 ? KopsVerdict.Unhealthy : _undecided ? KopsVerdict.NotChecked : problems.Length > 0 ? KopsVerdict.Degraded : KopsVerdict.Healthy;
        return new KopsHealth
        {
            ClusterName = cluster,
            Verdict = verdict,
            Summary = $"{cluster}: {verdict}; {Words(problems, errors)}{(_skipped.Count > 0 ? $"; {Several(_skipped.Count, "check")} could not run" : "")}",
            Problems = problems,
            Notes = notes,
            Counts = [.. _counts.Select(pair => new KopsHealthCount
            {
                Kind = pair.Key,
                Healthy = pair.Value[(int)KopsVerdict.Healthy],
                Degraded = pair.Value[(int)KopsVerdict.Degraded],
                Unhealthy = pair.Value[(int)KopsVerdict.Unhealthy],
                NotChecked = pair.Value[(int)KopsVerdict.NotChecked],
            }).OrderByDescending(count => count.Unhealthy).ThenByDescending(count => count.NotChecked).ThenByDescending(count => count.Degraded).ThenBy(count => count.Kind, StringComparer.Ordinal)],
            NotChecked = [.. _skipped.Values.OrderBy(check => check.Code, StringComparer.Ordinal).ThenBy(check => check.Reason, StringComparer.Ordinal)],
            ObservedAt = client.Clock.Now?.ToUniversalTime(),
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    private string Words(KopsHealthProblem[] problems, int errors)
    {
        var objects = Several(_counts.Values.Sum(counts => counts.Sum()), "object");
        if (problems.Length == 0)
        {
            return $"{objects}, no fault found";
        }

        var roots = problems.Select(problem => problem.ToString()).ToHashSet(StringComparer.Ordinal);
        var suffering = problems.SelectMany(problem => problem.Effects).Select(effect => effect.ToString()).Where(name => !roots.Contains(name)).Distinct(StringComparer.Ordinal).Count();
        var warnings = problems.Length - errors;
        var faults = (errors, warnings) switch
        {
            (0, _) => Several(warnings, "warning"),
            (_, 0) => Several(errors, "error"),
            _ => $"{Several(errors, "error")} and {Several(warnings, "warning")}",
        };
        return $"{faults} in {objects}{(suffering > 0 ? $", {Several(suffering, "more")} that only suffer{(suffering == 1 ? "s" : "")} from them" : "")}";
    }

    private static string Several(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 || what == "more" ? "" : "s")}");
}
