using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>The recorded answers of one API server.</summary>
public sealed class KubeRecordings
{
    private readonly string _folder;
    private readonly Dictionary<string, JsonElement> _entries;

    /// <summary>Reads the index of a recording.</summary>
    public KubeRecordings(string version = "1.36.2")
    {
        _folder = Path.Combine(Repository.Recordings, "kube", version);
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "index.json")));
        _entries = index.RootElement.EnumerateArray()
            .Where(entry => entry.TryGetProperty("method", out _))
            .ToDictionary(entry => entry.GetProperty("slug").GetString()!, entry => entry.Clone(), StringComparer.Ordinal);
    }

    /// <summary>The time by which the recorded lists are to be judged: after the newest node lease, which was read last.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 22, 21, 46, 56, TimeSpan.Zero);

    internal IEnumerable<JsonElement> Entries => _entries.Values;

    /// <summary>The body of an answer, as text.</summary>
    public string Text(string slug)
    {
        var file = Path.Combine(_folder, FileOf(slug));
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllText(file);
        }

        using var plain = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return plain.ReadToEnd();
    }

    /// <summary>The answer of a slug, to be given again.</summary>
    public KubeAnswer Answer(string slug)
    {
        var entry = _entries[slug];
        var answer = KubeAnswer.Status(
            entry.GetProperty("status").GetInt32(), Text(slug), entry.GetProperty("contentType").GetString() ?? "application/json");
        return entry.GetProperty("responseHeaders").TryGetProperty("Retry-After", out var wait)
            ? answer.With("Retry-After", wait.GetString()!)
            : answer;
    }

    /// <summary>One object of a recorded list, to be changed by a test.</summary>
    public JsonObject Item(string slug, string name) =>
        JsonNode.Parse(Text(slug))!["items"]!.AsArray().Single(item => (string?)item!["metadata"]!["name"] == name)!.DeepClone().AsObject();

    /// <summary>Name of the pod that a DaemonSet has on a node.</summary>
    public string NameOfAgent(string daemonSet, string node) => (string)JsonNode.Parse(Text("pods"))!["items"]!.AsArray()
        .Single(pod => (string?)pod!["spec"]!["nodeName"] == node && (string?)pod["metadata"]!["ownerReferences"]?[0]!["name"] == daemonSet)!["metadata"]!["name"]!;

    /// <summary>The rows of the ground truth of one kind: name, level (ok, info, warning, error) and what is wrong.</summary>
    public IEnumerable<(string Name, string Level, string Expected)> Truth(string kind)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "ground-truth.json")))!;
        return file["truth"]!.AsArray()
            .Where(row => (string?)row!["kind"] == kind)
            .Select(row => ((string)row!["name"]!, (string)row["level"]!, (string)row["expected"]!));
    }

    /// <summary>The body that was sent with a recorded call, or null.</summary>
    public string? RequestBody(string slug) => RequestBody(_entries[slug]);

    internal string? RequestBody(JsonElement entry) =>
        entry.TryGetProperty("requestBody", out var file) && file.ValueKind == JsonValueKind.String ? File.ReadAllText(Path.Combine(_folder, file.GetString()!)) : null;

    /// <summary>The rows of the ground truth of all kinds but some, with namespaces.</summary>
    public IEnumerable<(string Kind, string Namespace, string Name, string Level)> TruthWithout(params string[] kinds)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "ground-truth.json")))!;
        return file["truth"]!.AsArray()
            .Where(row => !kinds.Contains((string)row!["kind"]!))
            .Select(row => ((string)row!["kind"]!, (string?)row["namespace"] ?? "", (string)row["name"]!, (string)row["level"]!));
    }

    /// <summary>A time as Kubernetes writes it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string FileOf(string slug) => _entries[slug].GetProperty("file").GetString()!;
}
