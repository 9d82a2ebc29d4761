using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>What kops does in one step of a rolling update or of the deletion of an instance.</summary>
internal enum RollStepKind
{
    /// <summary>Validates the cluster, or has validated it.</summary>
    Validating,

    /// <summary>The cluster did not pass; kops tries again.</summary>
    NotValid,

    /// <summary>Taints the nodes to be replaced.</summary>
    Tainting,

    /// <summary>Detaches an instance, so that its group starts another.</summary>
    Detaching,

    /// <summary>Drains a node.</summary>
    Draining,

    /// <summary>A pod can't be evicted now; kops tries again.</summary>
    EvictionBlocked,

    /// <summary>Takes a control-plane instance out of its load balancer.</summary>
    Deregistering,

    /// <summary>Waits.</summary>
    Waiting,

    /// <summary>Stops an instance.</summary>
    Stopping,

    /// <summary>A group could not be rolled.</summary>
    Failed,

    /// <summary>The end; kops says it after failures too.</summary>
    Ended,
}

/// <summary>One step, as a line of standard error tells it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">The instance, node, pod or instance group, where the line names one.</param>
/// <param name="Text">The line without the log's prefix.</param>
internal sealed partial record RollStep(RollStepKind Kind, string? Subject, string Text)
{
    private static readonly (Regex Pattern, RollStepKind Kind)[] Patterns =
    [
        (Validating(), RollStepKind.Validating), (NotValid(), RollStepKind.NotValid), (Tainting(), RollStepKind.Tainting),
        (Detaching(), RollStepKind.Detaching), (Draining(), RollStepKind.Draining), (Blocked(), RollStepKind.EvictionBlocked),
        (Deregistering(), RollStepKind.Deregistering), (Waiting(), RollStepKind.Waiting), (Stopping(), RollStepKind.Stopping),
        (Failed(), RollStepKind.Failed), (Ended(), RollStepKind.Ended),
    ];

    /// <summary>Reads a line of standard error; null where it is no step.</summary>
    public static RollStep? Read(string line)
    {
        var text = KlogPrefix().Replace(line, "");
        foreach (var (pattern, kind) in Patterns)
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                return new RollStep(kind, match.Groups["s"] is { Success: true } subject ? subject.Value : null, text);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [\w.]+:\d+\] ", RegexOptions.CultureInvariant)]
    private static partial Regex KlogPrefix();

    [GeneratedRegex(@"^(?:Validating the cluster\.|Cluster validated(?:\.|; revalidating in .+))$", RegexOptions.CultureInvariant)]
    private static partial Regex Validating();

    [GeneratedRegex(@"^Cluster did not pass validation, will retry in ""[^""]+"": .+$", RegexOptions.CultureInvariant)]
    private static partial Regex NotValid();

    [GeneratedRegex(@"^Tainting \d+ nodes? in ""(?<s>[^""]+)"" instancegroup\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Tainting();

    [GeneratedRegex(@"^Detaching instance ""(?<s>[^""]+)""(?:, node ""[^""]*"")?, in group ""[^""]+""\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Detaching();

    [GeneratedRegex(@"^Draining the node: ""(?<s>[^""]+)""\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Draining();

    [GeneratedRegex(@"^error when evicting pods/""(?<s>[^""]+)"" -n ""[^""]+"" \(will retry after .+$", RegexOptions.CultureInvariant)]
    private static partial Regex Blocked();

    [GeneratedRegex(@"^(?:Deregistering|Successfully drained) instance from targetGroup: (?<s>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Deregistering();

    [GeneratedRegex(@"^(?:waiting for .+ after (?:detaching|terminating) instance|Waiting for .+ for pods to stabilize after draining\.|Pausing after finished ""(?<s>[^""]+)"".*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Waiting();

    [GeneratedRegex(@"^Stopping instance ""(?<s>[^""]+)""(?:, node ""[^""]*"")?, in group ""[^""]+"" \(this may take a while\)\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Stopping();

    [GeneratedRegex(@"^failed to roll InstanceGroup ""(?<s>[^""]+)"": .+$", RegexOptions.CultureInvariant)]
    private static partial Regex Failed();

    [GeneratedRegex(@"^(?:Completed rolling update for cluster ""(?<s>[^""]+)"" instance groups \[.*\]|Rolling update completed for cluster ""(?<s>[^""]+)""!|User signaled to stop)$", RegexOptions.CultureInvariant)]
    private static partial Regex Ended();
}
