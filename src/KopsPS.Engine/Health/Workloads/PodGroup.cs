namespace KopsPS.Engine.Health.Workloads;

/// <summary>The pods of one controller, with what is wrong with them.</summary>
internal sealed class PodGroup
{
    private readonly List<(PodFact Pod, PodProblem Problem)> _problems = [];

    private PodGroup()
    {
    }

    /// <summary>Pods that run, or are to run.</summary>
    public int Present { get; private set; }

    /// <summary>Pods that work.</summary>
    public int Ready { get; private set; }

    /// <summary>Pods that failed and are kept only as a memory; they have been replaced.</summary>
    public IReadOnlyList<PodFact> LeftOver { get; private set; } = [];

    /// <summary>Pods that hang in Terminating.</summary>
    public IReadOnlyList<(PodFact Pod, PodProblem Problem)> Stuck { get; private set; } = [];

    public IReadOnlyList<(PodFact Pod, PodProblem Problem)> Broken => With(ProblemWeight.Broken);

    public IReadOnlyList<(PodFact Pod, PodProblem Problem)> Unsteady => With(ProblemWeight.Unsteady);

    public IReadOnlyList<(PodFact Pod, PodProblem Problem)> Passing => With(ProblemWeight.Passing);

    /// <summary>Pods that work now and were restarted often before.</summary>
    public IReadOnlyList<(PodFact Pod, PodProblem Problem)> Restarted => [.. _problems.Where(item => item.Problem.Code == WorkloadCode.ContainerRestarted)];

    public IReadOnlyList<(PodFact Pod, PodProblem Problem)> Gated => [.. _problems.Where(item => item.Problem.Code == WorkloadCode.PodGated)];

    public static PodGroup Of(IEnumerable<PodFact> pods, ClusterFacts facts)
    {
        var group = new PodGroup();
        List<PodFact> over = [];
        List<(PodFact, PodProblem)> stuck = [];
        foreach (var pod in pods)
        {
            if (pod.IsDeleting)
            {
                if (PodDiagnosis.Of(pod, facts) is { Code: WorkloadCode.PodStuckTerminating } hangs)
                {
                    stuck.Add((pod, hangs));
                }

                continue;
            }

            if (pod.IsOver)
            {
                if (pod.Phase == "Failed")
                {
                    over.Add(pod);
                }

                continue;
            }

            group.Present++;
            if (PodDiagnosis.Of(pod, facts) is { } problem)
            {
                group._problems.Add((pod, problem));
                group.Ready += problem.Weight is ProblemWeight.Note or ProblemWeight.Unsteady && pod.IsReady ? 1 : 0;
            }
            else
            {
                group.Ready += pod.IsReady ? 1 : 0;
            }
        }

        group.LeftOver = over;
        group.Stuck = stuck;
        return group;
    }

    /// <summary>Adds one finding for each cause, however many pods have it.</summary>
    public static void Report(Judgement judged, IEnumerable<(PodFact Pod, PodProblem Problem)> problems, Func<PodProblem, KopsSeverity> severity)
    {
        foreach (var alike in problems.GroupBy(item => (item.Problem.Code, Cause: item.Problem.Code == WorkloadCode.NodeDown ? null : item.Problem.Cause)))
        {
            var (pod, first) = alike.First();
            var count = alike.Count();
            if (first.Code == WorkloadCode.NodeDown)
            {
                var nodes = alike.Select(item => item.Problem.Message).Distinct(StringComparer.Ordinal).ToArray();
                judged.Add(
                    first.Code, severity(first), $"{Words.Several(count, "pod")}: {string.Join("; ", nodes.Take(3))}{(nodes.Length > 3 ? $"; and {nodes.Length - 3} more" : "")}",
                    first.Since, first.Remedy, alike.Select(item => item.Problem.Cause).OfType<KopsObjectReference>().Distinct().ToArray());
            }
            else
            {
                var since = alike.Min(item => item.Problem.Since);
                var others = count == 1 ? "" : $", and {count - 1} more alike";
                judged.Add(first.Code, severity(first), $"{first.Message} (pod {pod.Name}{others})", since, first.Remedy, first.Cause);
            }
        }
    }

    private List<(PodFact Pod, PodProblem Problem)> With(ProblemWeight weight) => _problems.FindAll(item => item.Problem.Weight == weight);
}
