using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Components;

/// <summary>What was found of one part, replica or object.</summary>
internal sealed class PartJudgement(KopsComponentPart part, string kind, string @namespace, string name) : FindingCollector
{
    public KopsComponentPart Part => part;

    public string Kind => kind;

    public string Name => name;

    public string? Version { get; set; }

    public string? Node { get; set; }

    public string? Detail { get; set; }

    public string[] Webhooks { get; init; } = [];

    /// <summary>A part as a whole.</summary>
    public static PartJudgement Component(KopsComponentPart part, string name) => new(part, "Component", "", name);

    /// <summary>All objects of a kind that could not be read.</summary>
    public static PartJudgement Unread(KopsComponentPart part, string kind, string reason)
    {
        var judged = new PartJudgement(part, kind, "", "*");
        judged.Skip(kind, reason, decisive: true);
        return judged;
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
        var (verdict, findings, skipped) = Result(excluded);
        return new KopsComponentHealth
        {
            Part = part,
            Kind = kind,
            Namespace = @namespace,
            Name = name,
            Verdict = verdict,
            Findings = findings,
            NotChecked = skipped,
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
