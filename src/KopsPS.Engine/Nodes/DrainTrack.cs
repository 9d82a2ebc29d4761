namespace KopsPS.Engine.NodeOperations;

/// <summary>One pod in the course of a drain.</summary>
internal sealed class DrainTrack(DrainPodRow pod, KopsDrainOutcome outcome, string reason)
{
    private int _refusals;

    public DrainPodRow Pod { get; set; } = pod;

    public KopsDrainOutcome Outcome { get; private set; } = outcome;

    public string Reason { get; private set; } = reason;

    /// <summary>The API server took the eviction, or the pod was ending anyway.</summary>
    public bool IsAccepted { get; private set; } = pod.Metadata?.DeletionTimestamp is not null;

    /// <summary>Still to go.</summary>
    public bool IsWaiting => Outcome == KopsDrainOutcome.Planned;

    /// <summary>When to try next, as <see cref="Environment.TickCount64"/>.</summary>
    public long NextTry { get; private set; }

    /// <summary>An eviction was asked for and is not answered.</summary>
    public bool IsAsked { get; private set; }

    public string Name => $"{Pod.Metadata?.Namespace}/{Pod.Metadata?.Name}";

    /// <summary>Why it is still there when the time is over.</summary>
    public string WhyItWaits => this switch
    {
        { IsAccepted: true, Pod.Metadata.Finalizers: { Count: > 0 } held } => $"evicted, but its finalizers hold it: {string.Join(", ", held)}",
        { IsAccepted: true } => "evicted, but it has not ended in time",
        { Reason.Length: > 0 } => Reason,
        { IsAsked: true } => "the API server did not answer its eviction in time",
        _ => "the time was over before its turn came",
    };

    public void Ask() => IsAsked = true;

    public void Accept() => (IsAccepted, IsAsked) = (true, false);

    public void End(KopsDrainOutcome outcome, string reason = "") => (Outcome, Reason, IsAsked) = (outcome, reason, false);

    /// <summary>Refused for now.</summary>
    public void Refuse(string reason, DrainRequest request)
    {
        (Reason, IsAsked) = (reason, false);
        var pause = request.FirstPause * Math.Pow(2, Math.Min(_refusals++, 10));
        NextTry = Environment.TickCount64 + (long)(pause < request.LongestPause ? pause : request.LongestPause).TotalMilliseconds;
    }

    public KopsDrainPod ToPod() => new()
    {
        Namespace = Pod.Metadata?.Namespace ?? "",
        Name = Pod.Metadata?.Name ?? "",
        Owner = Pod.Controller is { } owner ? $"{owner.Kind}/{owner.Name}" : null,
        Outcome = Outcome,
        Reason = Reason,
    };
}
