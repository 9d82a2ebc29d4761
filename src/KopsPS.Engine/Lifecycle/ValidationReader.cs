using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>One attempt of <c>kops validate cluster -o json</c>.</summary>
/// <param name="Nodes">The nodes that have joined.</param>
/// <param name="Failures">What stands in the way; none where the cluster is ready.</param>
internal sealed record ValidationAttempt(KopsValidationNode[] Nodes, KopsValidationFailure[] Failures)
{
    /// <summary>True where kops found no failure.</summary>
    public bool Ready => Failures.Length == 0;
}

/// <summary>
/// Reads what <c>kops validate cluster -o json</c> prints: a document for each attempt, with nothing between them. A
/// document without <c>failures</c> means ready; one without <c>nodes</c> means that the nodes could not be listed.
/// </summary>
internal static partial class ValidationReader
{
    /// <summary>Reads all attempts that were printed whole.</summary>
    /// <param name="stdout">kops' standard output.</param>
    /// <param name="rest">What is no attempt; empty where all was read.</param>
    public static IReadOnlyList<ValidationAttempt> Read(string stdout, out string rest)
    {
        var attempts = new List<ValidationAttempt>();
        List<string> others = [];
        foreach (var document in KopsDocuments.Read(stdout, out rest))
        {
            if (document.ValueKind != JsonValueKind.Object)
            {
                others.Add(document.GetRawText());
                continue;
            }

            attempts.Add(new ValidationAttempt(
                [.. Elements(document, "nodes").Select(Node)], [.. Elements(document, "failures").Select(Failure)]));
        }

        rest += string.Concat(others);
        return attempts;
    }

    /// <summary>
    /// How many nodes there should be: those that joined, machines that have not, and what groups lack. A group that
    /// lacks machines says so only in words.
    /// </summary>
    public static int Missing(IEnumerable<KopsValidationFailure> failures) => failures.Sum(MissingNodes);

    /// <summary>The nodes that one failure stands for.</summary>
    public static int MissingNodes(KopsValidationFailure failure) => failure.Kind switch
    {
        "Machine" => 1,
        "InstanceGroup" when NotEnough().Match(failure.Message) is { Success: true } match =>
            Math.Max(0, Number(match.Groups["wanted"]) - Number(match.Groups["found"])),
        _ => 0,
    };

    private static int Number(Group group) => int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static IEnumerable<JsonElement> Elements(JsonElement document, string name) =>
        document.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object)
            : [];

    private static KopsValidationNode Node(JsonElement node) => new()
    {
        Name = Text(node, "name") ?? "",
        Zone = Text(node, "zone"),
        Role = Text(node, "role"),
        HostName = Text(node, "hostname"),
        Ready = Text(node, "status") == "True",
    };

    private static KopsValidationFailure Failure(JsonElement failure)
    {
        var kind = Text(failure, "type") ?? "Unknown";
        return new KopsValidationFailure
        {
            // kops writes every kind with a capital but this one.
            Kind = kind == "dns" ? "Dns" : kind,
            Name = Text(failure, "name") ?? "",
            Message = Text(failure, "message") ?? "",
            InstanceGroup = failure.TryGetProperty("instanceGroup", out var group) && group.ValueKind == JsonValueKind.Object
                && group.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
                    ? Text(metadata, "name")
                    : null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"did not have enough nodes (?<found>\d{1,6}) vs (?<wanted>\d{1,6})", RegexOptions.CultureInvariant)]
    private static partial Regex NotEnough();
}
