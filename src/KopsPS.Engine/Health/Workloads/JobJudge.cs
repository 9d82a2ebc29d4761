namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges jobs: failed is an error, failing over and over a warning, held back somebody's intention.</summary>
internal static class JobJudge
{
    private static readonly TimeSpan ControllersAct = TimeSpan.FromMinutes(1);

    public static bool HasFailed(JobRow job) => job.ConditionOf("Failed") is not null || job.ConditionOf("FailureTarget") is not null;

    public static bool HasEnded(JobRow job) => HasFailed(job) || job.ConditionOf("Complete") is not null || job.ConditionOf("SuccessCriteriaMet") is not null;

    public static Judgement Judge(JobRow row, ClusterFacts facts)
    {
        var (judged, status, metadata) = (new Judgement(), row.Status, row.Metadata);
        judged.Ready = Words.Ratio(status?.Succeeded ?? 0, row.Spec?.Completions ?? row.Spec?.Parallelism ?? 1);
        var pods = facts.PodsOf("Job", metadata);
        if ((row.ConditionOf("Failed") ?? row.ConditionOf("FailureTarget")) is { } failed)
        {
            var last = LastEnd(pods, facts);
            judged.Add(
                WorkloadCode.JobFailed, KopsSeverity.Error, $"{failed.Reason}: {Words.Short(failed.Message)}{(last is null ? "" : $"; {last.Message}")}", failed.LastTransitionTime,
                last?.Remedy ?? $"kubectl -n {metadata?.Namespace} describe job {metadata?.Name}");
            return judged;
        }

        if (HasEnded(row))
        {
            return judged;
        }

        if (row.Spec?.Suspend == true)
        {
            judged.Add(WorkloadCode.JobSuspended, KopsSeverity.Info, "it is suspended", row.ConditionOf("Suspended")?.LastTransitionTime);
            return judged;
        }

        if (status?.StartTime is null)
        {
            if (row.Spec?.ManagedBy is null or "kubernetes.io/job-controller" && facts.IsOlder(metadata?.CreationTimestamp, ControllersAct))
            {
                judged.Add(
                    WorkloadCode.ControllerSilent, KopsSeverity.Error, "the controller manager has not taken it up", metadata?.CreationTimestamp, "Get-KopsComponentHealth",
                    new KopsObjectReference { Kind = "Component", Name = "kube-controller-manager" });
            }

            return judged;
        }

        Running(judged, row, pods, facts);
        return judged;
    }

    private static void Running(Judgement judged, JobRow row, IReadOnlyList<PodFact> pods, ClusterFacts facts)
    {
        var (status, metadata) = (row.Status!, row.Metadata);
        if (facts.WhyUnread("Pod", metadata?.Namespace) is { } unread)
        {
            judged.Skip("Pod", unread);
        }

        var group = PodGroup.Of(pods, facts);

        // A pod of a job need not be ready to work.
        var broken = group.Broken.Where(item => item.Problem.Code is not WorkloadCode.ProbeFailing and not WorkloadCode.ReadinessGateClosed).ToArray();
        PodGroup.Report(judged, broken, _ => broken.Length >= group.Present ? KopsSeverity.Error : KopsSeverity.Warning);
        if (status.Failed > 0)
        {
            var last = LastEnd(pods, facts);
            judged.Add(
                WorkloadCode.JobRetrying, KopsSeverity.Warning,
                $"{Words.Several(status.Failed, "pod")} failed of {(row.Spec?.BackoffLimit ?? 6) + 1} that may{(last is null ? "" : $"; {last.Message}")}", last?.Since, last?.Remedy);
        }

        if (facts.ControllersStopped && pods.Count > 0 && pods.All(pod => pod.IsOver))
        {
            judged.Add(
                WorkloadCode.ControllerSilent, KopsSeverity.Warning, "its pods have ended, and the controller manager has not taken note of it", null, "Get-KopsComponentHealth",
                ClusterFacts.ControllerManager);
        }

        if (status.Active == 0 && group.Present == 0 && (row.Spec?.Parallelism ?? 1) > 0
            && facts.Events.Find("Job", metadata?.Namespace, metadata?.Name, "FailedCreate") is { } told)
        {
            judged.Add(Refusal.Of(told.Message, metadata?.Namespace ?? "", told.Last), KopsSeverity.Error);
        }
    }

    private static PodProblem? LastEnd(IReadOnlyList<PodFact> pods, ClusterFacts facts) =>
        pods.Where(pod => pod.Phase == "Failed" && !pod.IsDeleting).Select(pod => PodDiagnosis.Of(pod, facts)).OfType<PodProblem>().MaxBy(problem => problem.Since);
}
