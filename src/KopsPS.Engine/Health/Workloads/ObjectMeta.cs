namespace KopsPS.Engine.Health.Workloads;

/// <summary>An object as far as every judge needs it.</summary>
internal interface IKubeRow
{
    ObjectMeta? Metadata { get; }
}

internal class ObjectMeta
{
    public string? Name { get; set; }

    public string? Namespace { get; set; }

    public string? ResourceVersion { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>When the object is to be gone: for pods the grace period is in it already.</summary>
    public DateTimeOffset? DeletionTimestamp { get; set; }

    public long? Generation { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public List<string>? Finalizers { get; set; }

    public List<OwnerReference>? OwnerReferences { get; set; }

    public List<FieldWrite>? ManagedFields { get; set; }

    /// <summary>When somebody last changed what is wanted; writes of the status do not count.</summary>
    public DateTimeOffset? LastChange => ManagedFields?.Where(write => string.IsNullOrEmpty(write.Subresource)).Max(write => write.Time);

    public OwnerReference? Controller => OwnerReferences?.Find(owner => owner.Controller == true);

    public string Key => Keys.Of(Namespace, Name);
}

internal sealed class OwnerReference
{
    public string? Kind { get; set; }

    public string? Name { get; set; }

    public bool? Controller { get; set; }
}

internal sealed class FieldWrite
{
    public DateTimeOffset? Time { get; set; }

    public string? Subresource { get; set; }
}

internal sealed class Condition
{
    public string? Type { get; set; }

    public string? Status { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? LastTransitionTime { get; set; }

    public DateTimeOffset? LastUpdateTime { get; set; }
}

internal static class Keys
{
    public static string Of(string? @namespace, string? name) => $"{@namespace}/{name}";

    public static string Of(string? kind, string? @namespace, string? name) => $"{kind}/{@namespace}/{name}";
}
