namespace KopsPS.Engine.Health;

/// <summary>What is known of one node, and what was found.</summary>
internal sealed class NodeJudgement(NodeRow node, NodeEvidence evidence)
{
    private readonly List<KopsFinding> _findings = [];

    public NodeRow Node => node;

    public NodeEvidence Evidence => evidence;

    public string Name => node.Name;

    public DateTimeOffset? Now => evidence.Now;

    public DateTimeOffset? Created => node.Metadata?.CreationTimestamp;

    /// <summary>Nothing shows whether what the node says of itself still holds.</summary>
    public bool Undecided { get; set; }

    public IReadOnlyList<NodeCondition> AllConditions => node.Status?.Conditions ?? [];

    public bool IsReady => Condition("Ready")?.Status == "True";

    /// <summary>Still within the time that a start takes. A time a little in the future is young, too.</summary>
    public bool IsYoung => Now is { } now && Created is { } created && now - created < evidence.Thresholds.StartTime;

    public NodeCondition? Condition(string type) => node.Status?.Conditions?.Find(condition => condition.Type == type);

    public NodeTaint? Taint(string key) => node.Spec?.Taints?.Find(taint => taint.Key == key);

    public void Add(string code, KopsSeverity severity, string message, DateTimeOffset? since, string? remedy = null) => _findings.Add(new KopsFinding
    {
        Code = code,
        Severity = severity,
        Message = message,
        Since = since?.ToUniversalTime(),
        Remedy = remedy,
    });

    public (KopsVerdict Verdict, KopsFinding[] Findings, KopsSkippedCheck[] NotChecked) Result()
    {
        KopsFinding[] findings = [.. _findings.Where(finding => evidence.Excluded?.Invoke(finding.Code) != true).OrderByDescending(finding => finding.Severity)];
        var verdict = findings.FirstOrDefault()?.Severity switch
        {
            KopsSeverity.Error => KopsVerdict.Unhealthy,
            _ when Undecided => KopsVerdict.NotChecked,
            KopsSeverity.Warning => KopsVerdict.Degraded,
            _ => KopsVerdict.Healthy,
        };
        return (verdict, findings, [.. evidence.NotChecked.Where(skipped => evidence.Excluded?.Invoke(skipped.Code) != true)]);
    }
}
