namespace KopsPS.Engine.Health.Workloads;

/// <summary>What was found of one object.</summary>
internal sealed class Judgement
{
    private readonly List<KopsFinding> _findings = [];
    private readonly List<KopsSkippedCheck> _skipped = [];

    /// <summary>What is ready of what is wanted, for the table.</summary>
    public string? Ready { get; set; }

    /// <summary>The decisive check could not run.</summary>
    public bool Undecided { get; private set; }

    public bool HasFindings => _findings.Count > 0;

    public void Add(
        string code, KopsSeverity severity, string message, DateTimeOffset? since = null, string? remedy = null, KopsObjectReference? cause = null) =>
        Add(code, severity, message, since, remedy, cause is null ? [] : [cause]);

    /// <summary>A finding that several objects have caused together.</summary>
    public void Add(string code, KopsSeverity severity, string message, DateTimeOffset? since, string? remedy, IReadOnlyCollection<KopsObjectReference> causes) =>
        _findings.Add(new KopsFinding
        {
            Code = code,
            Severity = severity,
            Message = message,
            Since = since?.ToUniversalTime(),
            Remedy = remedy,
            Cause = causes.FirstOrDefault(),
            OtherCauses = [.. causes.Skip(1)],
        });

    /// <summary>What all that was found so far comes from; nothing where something of it is the object's own fault.</summary>
    public IReadOnlyCollection<KopsObjectReference> Causes()
    {
        var told = _findings.FindAll(finding => finding.Severity > KopsSeverity.Info);
        return told.TrueForAll(finding => finding.Cause is not null)
            ? told.SelectMany(finding => finding.OtherCauses.Prepend(finding.Cause!)).Distinct().ToArray()
            : [];
    }

    public void Add(PodProblem problem, KopsSeverity severity, string? message = null) =>
        Add(problem.Code, severity, message ?? problem.Message, problem.Since, problem.Remedy, problem.Cause);

    /// <summary>A check that could not run.</summary>
    public void Skip(string code, string reason, bool decisive = false)
    {
        Undecided |= decisive;
        if (!_skipped.Exists(skipped => skipped.Code == code))
        {
            _skipped.Add(new KopsSkippedCheck { Code = code, Reason = reason });
        }
    }

    /// <summary>Worst first; what was found first comes first among equals.</summary>
    public (KopsVerdict Verdict, KopsFinding[] Findings, KopsSkippedCheck[] NotChecked) Result(Func<string, bool>? excluded = null)
    {
        KopsFinding[] findings = [.. _findings.Where(finding => excluded?.Invoke(finding.Code) != true).OrderByDescending(finding => finding.Severity)];
        var verdict = findings.FirstOrDefault()?.Severity switch
        {
            KopsSeverity.Error => KopsVerdict.Unhealthy,
            _ when Undecided => KopsVerdict.NotChecked,
            KopsSeverity.Warning => KopsVerdict.Degraded,
            _ => KopsVerdict.Healthy,
        };
        return (verdict, findings, [.. _skipped]);
    }
}
