using System.Text.Json.Nodes;
using KopsPS.Engine.Spec;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Spec;

/// <summary>kops printed the same objects as JSON and as YAML; both readings must agree, and writing must give kops' bytes.</summary>
public class KopsYamlRecordingTests
{
    public static TheoryData<string, string, string> Pairs()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var version in new[] { "1.30.1", "1.36.2" })
        {
            foreach (var (yaml, json) in new[]
            {
                ("get-clusters-yaml", "get-clusters-json"), ("get-cluster-yaml", "get-cluster-json"), ("get-ig-yaml", "get-ig-json"),
                ("get-ig-one-yaml", "get-ig-one-json"), ("get-all-yaml", "get-all-json"), ("get-clusters-two-yaml", "get-clusters-two-json"),
                ("get-instances-yaml", "get-instances-json"), ("get-cluster-full", "get-clusters-full-json"),
                ("create-dry-run-yaml", "create-dry-run-json"), ("create-ig-dry-run-yaml", "create-ig-dry-run-json"),
                ("get-assets-yaml", "get-assets-json"),
            })
            {
                data.Add(version, yaml, json);
            }
        }

        return data;
    }

    public static TheoryData<string> YamlOfKops() => [.. Directory
        .EnumerateFiles(Path.Combine(Repository.Recordings, "kops"), "stdout.txt", SearchOption.AllDirectories)
        .Where(path => File.ReadAllText(path) is var text && (text.StartsWith("apiVersion: ", StringComparison.Ordinal) || text.Contains("\n\napiVersion: ", StringComparison.Ordinal)))
        .Select(path => Path.GetRelativePath(Repository.Recordings, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Reads_in_YAML_what_kops_writes_in_JSON(string version, string yaml, string json)
    {
        if (Stdout(version, yaml) is not { } yamlText || Stdout(version, json) is not { } jsonText)
        {
            Assert.Fail($"{version} has no pair {yaml}, {json}");
            return;
        }

        var fromYaml = KopsYaml.ReadValues(WithoutComment(yamlText)).OfType<object>()
            .SelectMany(value => value is object?[] list ? list : [value]).Select(Json).ToArray();
        var fromJson = JsonValues(WithoutComment(jsonText));

        Assert.NotEmpty(fromJson);
        Assert.Equal(fromJson.Length, fromYaml.Length);
        // Instances come in varying order.
        foreach (var expected in fromJson)
        {
            Assert.Contains(fromYaml, read => JsonNode.DeepEquals(expected, read));
        }
    }

    [Theory]
    [MemberData(nameof(YamlOfKops))]
    public void Writes_the_very_bytes_of_kops(string path)
    {
        var text = WithoutComment(File.ReadAllText(Path.Combine(Repository.Recordings, path)));
        if (text.IndexOf("apiVersion: ", StringComparison.Ordinal) is > 0 and var at)
        {
            text = text[at..];
        }

        Assert.Equal(text, KopsYaml.Write(KopsYaml.ReadAll(text, path)));
    }

    private static string? Stdout(string version, string name)
    {
        var folder = Directory.EnumerateDirectories(Path.Combine(Repository.Recordings, "kops", version))
            .FirstOrDefault(path => Path.GetFileName(path)[4..] == name);
        return folder is null ? null : File.ReadAllText(Path.Combine(folder, "stdout.txt"));
    }

    private static string WithoutComment(string text) =>
        string.Concat(text.Split('\n').SkipWhile(line => line.StartsWith("//", StringComparison.Ordinal) || line.Length == 0)
            .Select((line, index) => index == 0 ? line : "\n" + line));

    private static JsonNode? Json(object? value) =>
        JsonNode.Parse(new KopsSpec { { "v", value } }.ToJson())!["v"]?.DeepClone();

    private static JsonNode?[] JsonValues(string text)
    {
        // A dry run writes objects with a comma between and no brackets.
        var node = JsonNode.Parse(text.StartsWith('[') ? text : $"[{text}]");
        return [.. node!.AsArray().Select(item => item?.DeepClone())];
    }
}
