using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine;

/// <summary>Faults of changing things in a cluster.</summary>
public static partial class Faults
{
    /// <summary>Something changed the object in between, or fields of it belong to others; each is named.</summary>
    public static KopsException KubernetesConflict(string name, KubeRefusalException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var fields = refusal.Causes.Where(cause => cause.Manager is not null).ToArray();
        return fields.Length > 0
            ? new(
                "KubernetesConflict", FaultKind.ResourceBusy,
                $"{name} has {(fields.Length == 1 ? "a field that belongs" : $"{fields.Length} fields that belong")} to others: {string.Join("; ", fields.AsEnumerable())}.", name,
                "Leave these fields out, or take them over with -Force.", refusal)
            : new("KubernetesConflict", FaultKind.ResourceBusy, $"{name} was changed by somebody else: {refusal.Message}", name, "Look at it again, then run the command again.", refusal);
    }

    /// <summary>An object with that name is there.</summary>
    public static KopsException KubernetesAlreadyExists(string name, KubeRefusalException refusal) => new(
        "KubernetesAlreadyExists", FaultKind.ResourceExists, $"There is a '{name}' already: {refusal?.Message}", name, null, refusal);

    /// <summary>The object breaks the rules of its kind; every field is named.</summary>
    public static KopsException KubernetesInvalid(string name, KubeRefusalException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var said = refusal.Causes.Count > 0 ? string.Join("; ", refusal.Causes) : refusal.Message;
        return new(
            "KubernetesInvalid", FaultKind.InvalidData, $"{(refusal.ObjectKind is { } kind ? kind + " " : "")}'{name}' is not valid: {said}", name, "Mend what is named, then run the command again.", refusal);
    }

    /// <summary>A disruption budget forbids the eviction for now.</summary>
    public static KopsException KubernetesEvictionRefused(string name, KubeRefusalException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new(
            "KubernetesEvictionRefused", FaultKind.ResourceBusy,
            $"The eviction is refused ({name}): {(refusal.Causes.Count > 0 ? string.Join("; ", refusal.Causes) : refusal.Message)}.", name,
            "Wait until its pods are healthy again, or look at the budget.", refusal);
    }

    /// <summary>A quota of the namespace is used up.</summary>
    public static KopsException KubernetesQuotaExceeded(string name, KubeRefusalException refusal) => new(
        "KubernetesQuotaExceeded", FaultKind.LimitsExceeded, $"A quota leaves no room: {refusal?.Message}", name,
        "Ask for less, remove something, or have the quota raised.", refusal);

    /// <summary>A limit range of the namespace forbids it.</summary>
    public static KopsException KubernetesLimitRange(string name, KubeRefusalException refusal) => new(
        "KubernetesLimitRange", FaultKind.LimitsExceeded, $"A limit range forbids it: {refusal?.Message}", name,
        "Ask for what the range allows.", refusal);

    /// <summary>The namespace is going.</summary>
    public static KopsException KubernetesNamespaceTerminating(string name, KubeRefusalException refusal) => new(
        "KubernetesNamespaceTerminating", FaultKind.InvalidOperation, $"Its namespace is being removed: {refusal?.Message}", name,
        "Wait until it is gone, and make it anew.", refusal);

    /// <summary>The way to the server broke while it worked on a change that must not be sent twice.</summary>
    public static KopsException KubernetesOutcomeUnknown(string method, string path, KopsException cause) => new(
        "KubernetesOutcomeUnknown", FaultKind.InvalidResult,
        $"Whether {method} {path} was done is not known: {cause?.Message}", path, "Look at the object before you run the command again.", cause);

    /// <summary>The cluster has no such kind.</summary>
    public static KopsException KubernetesKindUnknown(string kind, IEnumerable<string> stale) => new(
        "KubernetesKindUnknown", FaultKind.ObjectNotFound,
        $"The cluster has no kind '{kind}'."
            + (stale.ToArray() is { Length: > 0 } groups ? $" These groups could not be asked: {string.Join(", ", groups)}." : ""),
        kind, "Look at its spelling and version, or install its custom resource definition first.");

    /// <summary>The namespace of an object that is to be made is not there.</summary>
    public static KopsException KubernetesNamespaceMissing(string name, string source, string @namespace, KubeRefusalException refusal) => new(
        "KubernetesNotFound", FaultKind.ObjectNotFound, $"{name} of '{source}' cannot be made: there is no namespace '{@namespace}'.", name,
        "Publish the namespace with it, or name another.", refusal);
}
