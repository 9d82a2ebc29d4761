namespace KopsPS.Engine.NodeOperations;

/// <summary>Which pods a drain evicts: those that can live elsewhere, as <c>kubectl drain</c> chooses them.</summary>
internal static class DrainRules
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <summary>A kubelet runs it from a file; what the API server has is a mirror.</summary>
    public static bool IsStatic(DrainPodRow pod) => pod.Metadata?.Annotations?.ContainsKey(MirrorAnnotation) == true;

    /// <summary>What is to become of a pod: <c>Planned</c>, <c>Left</c> or <c>Blocked</c>, and why.</summary>
    public static (KopsDrainOutcome Outcome, string Reason) Of(DrainPodRow pod, DrainRequest request)
    {
        if (IsStatic(pod))
        {
            return (KopsDrainOutcome.Left, "static pod of the node");
        }

        if (pod.IsFinished)
        {
            // Nothing runs in it any more, and its logs go with the node in any case.
            return (KopsDrainOutcome.Planned, "");
        }

        if (pod.Controller is { Kind: "DaemonSet" } set)
        {
            return (KopsDrainOutcome.Left, $"pod of DaemonSet {set.Name}, which would put it back");
        }

        if (pod.Metadata?.DeletionTimestamp is not null)
        {
            return (KopsDrainOutcome.Planned, "");
        }

        if (pod.Controller is null && !request.IncludeUncontrolled)
        {
            return (KopsDrainOutcome.Blocked, "nothing controls it, so nothing would make it anew (-Force evicts it)");
        }

        return pod.Spec?.Volumes?.Find(volume => volume.EmptyDir is not null) is { } volume && !request.DeleteEmptyDirData
            ? (KopsDrainOutcome.Blocked, $"the data in its emptyDir '{volume.Name}' would be lost (-DeleteEmptyDirData evicts it)")
            : (KopsDrainOutcome.Planned, "");
    }
}
