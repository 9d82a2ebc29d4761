using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.EventReports;

/// <summary>An event as either API has it: core/v1, or events.k8s.io/v1, which calls the same fields otherwise.</summary>
internal sealed class ObservedEventRow
{
    public ObservedEventMetadata? Metadata { get; set; }

    public ObservedEventObject? InvolvedObject { get; set; }

    public ObservedEventObject? Regarding { get; set; }

    public string? Type { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public string? Note { get; set; }

    public DateTimeOffset? EventTime { get; set; }

    public DateTimeOffset? FirstTimestamp { get; set; }

    public DateTimeOffset? LastTimestamp { get; set; }

    public DateTimeOffset? DeprecatedFirstTimestamp { get; set; }

    public DateTimeOffset? DeprecatedLastTimestamp { get; set; }

    public int? Count { get; set; }

    public int? DeprecatedCount { get; set; }

    public ObservedEventSeries? Series { get; set; }

    public ObservedEventSource? Source { get; set; }

    public ObservedEventSource? DeprecatedSource { get; set; }

    public string? ReportingComponent { get; set; }

    public string? ReportingController { get; set; }

    [JsonIgnore]
    public ObservedEventObject? About => InvolvedObject ?? Regarding;

    /// <summary>The scheduler and others that use the newer API leave the old times empty.</summary>
    [JsonIgnore]
    public DateTimeOffset? First => FirstTimestamp ?? DeprecatedFirstTimestamp ?? EventTime ?? Metadata?.CreationTimestamp;

    [JsonIgnore]
    public DateTimeOffset? Last => Series?.LastObservedTime ?? LastTimestamp ?? DeprecatedLastTimestamp ?? EventTime ?? Metadata?.CreationTimestamp;

    [JsonIgnore]
    public int Times => Math.Max(1, Series?.Count ?? Count ?? DeprecatedCount ?? 1);

    [JsonIgnore]
    public string? Reporter => AnyOf(ReportingComponent, ReportingController, Source?.Component, DeprecatedSource?.Component);

    [JsonIgnore]
    public string? Host => AnyOf(Source?.Host, DeprecatedSource?.Host);

    private static string? AnyOf(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrEmpty(value))
            {
                return value;
            }
        }

        return null;
    }
}

internal sealed class ObservedEventMetadata
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }
}

internal sealed class ObservedEventObject
{
    public string? Kind { get; set; }

    public string? Namespace { get; set; }

    public string? Name { get; set; }
}

internal sealed class ObservedEventSeries
{
    public int? Count { get; set; }

    public DateTimeOffset? LastObservedTime { get; set; }
}

internal sealed class ObservedEventSource
{
    public string? Component { get; set; }

    public string? Host { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeList<ObservedEventRow>), TypeInfoPropertyName = "Events")]
internal sealed partial class ObservedEventJson : JsonSerializerContext;
