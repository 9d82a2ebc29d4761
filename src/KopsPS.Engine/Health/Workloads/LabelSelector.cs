using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>
/// A label selector: as kubectl's <c>-l</c> takes it, such as <c>app=web,tier!=cache,env in (prod, test),!legacy</c>, and as objects of Kubernetes hold it.
/// </summary>
public sealed partial class LabelSelector
{
    [JsonInclude]
    internal Dictionary<string, string>? MatchLabels { get; set; }

    [JsonInclude]
    internal List<LabelRequirement>? MatchExpressions { get; set; }

    /// <summary>Whether everything fits.</summary>
    [JsonIgnore]
    public bool IsEmpty => MatchLabels is not { Count: > 0 } && MatchExpressions is not { Count: > 0 };

    /// <summary>Reads a selector.</summary>
    /// <exception cref="KopsException"><c>KubernetesSelectorInvalid</c></exception>
    public static LabelSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<LabelRequirement> requirements = [];
        var at = 0;
        while (at < text.Length)
        {
            var match = Requirement().Match(text, at);
            if (!match.Success || match.Index != at)
            {
                throw Faults.KubernetesSelectorInvalid(text, text[at..]);
            }

            requirements.Add(Read(match));
            at += match.Length;
        }

        return requirements.Count > 0 ? new LabelSelector { MatchExpressions = requirements } : throw Faults.KubernetesSelectorInvalid(text, text);
    }

    /// <summary>Whether labels fit; null are none.</summary>
    public bool Fits(IReadOnlyDictionary<string, string>? labels)
    {
        labels ??= new Dictionary<string, string>();
        return (MatchLabels ?? []).All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
            && (MatchExpressions ?? []).TrueForAll(wanted => wanted?.Fits(labels) != false);
    }

    /// <summary>As kubectl writes it; empty where everything fits.</summary>
    public override string ToString() => string.Join(
        ',', (MatchLabels ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}").Concat((MatchExpressions ?? []).Where(wanted => wanted is not null).Select(wanted => wanted.ToString())));

    private static LabelRequirement Read(Match match) => new()
    {
        Key = match.Groups["key"].Value,
        Operator = (match.Groups["not"].Success, match.Groups["op"].Value) switch
        {
            (true, _) => "DoesNotExist",
            (_, "") => "Exists",
            (_, "!=" or "notin") => "NotIn",
            _ => "In",
        },
        Values = match.Groups["set"].Success ? [.. match.Groups["set"].Value.Split(',', StringSplitOptions.TrimEntries)] : [match.Groups["value"].Value],
    };

    [GeneratedRegex(
        @"\G\s*(?:(?<not>!)\s*(?<key>[\w./-]+)|(?<key>[\w./-]+)(?:\s+(?<op>in|notin)\s*\((?<set>[\w.,\s-]*)\)|\s*(?<op>==|!=|=)\s*(?<value>[\w.-]*))?)\s*(?:,(?=\s*[!\w])|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Requirement();
}

/// <summary>One requirement of a label selector.</summary>
internal sealed class LabelRequirement
{
    public string? Key { get; set; }

    public string? Operator { get; set; }

    public List<string>? Values { get; set; }

    public bool Fits(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key ?? "", out var value);
        return Operator switch
        {
            "In" => has && Values?.Contains(value!) == true,
            // A label that is not there is unequal to everything, as for Kubernetes.
            "NotIn" => !has || Values?.Contains(value!) != true,
            "Exists" => has,
            "DoesNotExist" => !has,
            _ => false,
        };
    }

    public override string ToString() => Operator switch
    {
        "Exists" => Key ?? "",
        "DoesNotExist" => "!" + Key,
        "In" when Values is [var one] => $"{Key}={one}",
        "NotIn" when Values is [var one] => $"{Key}!={one}",
        _ => $"{Key} {Operator?.ToLowerInvariant()} ({string.Join(',', Values ?? [])})",
    };
}
