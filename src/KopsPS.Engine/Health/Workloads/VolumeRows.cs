using System.Text.Json.Serialization;

namespace KopsPS.Engine.Health.Workloads;

internal sealed class ClaimRow : IKubeRow
{
    public AnnotatedMeta? Metadata { get; set; }

    public ClaimSpec? Spec { get; set; }

    public ClaimStatus? Status { get; set; }

    /// <summary>The node for which the scheduler waits for a volume: it leaves the pod without a word until then.</summary>
    [JsonIgnore]
    public string? SelectedNode => Status?.Phase == "Bound" ? null : Metadata?.Annotations?.GetValueOrDefault("volume.kubernetes.io/selected-node");

    ObjectMeta? IKubeRow.Metadata => Metadata;
}

internal sealed class ClaimSpec
{
    /// <summary>Null asks for the default class, an empty text for a volume without class.</summary>
    public string? StorageClassName { get; set; }

    public string? VolumeName { get; set; }
}

internal sealed class ClaimStatus
{
    public string? Phase { get; set; }

    public List<Condition>? Conditions { get; set; }
}

internal sealed class VolumeRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public VolumeSpec? Spec { get; set; }

    public VolumeStatus? Status { get; set; }
}

internal sealed class VolumeSpec
{
    public ObjectName? ClaimRef { get; set; }

    public string? PersistentVolumeReclaimPolicy { get; set; }

    public NodeAffinity? NodeAffinity { get; set; }
}

internal sealed class VolumeStatus
{
    public string? Phase { get; set; }

    public string? Message { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? LastPhaseTransitionTime { get; set; }
}

internal sealed class StorageClassRow : IKubeRow
{
    public AnnotatedMeta? Metadata { get; set; }

    public string? VolumeBindingMode { get; set; }

    ObjectMeta? IKubeRow.Metadata => Metadata;
}

/// <summary>Of a node only whether it works, and where it is.</summary>
internal sealed class PlaceRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public PlaceStatus? Status { get; set; }

    public Condition? Ready => Status?.Conditions?.Find(condition => condition.Type == "Ready");
}

internal sealed class PlaceStatus
{
    public List<Condition>? Conditions { get; set; }
}

internal sealed class EventRow : IKubeRow
{
    public ObjectMeta? Metadata { get; set; }

    public ObjectName? InvolvedObject { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? LastTimestamp { get; set; }

    public DateTimeOffset? EventTime { get; set; }

    public EventSeries? Series { get; set; }

    /// <summary>When it last happened; each kind of writer fills another field.</summary>
    public DateTimeOffset? Last => Series?.LastObservedTime ?? LastTimestamp ?? EventTime ?? Metadata?.CreationTimestamp;
}

internal sealed class EventSeries
{
    public DateTimeOffset? LastObservedTime { get; set; }
}
