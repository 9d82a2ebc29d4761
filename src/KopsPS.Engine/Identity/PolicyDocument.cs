using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KopsPS.Engine.Identity;

/// <summary>Writes and compares policies as IAM has them.</summary>
internal static class PolicyDocument
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A policy of these statements, without any white space: IAM counts characters.</summary>
    public static string Of(IEnumerable<JsonObject> statements) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements.Select(statement => statement.DeepClone())]),
    }.ToJsonString(Plain);

    /// <summary>A text where there is one, else a list.</summary>
    public static JsonNode OneOrMany(IReadOnlyCollection<string> values) =>
        values.Count == 1 ? JsonValue.Create(values.First())! : new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value)!)]);

    /// <summary>Whether two policies say the same, whatever their white space and the order of their names and lists.</summary>
    public static bool Same(string one, string other)
    {
        try
        {
            return Canonical(one) == Canonical(other);
        }
        catch (JsonException)
        {
            return one == other;
        }
    }

    /// <summary>A short digest by which a policy is known again; the same for policies that say the same.</summary>
    public static string Digest(string document) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(document))))[..32];

    /// <summary>The statements of a policy; none where it cannot be read.</summary>
    public static IReadOnlyList<JsonObject> Statements(string document)
    {
        try
        {
            return JsonNode.Parse(document)?["Statement"] switch
            {
                JsonArray several => [.. several.OfType<JsonObject>()],
                JsonObject one => [one],
                _ => [],
            };
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>The texts of a field that is one or many.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node) => node switch
    {
        JsonArray several => [.. several.OfType<JsonValue>().Select(value => value.ToString())],
        JsonValue one => [one.ToString()],
        _ => [],
    };

    private static string Canonical(string document) => Ordered(JsonNode.Parse(document)).ToJsonString(Plain);

    private static JsonNode Ordered(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject names:
                var ordered = new JsonObject();
                foreach (var (name, value) in names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    ordered[name] = Ordered(value);
                }

                return ordered;
            case JsonArray { Count: 1 } one:
                return Ordered(one[0]);
            case JsonArray list:
                return new JsonArray([.. list.Select(Ordered).OrderBy(item => item.ToJsonString(Plain), StringComparer.Ordinal)]);
            default:
                return JsonValue.Create(node?.ToString() ?? "")!;
        }
    }
}
