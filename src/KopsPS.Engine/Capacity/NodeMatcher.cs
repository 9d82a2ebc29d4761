using System.Globalization;
using KopsPS.Engine.Health.Workloads;

namespace KopsPS.Engine.Capacity;

/// <summary>Whether a node is one that a pod wants and may go to, whatever room it has.</summary>
internal static class NodeMatcher
{
    /// <summary>Whether a toleration accepts a taint.</summary>
    public static bool Tolerates(PodToleration toleration, PodTaint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.Operator == "Exists" : toleration.Key == taint.Key)
        && toleration.Operator switch
        {
            "Exists" => true,
            null or "" or "Equal" => (toleration.Value ?? "") == (taint.Value ?? ""),
            _ => false,
        };

    /// <summary>Whether all taints that keep pods off are accepted; the first that is not, else null.</summary>
    public static PodTaint? Repelled(IEnumerable<PodTaint> taints, IReadOnlyList<PodToleration> tolerations) =>
        taints.FirstOrDefault(taint => taint.Effect is "NoSchedule" or "NoExecute" && !tolerations.Any(toleration => Tolerates(toleration, taint)));

    /// <summary>Whether node selector and required node affinity fit.</summary>
    public static bool Wants(CapacityPodSpec? spec, string name, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (key, value) in spec?.NodeSelector ?? [])
        {
            if (!labels.TryGetValue(key, out var own) || own != value)
            {
                return false;
            }
        }

        return spec?.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required
            || (required.NodeSelectorTerms ?? []).Exists(term => Fits(term, name, labels));
    }

    /// <summary>A term without any requirement fits nothing.</summary>
    private static bool Fits(NodeSelectorTerm term, string name, IReadOnlyDictionary<string, string> labels) =>
        (term.MatchFields is { Count: > 0 } || term.MatchExpressions is { Count: > 0 })
        && (term.MatchFields ?? []).TrueForAll(field => field.Key == "metadata.name" && Fits(field, name))
        && (term.MatchExpressions ?? []).TrueForAll(label => Fits(label, labels.GetValueOrDefault(label.Key ?? "")));

    private static bool Fits(NodeRequirement wanted, string? value) => wanted.Operator switch
    {
        "In" => value is not null && wanted.Values?.Contains(value) == true,
        "NotIn" => value is null || wanted.Values?.Contains(value) != true,
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(value, wanted.Values) > 0,
        "Lt" => Compare(value, wanted.Values) < 0,
        _ => false,
    };

    private static int Compare(string? value, List<string>? values) =>
        values is [var limit] && Number(value) is { } left && Number(limit) is { } right ? left.CompareTo(right) : 0;

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
