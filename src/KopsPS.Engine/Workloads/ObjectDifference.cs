using System.Text.Json;
using System.Text.Json.Nodes;

namespace KopsPS.Engine.Workloads;

/// <summary>Tells the fields in which two states of an object differ, as far as somebody wanted them so.</summary>
internal static class ObjectDifference
{
    /// <summary>Longer values are cut: a person looks for what differs, not for the whole.</summary>
    private const int LongestValue = 200;

    /// <summary>What is shown of a long value before the place where it differs.</summary>
    private const int Context = 40;

    private static readonly string[] Volatile = ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink"];

    /// <summary>Fields by which items of lists are told apart, in the order in which they are tried.</summary>
    private static readonly string[] Keys = ["name", "mountPath", "containerPort", "port", "topologyKey", "key", "type", "ip"];

    /// <summary>Compares.</summary>
    /// <param name="before">The object as it was.</param>
    /// <param name="after">The object as it is.</param>
    public static KopsFieldDifference[] Of(JsonObject before, JsonObject after)
    {
        var found = new List<KopsFieldDifference>();
        var hides = (string?)after["kind"] == "Secret";
        foreach (var name in before.Select(field => field.Key).Union(after.Select(field => field.Key)))
        {
            if (name is "status" or "apiVersion" or "kind")
            {
                continue;
            }

            if (name == "metadata")
            {
                Compare(Plain(before[name]), Plain(after[name]), name, hides, found);
            }
            else
            {
                Compare(before[name], after[name], name, hides && name is "data" or "stringData", found);
            }
        }

        return [.. found];
    }

    private static JsonObject? Plain(JsonNode? metadata)
    {
        var plain = metadata?.DeepClone() as JsonObject;
        foreach (var name in Volatile)
        {
            plain?.Remove(name);
        }

        // A counter of the API server's own.
        (plain?["annotations"] as JsonObject)?.Remove("deprecated.daemonset.template.generation");

        return plain;
    }

    private static void Compare(JsonNode? before, JsonNode? after, string path, bool hides, List<KopsFieldDifference> found)
    {
        if (before is JsonObject old && after is JsonObject now)
        {
            foreach (var name in old.Select(field => field.Key).Union(now.Select(field => field.Key)))
            {
                Compare(old[name], now[name], $"{path}{Step(name)}", hides && (path != "metadata" || name == "annotations"), found);
            }
        }
        else if (before is JsonArray was && after is JsonArray list)
        {
            CompareLists(was, list, path, hides, found);
        }
        else if (!JsonNode.DeepEquals(before, after) && !(IsNothing(before) && IsNothing(after)))
        {
            var (oldText, newText) = (Text(before, hides), Text(after, hides));
            var from = Differ(oldText, newText);
            found.Add(new KopsFieldDifference { Field = path, Old = Cut(oldText, from), New = Cut(newText, from) });
        }
    }

    private static void CompareLists(JsonArray before, JsonArray after, string path, bool hides, List<KopsFieldDifference> found)
    {
        if (Array.Find(Keys, key => IsKey(before, key) && IsKey(after, key)) is { } name)
        {
            var (old, now) = (ByKey(before, name), ByKey(after, name));
            foreach (var value in old.Keys.Union(now.Keys))
            {
                Compare(old.GetValueOrDefault(value), now.GetValueOrDefault(value), $"{path}[{name}={value}]", hides, found);
            }

            return;
        }

        for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            Compare(i < before.Count ? before[i] : null, i < after.Count ? after[i] : null, $"{path}[{i}]", hides, found);
        }
    }

    private static bool IsKey(JsonArray list, string name) =>
        list.All(item => item is JsonObject inner && inner[name] is JsonValue) && list.Select(item => item![name]!.ToString()).Distinct(StringComparer.Ordinal).Count() == list.Count;

    private static Dictionary<string, JsonNode?> ByKey(JsonArray list, string name) => list.ToDictionary(item => item![name]!.ToString(), item => item, StringComparer.Ordinal);

    private static bool IsNothing(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static string Step(string name) => name.AsSpan().IndexOfAny('.', '/') >= 0 ? $"['{name}']" : "." + name;

    private static string? Text(JsonNode? node, bool hides)
    {
        if (node is null)
        {
            return null;
        }

        return hides ? "(hidden)" : node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.ToString() : node.ToJsonString();
    }

    /// <summary>Where to begin with values that are cut, so that what differs is in sight.</summary>
    private static int Differ(string? before, string? after) =>
        before is null || after is null || Math.Max(before.Length, after.Length) <= LongestValue ? 0 : Math.Max(0, before.AsSpan().CommonPrefixLength(after) - Context);

    private static string? Cut(string? text, int from)
    {
        if (text is null)
        {
            return null;
        }

        var part = text[Math.Min(from, text.Length)..];
        return (from > 0 ? "…" : "") + (part.Length > LongestValue ? part[..LongestValue] + "…" : part);
    }
}
