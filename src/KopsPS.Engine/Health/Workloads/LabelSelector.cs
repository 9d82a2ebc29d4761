using System.Text.RegularExpressions;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>A label selector as kubectl's <c>-l</c> takes it, such as <c>app=web,tier!=cache,env in (prod, test),!legacy</c>.</summary>
public sealed partial class LabelSelector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _requirements = [];

    private LabelSelector()
    {
    }

    /// <summary>Reads a selector.</summary>
    /// <exception cref="KopsException"><c>KubernetesSelectorInvalid</c></exception>
    public static LabelSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var selector = new LabelSelector();
        var at = 0;
        while (at < text.Length)
        {
            var match = Requirement().Match(text, at);
            if (!match.Success || match.Index != at)
            {
                throw Faults.KubernetesSelectorInvalid(text, text[at..]);
            }

            selector._requirements.Add(Test(match));
            at += match.Length;
        }

        return selector._requirements.Count > 0 ? selector : throw Faults.KubernetesSelectorInvalid(text, text);
    }

    /// <summary>Whether labels fit; null are none.</summary>
    public bool Fits(IReadOnlyDictionary<string, string>? labels) => _requirements.TrueForAll(test => test(labels ?? new Dictionary<string, string>()));

    private static Func<IReadOnlyDictionary<string, string>, bool> Test(Match match)
    {
        var key = match.Groups["key"].Value;
        var values = match.Groups["set"].Success ? match.Groups["set"].Value.Split(',', StringSplitOptions.TrimEntries) : [match.Groups["value"].Value];
        return (match.Groups["not"].Success, match.Groups["op"].Value) switch
        {
            (true, _) => labels => !labels.ContainsKey(key),
            (_, "") => labels => labels.ContainsKey(key),
            // A label that is not there is unequal to everything, as for Kubernetes.
            (_, "!=" or "notin") => labels => !labels.TryGetValue(key, out var value) || !values.Contains(value),
            _ => labels => labels.TryGetValue(key, out var value) && values.Contains(value),
        };
    }

    [GeneratedRegex(
        @"\G\s*(?:(?<not>!)\s*(?<key>[\w./-]+)|(?<key>[\w./-]+)(?:\s+(?<op>in|notin)\s*\((?<set>[\w.,\s-]*)\)|\s*(?<op>==|!=|=)\s*(?<value>[\w.-]*))?)\s*(?:,(?=\s*[!\w])|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Requirement();
}
