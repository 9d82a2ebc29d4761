using System.Globalization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Makes sentences of what Kubernetes says: short, and without what only repeats.</summary>
internal static partial class Words
{
    private const int Longest = 240;

    /// <summary>One line of bounded length; null for nothing.</summary>
    public static string? Short(string? text)
    {
        var line = Blank().Replace(text ?? "", " ").Trim();
        return line.Length == 0 ? null : line.Length > Longest ? line[..Longest].TrimEnd() + "…" : line;
    }

    /// <summary>What stands after "Readiness probe failed:".</summary>
    public static string AfterColon(string text) => text.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? text[(at + 2)..] : text;

    public static string Times(long count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    public static string Restarts(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} restart{(count == 1 ? "" : "s")}");

    public static string Several(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    public static string Ratio(long ready, long wanted) => string.Create(CultureInfo.InvariantCulture, $"{ready}/{wanted}");

    /// <summary>How a container ended, with what the number means.</summary>
    public static string End(TerminatedState end, string? memoryLimit)
    {
        if (end.Reason == "OOMKilled")
        {
            return $"OOMKilled: out of memory{(memoryLimit is null ? "" : $" (limit {memoryLimit})")}";
        }

        var means = end.ExitCode switch
        {
            126 => ", its command cannot be executed",
            127 => ", its command is not there",
            134 => ", aborted",
            137 => ", killed: by a liveness probe, or from outside",
            139 => ", a segmentation fault",
            143 => ", told to end",
            255 when end.Reason == "Unknown" => ", its node was restarted",
            _ => end.Reason is "ContainerCannotRun" or "StartError" or "DeadlineExceeded" ? $", {end.Reason}" : "",
        };
        var said = Short(end.Message);
        return string.Create(CultureInfo.InvariantCulture, $"exit code {end.ExitCode}{means}{(said is null ? "" : $": {said}")}");
    }

    /// <summary>The scheduler's reasons without the count of what preemption could not do.</summary>
    public static string? Scheduler(string? message)
    {
        var text = message ?? "";
        foreach (var end in (string[])[" preemption:", " no new claims to deallocate", " Preemption:"])
        {
            var at = text.IndexOf(end, StringComparison.Ordinal);
            text = at > 0 ? text[..at] : text;
        }

        return Short(text.TrimEnd(' ', ',', '.'));
    }

    /// <summary>The one node that a daemon set's pod is for.</summary>
    public static string? WantedNode(PodRow row) =>
        row.Spec?.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms is [var term, ..]
            ? term.MatchFields?.Find(field => field is { Key: "metadata.name", Values.Count: 1 })?.Values?[0]
            : null;

    /// <summary>Which image, and why in the registry's words where they are known.</summary>
    public static string Image(string reason, string? message, string? image)
    {
        var text = message ?? "";
        var why = text.Contains("not found", StringComparison.OrdinalIgnoreCase) || text.Contains("NotFound", StringComparison.Ordinal) || text.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase)
                ? "the registry has no such image"
            : Refused().IsMatch(text) ? "the registry refuses it (credentials?)"
            : text.Contains("toomanyrequests", StringComparison.OrdinalIgnoreCase) || text.Contains("429", StringComparison.Ordinal) ? "the registry has had too many requests"
            : Unreachable().IsMatch(text) ? "the registry cannot be reached"
            : text.Contains("no match for platform", StringComparison.OrdinalIgnoreCase) ? "it is not made for the architecture of the node"
            : reason == "InvalidImageName" ? "its name is not valid"
            : reason == "ErrImageNeverPull" ? "it is not on the node, and its policy is never to pull"
            : Short(text);
        return $"image {image ?? "of the container"} cannot be pulled: {why ?? reason}";
    }

    /// <summary>The config map or secret that a message says is missing.</summary>
    public static KopsObjectReference? MissingObject(string? message, string @namespace)
    {
        var match = Missing().Match(message ?? "");
        return !match.Success ? null : new KopsObjectReference
        {
            Kind = match.Groups["kind"].Value.Equals("secret", StringComparison.OrdinalIgnoreCase) ? "Secret" : "ConfigMap",
            Namespace = @namespace,
            Name = match.Groups["name"].Value,
        };
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();

    [GeneratedRegex("unauthorized|denied|forbidden|403|401|no basic auth", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refused();

    [GeneratedRegex("no such host|i/o timeout|connection refused|connection reset|network is unreachable|deadline exceeded|TLS handshake|x509", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Unreachable();

    [GeneratedRegex(@"(?<kind>secret|configmap)s? ""(?<name>[^""]+)"" not found", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
