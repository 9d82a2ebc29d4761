using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Components;

/// <summary>What was found of one part, replica or object.</summary>
internal sealed class PartJudgement(KopsComponentPart part, string kind, string @namespace, string name)
{
    private readonly List<KopsFinding> _findings = [];
    private readonly List<KopsSkippedCheck> _skipped = [];
    private bool _undecided;

    public KopsComponentPart Part => part;

    public string Kind => kind;

    public string Name => name;

    public string? Version { get; set; }

    public string? Node { get; set; }

    public string? Detail { get; set; }

    public string[] Webhooks { get; init; } = [];

    public IReadOnlyList<KopsFinding> Findings => _findings;

    /// <summary>A part as a whole.</summary>
    public static PartJudgement Component(KopsComponentPart part, string name) => new(part, "Component", "", name);

    /// <summary>All objects of a kind that could not be read.</summary>
    public static PartJudgement Unread(KopsComponentPart part, string kind, string reason)
    {
        var judged = new PartJudgement(part, kind, "", "*");
        judged.Skip(kind, reason, decisive: true);
        return judged;
    }

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
        _undecided |= decisive;
        if (!_skipped.Exists(skipped => skipped.Code == code))
        {
            _skipped.Add(new KopsSkippedCheck { Code = code, Reason = reason });
        }
    }

    /// <summary>Says what was not read, where it was not; true where there is something to judge.</summary>
    public bool Knows<T>(Reading<T> reading, string code, bool decisive = false)
    {
        if (reading.Refused is { } reason)
        {
            Skip(code, reason, decisive);
            return false;
        }

        return reading.IsRead;
    }

    /// <summary>The object that is written.</summary>
    public KopsComponentHealth Health(KubeContext context, string? clusterName, DateTimeOffset? now, Func<string, bool>? excluded)
    {
        // Worst first; what was found first comes first among equals.
        KopsFinding[] findings = [.. _findings.Where(finding => excluded?.Invoke(finding.Code) != true).OrderByDescending(finding => finding.Severity)];
        return new KopsComponentHealth
        {
            Part = part,
            Kind = kind,
            Namespace = @namespace,
            Name = name,
            Verdict = findings.FirstOrDefault()?.Severity switch
            {
                KopsSeverity.Error => KopsVerdict.Unhealthy,
                _ when _undecided => KopsVerdict.NotChecked,
                KopsSeverity.Warning => KopsVerdict.Degraded,
                _ => KopsVerdict.Healthy,
            },
            Findings = findings,
            NotChecked = [.. _skipped],
            Version = Version,
            Node = Node,
            Detail = Detail,
            Webhooks = Webhooks,
            ObservedAt = now?.ToUniversalTime(),
            ClusterName = clusterName ?? context.ClusterEntry,
            Kubeconfig = context.Source,
            Context = context.Name,
        };
    }
}
