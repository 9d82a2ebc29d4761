using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Metrics;

/// <summary>A NodeMetrics or PodMetrics of the metrics API.</summary>
internal sealed class UsageRow
{
    public ObjectMeta? Metadata { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public string? Window { get; set; }

    public Dictionary<string, string>? Usage { get; set; }

    public List<ContainerUsageRow>? Containers { get; set; }
}

internal sealed class ContainerUsageRow
{
    public string? Name { get; set; }

    public Dictionary<string, string>? Usage { get; set; }
}

/// <summary>What pods may have of a node.</summary>
internal sealed class AllocatableRow
{
    public ObjectMeta? Metadata { get; set; }

    public AllocatableStatus? Status { get; set; }
}

internal sealed class AllocatableStatus
{
    public Dictionary<string, string>? Allocatable { get; set; }
}

/// <summary>A kubelet's <c>/stats/summary</c> (stats.kubelet v1alpha1), as far as it is shown.</summary>
internal sealed class SummaryRow
{
    public SummaryNode? Node { get; set; }

    public List<SummaryPod>? Pods { get; set; }
}

internal class SummaryPart
{
    public SummaryCpu? Cpu { get; set; }

    public SummaryMemory? Memory { get; set; }
}

internal sealed class SummaryNode : SummaryPart
{
    public string? NodeName { get; set; }

    public SummaryNetwork? Network { get; set; }

    public SummaryDisk? Fs { get; set; }
}

internal sealed class SummaryPod : SummaryPart
{
    public SummaryReference? PodRef { get; set; }

    public List<SummaryContainer>? Containers { get; set; }

    public SummaryNetwork? Network { get; set; }

    public List<SummaryVolume>? Volume { get; set; }

    [JsonPropertyName("ephemeral-storage")]
    public SummaryDisk? EphemeralStorage { get; set; }
}

internal sealed class SummaryContainer : SummaryPart
{
    public string? Name { get; set; }
}

internal sealed class SummaryReference
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }
}

internal sealed class SummaryCpu
{
    public DateTimeOffset? Time { get; set; }

    public double? UsageNanoCores { get; set; }
}

internal sealed class SummaryMemory
{
    public DateTimeOffset? Time { get; set; }

    public double? WorkingSetBytes { get; set; }
}

internal sealed class SummaryNetwork
{
    public double? RxBytes { get; set; }

    public double? TxBytes { get; set; }
}

internal class SummaryDisk
{
    public double? AvailableBytes { get; set; }

    public double? CapacityBytes { get; set; }

    public double? UsedBytes { get; set; }

    public double? Inodes { get; set; }

    public double? InodesUsed { get; set; }
}

internal sealed class SummaryVolume : SummaryDisk
{
    public string? Name { get; set; }

    public SummaryReference? PvcRef { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeList<UsageRow>), TypeInfoPropertyName = "Usages")]
[JsonSerializable(typeof(KubeList<AllocatableRow>), TypeInfoPropertyName = "Nodes")]
[JsonSerializable(typeof(SummaryRow), TypeInfoPropertyName = "Summary")]
internal sealed partial class UsageJson : JsonSerializerContext;
