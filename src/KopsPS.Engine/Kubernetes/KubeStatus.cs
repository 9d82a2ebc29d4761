using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Kubernetes;

/// <summary>What the API server says where it refuses (kind Status).</summary>
internal sealed partial class KubeStatus
{
    public string? Message { get; set; }

    public string? Reason { get; set; }

    public int? Code { get; set; }

    public KubeStatusMetadata? Metadata { get; set; }

    public KubeStatusDetails? Details { get; set; }

    /// <summary>The whole body, where it was no JSON: a failing health check names its parts there.</summary>
    [JsonIgnore]
    public string? Text { get; private init; }

    /// <summary>Reads a body as JSON whatever its content type says; anything else is the message itself.</summary>
    public static KubeStatus Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, KubeStatusJson.Default.KubeStatus) is { } status)
            {
                // A value of the wrong type is told as it is, which of a secret nobody may read.
                status.Message = status.Message is { } message && KubeFaults.IsUnfit(status) ? WrongValue().Replace(message, ", got a value of another type") : status.Message;
                return status;
            }
        }
        catch (JsonException)
        {
            // Plain text: of unknown paths, of aggregated APIs, of the server's own 429.
        }

        var text = Encoding.UTF8.GetString(body).Trim();
        return new KubeStatus { Message = text.Length > 300 ? text[..300] + "…" : text, Text = text };
    }

    /// <summary>Up to the next field, each of which stands on a line of its own.</summary>
    [GeneratedRegex(@", got &.*?(?=\n  \.|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex WrongValue();
}

internal sealed class KubeStatusMetadata
{
    public string? Continue { get; set; }
}

internal sealed class KubeStatusDetails
{
    public string? Name { get; set; }

    public string? Kind { get; set; }

    public int? RetryAfterSeconds { get; set; }

    public List<KubeStatusCause>? Causes { get; set; }
}

internal sealed class KubeStatusCause
{
    public string? Reason { get; set; }

    public string? Field { get; set; }

    public string? Message { get; set; }
}

internal sealed class KubeVersion
{
    public string? GitVersion { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeStatus))]
[JsonSerializable(typeof(KubeVersion))]
internal sealed partial class KubeStatusJson : JsonSerializerContext;
