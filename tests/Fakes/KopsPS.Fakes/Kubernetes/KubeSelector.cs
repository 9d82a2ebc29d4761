using System.Text.Json;
using System.Text.RegularExpressions;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>Label and field selectors, as the API server understands them.</summary>
internal static partial class KubeSelector
{
    public static Func<KubeItem, bool> Parse(string? labels, string? fields)
    {
        var tests = new List<Func<JsonElement, bool>>();
        foreach (Match part in Requirement().Matches(labels ?? ""))
        {
            tests.Add(LabelTest(part));
        }

        foreach (var part in (fields ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var unequal = part.Contains("!=", StringComparison.Ordinal);
            var sides = part.Split(unequal ? "!=" : part.Contains("==", StringComparison.Ordinal) ? "==" : "=", 2);
            tests.Add(item => (Field(item, sides[0]) == sides[1]) != unequal);
        }

        return tests.Count == 0
            ? _ => true
            : item =>
            {
                using var document = item.Parse();
                return tests.TrueForAll(test => test(document.RootElement));
            };
    }

    private static Func<JsonElement, bool> LabelTest(Match part)
    {
        var key = part.Groups["key"].Value;
        var values = part.Groups["set"].Success
            ? part.Groups["set"].Value.Split(',', StringSplitOptions.TrimEntries)
            : [part.Groups["value"].Value];
        return (part.Groups["not"].Success, part.Groups["op"].Value) switch
        {
            (true, _) => item => Label(item, key) is null,
            (_, "") => item => Label(item, key) is not null,
            (_, "!=" or "notin") => item => !values.Contains(Label(item, key)),
            _ => item => values.Contains(Label(item, key)),
        };
    }

    private static string? Label(JsonElement item, string key) =>
        item.GetProperty("metadata").TryGetProperty("labels", out var labels) && labels.TryGetProperty(key, out var value)
            ? value.GetString()
            : null;

    private static string Field(JsonElement item, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(name, out item))
            {
                return "";
            }
        }

        return item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
    }

    [GeneratedRegex(@"(?<not>!)?(?<key>[\w./-]+)\s*(?:(?<op>in|notin)\s*\((?<set>[^)]*)\)|(?<op>==|!=|=)(?<value>[\w./-]*))?")]
    private static partial Regex Requirement();
}
