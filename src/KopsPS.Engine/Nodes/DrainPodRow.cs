using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>What a drain needs of a Pod.</summary>
internal sealed class DrainPodRow
{
    public DrainPodMetadata? Metadata { get; set; }

    public DrainPodSpec? Spec { get; set; }

    public DrainPodStatus? Status { get; set; }

    [JsonIgnore]
    public string Key => Metadata?.Uid ?? $"{Metadata?.Namespace}/{Metadata?.Name}";

    /// <summary>The one owner that would make it anew.</summary>
    [JsonIgnore]
    public DrainPodOwner? Controller => Metadata?.OwnerReferences?.Find(owner => owner.Controller);

    [JsonIgnore]
    public bool IsReady => Status?.Conditions?.Find(condition => condition.Type == "Ready")?.Status == "True";

    [JsonIgnore]
    public bool IsFinished => Status?.Phase is "Succeeded" or "Failed";
}

internal sealed class DrainPodMetadata
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public string? Uid { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }

    public List<DrainPodOwner>? OwnerReferences { get; set; }

    public List<string>? Finalizers { get; set; }
}

internal sealed class DrainPodOwner
{
    public string? Kind { get; set; }

    public string? Name { get; set; }

    public bool Controller { get; set; }
}

internal sealed class DrainPodSpec
{
    public List<DrainPodVolume>? Volumes { get; set; }
}

internal sealed class DrainPodVolume
{
    public string? Name { get; set; }

    public DrainEmptyDir? EmptyDir { get; set; }
}

/// <summary>An empty directory is there or not; what stands in it does not matter.</summary>
internal sealed class DrainEmptyDir;

internal sealed class DrainPodStatus
{
    public string? Phase { get; set; }

    public List<NodeCondition>? Conditions { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeList<DrainPodRow>), TypeInfoPropertyName = "Pods")]
[JsonSerializable(typeof(NodeRow), TypeInfoPropertyName = "Node")]
internal sealed partial class DrainJson : JsonSerializerContext;
