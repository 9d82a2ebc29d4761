namespace KopsPS.Commands;

/// <summary>What becomes of a pod in a drain, for previews.</summary>
internal static class DrainWords
{
    public static string Of(KopsDrainPod pod) => pod.Outcome switch
    {
        KopsDrainOutcome.Left => $"Leave in place ({pod.Reason})",
        KopsDrainOutcome.Blocked => $"Refuse to drain ({pod.Reason})",
        _ => $"Evict ({pod.Owner ?? "controlled by nothing"}{(pod.Reason.Length > 0 ? $"; {pod.Reason}" : "")})",
    };
}
