namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges a pod for itself: one without a controller, one whose controller nobody can see, one that hangs in Terminating.</summary>
internal static class PodJudge
{
    public static Judgement Judge(PodFact pod, ClusterFacts facts)
    {
        var judged = new Judgement { Ready = Ready(pod) };
        if (facts.WhyUnread("Node", null) is { } unread && pod.Node is not null)
        {
            judged.Skip("Node", unread);
        }

        if (PodDiagnosis.Of(pod, facts) is { } problem)
        {
            judged.Add(problem, Severity(problem));
        }

        if (pod.Controller is null && !pod.IsOver && !pod.IsDeleting)
        {
            judged.Add(WorkloadCode.PodWithoutController, KopsSeverity.Info, "nothing would bring it back after a drain or a failure of its node", pod.Created);
        }

        return judged;
    }

    /// <summary>A pod that ended or hangs has been replaced, or was to end; one that should work and does not is an error.</summary>
    private static KopsSeverity Severity(PodProblem problem) => problem.Weight switch
    {
        ProblemWeight.Broken => problem.Code is WorkloadCode.PodStuckTerminating or WorkloadCode.PodFailed or WorkloadCode.PodEvicted or WorkloadCode.PodRejected
            ? KopsSeverity.Warning
            : KopsSeverity.Error,
        ProblemWeight.Unsteady => KopsSeverity.Warning,
        _ => KopsSeverity.Info,
    };

    private static string Ready(PodFact pod) => pod switch
    {
        { IsDeleting: true } => "Terminating",
        { Row.Status.Reason: { Length: > 0 } reason } => reason,
        { Phase: "Running" } => pod.IsReady ? "Running" : "NotReady",
        _ => pod.Phase ?? "Unknown",
    };
}
