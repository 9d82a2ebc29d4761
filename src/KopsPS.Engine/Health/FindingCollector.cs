namespace KopsPS.Engine.Health;

/// <summary>What judges find of one object, and what they could not look at.</summary>
internal abstract class FindingCollector
{
    private readonly List<KopsFinding> _findings = [];
    private readonly List<KopsSkippedCheck> _skipped = [];

    /// <summary>In the order in which they were found.</summary>
    public IReadOnlyList<KopsFinding> Findings => _findings;

    /// <summary>The decisive check could not run.</summary>
    public bool Undecided { get; private set; }

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
