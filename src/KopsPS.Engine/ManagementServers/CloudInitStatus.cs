using System.Text.Json;

namespace KopsPS.Engine.ManagementServers;

/// <summary>
/// Reads what cloud-init tells of itself: JSON since 23.1, else the lines of <c>--long</c>
/// (https://cloudinit.readthedocs.io/en/latest/reference/cli.html#status).
/// </summary>
internal static class CloudInitStatus
{
    /// <summary>Asks for the status in both forms, and for the errors that the set-up itself wrote. Ends with 0 whatever the status.</summary>
    public const string Command =
        $"cloud-init status --format json 2>/dev/null || cloud-init status --long 2>&1; echo; grep -h '^kopsps: error: ' {CloudInit.LogPath} 2>/dev/null | tail -n 5; true";

    private const string OwnError = "kopsps: error: ";

    /// <summary>The status, or one that says that the text cannot be read.</summary>
    public static KopsCloudInit Read(string text)
    {
        var own = text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(OwnError, StringComparison.Ordinal)).Select(line => line[OwnError.Length..]).ToList();
        return FromJson(text, own) ?? FromLines(text, own) ?? new KopsCloudInit { Detail = $"the server's answer cannot be read: {Excerpt(text)}" };
    }

    private static KopsCloudInit? FromJson(string text, List<string> own)
    {
        var from = text.IndexOf('{', StringComparison.Ordinal);
        if (from < 0)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text[from..]));
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return Text(root, "status") is { } status ? Make(status, Text(root, "detail"), [.. own, .. Errors(root)], Text(root, "extended_status")) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Errors(JsonElement root)
    {
        if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
        {
            foreach (var error in errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String))
            {
                yield return error.GetString()!;
            }
        }
    }

    private static KopsCloudInit? FromLines(string text, List<string> own)
    {
        string? status = null, detail = null;
        var inDetail = false;
        var errors = new List<string>(own);
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith("status:", StringComparison.Ordinal))
            {
                (status, inDetail) = (line["status:".Length..].Trim(), false);
            }
            else if (line.StartsWith("detail:", StringComparison.Ordinal))
            {
                (detail, inDetail) = (line["detail:".Length..].Trim(), true);
            }
            else if (inDetail && line.Length > 0 && !line.StartsWith("kopsps:", StringComparison.Ordinal))
            {
                detail = $"{detail} {line.Trim()}".Trim();
            }
        }

        if (status == "error" && errors.Count == 0 && detail is { Length: > 0 })
        {
            errors.Add(detail);
        }

        return status is null ? null : Make(status, detail, [.. errors], null);
    }

    private static KopsCloudInit Make(string status, string? detail, string[] errors, string? extended) => status switch
    {
        "done" => new KopsCloudInit { State = KopsCloudInitState.Done, Detail = extended is null or "done" ? null : extended },
        "error" => new KopsCloudInit { State = KopsCloudInitState.Failed, Detail = errors.FirstOrDefault() ?? detail, Errors = errors },
        "running" or "not run" or "not started" => new KopsCloudInit { State = KopsCloudInitState.Pending, Detail = string.IsNullOrEmpty(detail) ? $"cloud-init is {status}" : $"cloud-init is {status}: {detail}" },
        "disabled" => new KopsCloudInit { State = KopsCloudInitState.Failed, Detail = "cloud-init is disabled in this image", Errors = ["cloud-init is disabled in this image"] },
        _ => new KopsCloudInit { State = KopsCloudInitState.Pending, Detail = $"cloud-init says '{status}'" },
    };

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Excerpt(string text)
    {
        var line = text.Trim().Split('\n')[0].Trim();
        return line.Length == 0 ? "it is empty" : line.Length > 80 ? line[..80] + "…" : line;
    }
}
