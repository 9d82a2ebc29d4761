namespace KopsPS.Engine.Health.Workloads;

/// <summary>What was found of one object.</summary>
internal sealed class Judgement : FindingCollector
{
    /// <summary>What is ready of what is wanted, for the table.</summary>
    public string? Ready { get; set; }

    public bool HasFindings => Findings.Count > 0;

    /// <summary>What all that was found so far comes from; nothing where something of it is the object's own fault.</summary>
    public IReadOnlyCollection<KopsObjectReference> Causes()
    {
        var told = Findings.Where(finding => finding.Severity > KopsSeverity.Info).ToArray();
        return Array.TrueForAll(told, finding => finding.Cause is not null)
            ? told.SelectMany(finding => finding.OtherCauses.Prepend(finding.Cause!)).Distinct().ToArray()
            : [];
    }

    public void Add(PodProblem problem, KopsSeverity severity, string? message = null) =>
        Add(problem.Code, severity, message ?? problem.Message, problem.Since, problem.Remedy, problem.Cause);
}
