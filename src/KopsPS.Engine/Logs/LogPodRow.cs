using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Logs;

/// <summary>What reading logs needs of a Pod.</summary>
internal sealed class LogPodRow
{
    public LogMetadata? Metadata { get; set; }

    public LogPodSpec? Spec { get; set; }

    public LogPodStatus? Status { get; set; }

    [JsonIgnore]
    public bool IsFinished => Status?.Phase is "Succeeded" or "Failed";

    /// <summary>What the kubelet last said of a container.</summary>
    public LogContainerStatus? StatusOf(string container) => (Status?.ContainerStatuses ?? []).Concat(Status?.InitContainerStatuses ?? [])
        .Concat(Status?.EphemeralContainerStatuses ?? []).FirstOrDefault(status => status.Name == container);

    /// <summary>Whether a container writes no more.</summary>
    public bool IsOver(string container)
    {
        if (IsFinished)
        {
            return true;
        }

        var ended = StatusOf(container)?.State?.Terminated;
        var isInit = Spec?.InitContainers?.Find(init => init.Name == container) is { RestartPolicy: not "Always" };
        var isEphemeral = Spec?.EphemeralContainers?.Exists(other => other.Name == container) == true;
        return ended is not null && (isEphemeral || Spec?.RestartPolicy switch
        {
            "Never" => true,
            "OnFailure" => ended.ExitCode == 0,
            _ => isInit && ended.ExitCode == 0,
        });
    }
}

internal sealed class LogMetadata
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public string? Uid { get; set; }

    public string? ResourceVersion { get; set; }

    public List<OwnerReference>? OwnerReferences { get; set; }
}

internal sealed class LogPodSpec
{
    public string? NodeName { get; set; }

    public string? RestartPolicy { get; set; }

    public List<LogContainer>? Containers { get; set; }

    public List<LogContainer>? InitContainers { get; set; }

    public List<LogContainer>? EphemeralContainers { get; set; }
}

internal sealed class LogContainer
{
    public string? Name { get; set; }

    /// <summary>Of an init container <c>Always</c>: it runs beside the others.</summary>
    public string? RestartPolicy { get; set; }
}

internal sealed class LogPodStatus
{
    public string? Phase { get; set; }

    public List<LogContainerStatus>? ContainerStatuses { get; set; }

    public List<LogContainerStatus>? InitContainerStatuses { get; set; }

    public List<LogContainerStatus>? EphemeralContainerStatuses { get; set; }
}

internal sealed class LogContainerStatus
{
    public string? Name { get; set; }

    public int? RestartCount { get; set; }

    public LogContainerState? State { get; set; }
}

internal sealed class LogContainerState
{
    public LogTerminated? Terminated { get; set; }
}

internal sealed class LogTerminated
{
    public int? ExitCode { get; set; }
}

/// <summary>A workload, as far as it says which pods are its own, and whether it is done.</summary>
internal sealed class LogOwnerRow
{
    public LogMetadata? Metadata { get; set; }

    public LogOwnerSpec? Spec { get; set; }

    public LogOwnerStatus? Status { get; set; }

    /// <summary>A Job that makes no further pods.</summary>
    [JsonIgnore]
    public bool IsDone => Status?.Conditions?.Exists(condition => condition is { Type: "Complete" or "Failed", Status: "True" }) == true;
}

internal sealed class LogOwnerSpec
{
    /// <summary>A LabelSelector, or of a Service or ReplicationController the labels themselves.</summary>
    public JsonElement? Selector { get; set; }
}

internal sealed class LogOwnerStatus
{
    public List<Condition>? Conditions { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeList<LogPodRow>), TypeInfoPropertyName = "Pods")]
[JsonSerializable(typeof(LogPodRow), TypeInfoPropertyName = "Pod")]
[JsonSerializable(typeof(KubeWatchLine<LogPodRow>), TypeInfoPropertyName = "PodLine")]
[JsonSerializable(typeof(KubeList<LogOwnerRow>), TypeInfoPropertyName = "Owners")]
[JsonSerializable(typeof(LogOwnerRow), TypeInfoPropertyName = "Owner")]
internal sealed partial class LogJson : JsonSerializerContext;
