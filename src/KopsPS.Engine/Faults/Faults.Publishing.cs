namespace KopsPS.Engine;

/// <summary>Faults of manifests and of changing workloads.</summary>
public static partial class Faults
{
    /// <summary>A document that is no object of Kubernetes.</summary>
    public static KopsException KubernetesManifestInvalid(string source, string why, Exception? inner = null) => new(
        "KubernetesManifestInvalid", FaultKind.InvalidData, $"'{source}' holds no valid manifest: {why}. Nothing was applied.", source,
        "Mend the document, then run the command again.", inner);

    /// <summary>A path that leads to nothing.</summary>
    public static KopsException KubernetesManifestNotFound(string path, string why) => new(
        "KubernetesManifestNotFound", FaultKind.ObjectNotFound, $"'{path}' {why}. Nothing was applied.", path, "Give a file, or a folder with .yaml, .yml or .json files (-Recurse for folders in it).");

    /// <summary>A file or URL that cannot be read.</summary>
    public static KopsException KubernetesManifestUnreadable(string source, string why, Exception? inner = null) => new(
        "KubernetesManifestUnreadable", FaultKind.ReadError, $"'{source}' cannot be read: {why}. Nothing was applied.", source, null, inner);

    /// <summary>A URL without leave.</summary>
    public static KopsException KubernetesManifestUrlRefused(string url) => new(
        "KubernetesManifestUrlRefused", FaultKind.SecurityError, $"'{url}' is a URL: what it serves can be another thing each time.", url,
        "Download and look at it, or add -AllowUrl (https only).");

    /// <summary>A manifest for another namespace than told.</summary>
    public static KopsException KubernetesNamespaceMismatch(string name, string source, string own, string told) => new(
        "KubernetesNamespaceMismatch", FaultKind.InvalidArgument, $"{name} of '{source}' is for the namespace '{own}', not for '{told}'. Nothing was applied.", name,
        "Leave out -Namespace, or take the namespace out of the manifest.");

    /// <summary>A kind that the cluster does not have.</summary>
    public static KopsException KubernetesManifestKindUnknown(string name, string source, string apiVersion, string kind, IReadOnlyCollection<string> nearest, IEnumerable<string> stale) => new(
        "KubernetesKindUnknown", FaultKind.ObjectNotFound,
        $"The cluster has no kind '{kind}' in {apiVersion}, which {name} of '{source}' wants.{(nearest.Count == 0 ? "" : $" Did you mean {string.Join(" or ", nearest)}?")}"
            + (stale.ToArray() is { Length: > 0 } groups ? $" These groups could not be asked: {string.Join(", ", groups)}." : ""),
        name, "Look at its spelling and version, or install its custom resource definition first.");

    /// <summary>A set that is pruned by labels which an object of it does not have: the next run would not find it.</summary>
    public static KopsException KubernetesPruneSelectorUnfit(string name, string source, string selector) => new(
        "KubernetesPruneSelectorUnfit", FaultKind.InvalidArgument, $"{name} of '{source}' does not have the labels '{selector}', by which this set is pruned. Nothing was applied.", name,
        "Give every object of the set these labels.");

    /// <summary>A custom resource definition that does not come to serve.</summary>
    public static KopsException KubernetesDefinitionNotEstablished(string name, string? why) => new(
        "KubernetesDefinitionNotEstablished", FaultKind.OperationTimeout, $"The custom resource definition {name} is not established{(why is null ? "" : $": {why}")}.", name, null);

    /// <summary>A command that destroys and would have to guess the cluster.</summary>
    public static KopsException KubernetesClusterNotNamed(string command, string current) => new(
        "KubernetesClusterNotNamed", FaultKind.InvalidArgument,
        $"{command} destroys, and does not take the cluster from the kubeconfig's current context or a default ('{current}').", current,
        "Name it: -ClusterName or -Context; or pipe in objects of the cluster.");

    /// <summary>An object of one context and a call for another.</summary>
    public static KopsException KubernetesObjectContextMismatch(string name, string ofObject, string told) => new(
        "KubernetesContextMismatch", FaultKind.InvalidArgument, $"{name} was read in context '{ofObject}', and -Context says '{told}'. Nothing was changed.", name,
        "Leave out -Context, or read the object in the context that is meant.");

    /// <summary>A name that several workloads have.</summary>
    public static KopsException KubernetesWorkloadAmbiguous(string name, IReadOnlyCollection<string> all) => new(
        "KubernetesWorkloadAmbiguous", FaultKind.InvalidArgument, $"'{name}' can mean {string.Join(" or ", all)}.", name, "Name kind and namespace: deploy/shop/web.");

    /// <summary>A change that the kind does not know.</summary>
    public static KopsException KubernetesWorkloadUnfit(string name, string why, string? recommended = null) => new(
        "KubernetesWorkloadUnfit", FaultKind.InvalidOperation, $"{name} {why}.", name, recommended);

    /// <summary>A rollout that failed.</summary>
    public static KopsException KubernetesRolloutFailed(string name, string why, string? recommended) => new(
        "KubernetesRolloutFailed", FaultKind.InvalidOperation, $"{name} did not roll out: {why}", name, recommended);

    /// <summary>A rollout that did not end in time.</summary>
    public static KopsException KubernetesRolloutTimeout(string name, TimeSpan limit, string why, string? recommended) => new(
        "KubernetesRolloutTimeout", FaultKind.OperationTimeout, $"{name} did not roll out within {GoDuration.Format(limit)}: {why}", name, recommended);

    /// <summary>An object that does not go.</summary>
    public static KopsException KubernetesRemovalTimeout(string name, TimeSpan limit, string why) => new(
        "KubernetesRemovalTimeout", FaultKind.OperationTimeout, $"{name} is being removed and was still there after {GoDuration.Format(limit)}: {why}", name,
        "Look at what holds it; the removal goes on by itself.");

    /// <summary>A revision that is not kept.</summary>
    public static KopsException KubernetesRevisionNotFound(string name, long? revision, IReadOnlyCollection<long> kept) => new(
        "KubernetesRevisionNotFound", FaultKind.ObjectNotFound,
        $"{name} has no {(revision is { } told ? $"revision {told}" : "earlier revision")}.{(kept.Count == 0 ? "" : $" Kept are {string.Join(", ", kept)}.")}", name, null);

    /// <summary>An autoscaler that is not there.</summary>
    public static KopsException KubernetesAutoscalerNotFound(string name, string clusterName) => new(
        "KubernetesAutoscalerNotFound", FaultKind.ObjectNotFound, $"The cluster {clusterName} has no autoscaler '{name}' and none of a workload of this name.", name,
        "Get-KopsAutoscaler lists them; Set-KopsAutoscaler makes one.");
}
