namespace KopsPS.Engine;

/// <summary>Faults of reading logs.</summary>
public static partial class Faults
{
    /// <summary>No pod, or none of its containers, fits.</summary>
    /// <param name="clusterName">Where.</param>
    /// <param name="pods">Pods that fit.</param>
    /// <param name="containers">The containers that they have.</param>
    public static KopsException KubernetesLogNotFound(string clusterName, int pods, IReadOnlyList<string> containers) => new(
        "KubernetesLogNotFound", FaultKind.ObjectNotFound,
        pods == 0
            ? $"The cluster {clusterName} has no pods where they were looked for, so there is no log."
            : $"None of the {pods} pods in {clusterName} has such a container; they have {string.Join(", ", containers)}.",
        clusterName,
        pods == 0 ? "Look at -Namespace, -Selector and the name; Get-KopsWorkloadHealth -Kind Pod lists pods." : "Look at -Container.");

    /// <summary>Two beginnings were told.</summary>
    public static KopsException KubernetesLogSinceTwice() => new(
        "KubernetesLogSinceTwice", FaultKind.InvalidArgument, "-Since and -SinceTime both say from when on logs are wanted.", null, "Give one of them.");

    /// <summary>One container's log could not be had.</summary>
    public static KopsException KubernetesLogFailed(string container, KopsException cause)
    {
        ArgumentNullException.ThrowIfNull(cause);

        // Logs come from the kubelets: a 500 is seldom the API server's own.
        var action = cause.Id == "KubernetesServerFailed" ? "Get-KopsNodeHealth says whether the kubelet of its node answers." : cause.RecommendedAction;
        return new(cause.Id, cause.Kind, $"The log of {container} cannot be read: {cause.Message}", container, action, cause);
    }

    /// <summary>What a container wrote has no lines.</summary>
    public static KopsException KubernetesLogUnreadable(string container, Exception cause) => new(
        "KubernetesLogUnreadable", FaultKind.InvalidData, $"The log of {container} has a line of more than 4 MiB.", container, "Read it with kubectl logs.", cause);
}
