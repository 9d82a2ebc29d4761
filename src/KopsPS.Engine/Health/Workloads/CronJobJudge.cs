namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges cron jobs by their last run, and by runs that did not come.</summary>
internal static class CronJobJudge
{
    /// <summary>The controller starts runs within seconds; this is a leader's change besides.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(3);

    /// <summary>A run that meets the next one or two is slow; so many come to no end.</summary>
    private const int PilesUp = 5;

    public static Judgement Judge(CronJobRow row, ClusterFacts facts)
    {
        var (judged, status, metadata) = (new Judgement(), row.Status, row.Metadata);
        judged.Ready = row.Spec?.Schedule;
        if (row.Spec?.Suspend == true)
        {
            judged.Add(WorkloadCode.CronJobSuspended, KopsSeverity.Info, "it is suspended");
            return judged;
        }

        if (facts.WhyUnread("Job", metadata?.Namespace) is { } unread)
        {
            judged.Skip("Job", unread, decisive: true);
        }
        else
        {
            LastRun(judged, row, facts);
        }

        if (row.Status?.Active is { Count: >= PilesUp } piled)
        {
            judged.Add(
                WorkloadCode.RunHangs, KopsSeverity.Warning, $"{piled.Count} runs go on at the same time: they do not come to their end", null, $"kubectl -n {metadata?.Namespace} get jobs",
                new KopsObjectReference { Kind = "Job", Namespace = metadata?.Namespace ?? "", Name = piled[0].Name ?? "" });
        }

        Missed(judged, row, facts);
        if (status is null && judged.Undecided)
        {
            judged.Skip("CronJob", "it has no status");
        }

        return judged;
    }

    private static void LastRun(Judgement judged, CronJobRow row, ClusterFacts facts)
    {
        var jobs = facts.JobsOf(row.Metadata).ToArray();
        foreach (var job in jobs.Where(job => !JobJudge.HasEnded(job)))
        {
            var (verdict, findings, _) = JobJudge.Judge(job, facts).Result();
            if (verdict is KopsVerdict.Unhealthy or KopsVerdict.Degraded)
            {
                judged.Add(
                    WorkloadCode.RunHangs, KopsSeverity.Warning, $"run {job.Metadata?.Name} does not work: {findings[0]}", findings[0].Since, findings[0].Remedy,
                    findings[0].Cause ?? Reference(job));
            }
        }

        if (jobs.FirstOrDefault(JobJudge.HasEnded) is { } last && JobJudge.HasFailed(last))
        {
            var failure = JobJudge.Judge(last, facts).Result().Findings[0];
            judged.Add(WorkloadCode.LastRunFailed, KopsSeverity.Warning, $"its last run {last.Metadata?.Name} failed: {failure.Message}", failure.Since, failure.Remedy, Reference(last));
        }
    }

    private static void Missed(Judgement judged, CronJobRow row, ClusterFacts facts)
    {
        var zone = Zone(row.Spec?.TimeZone);
        var begin = Latest(Latest(row.Status?.LastScheduleTime, row.Metadata?.CreationTimestamp), row.Metadata?.LastChange);
        if (facts.Now is null || begin is not { } from || zone is null || CronSchedule.Parse(row.Spec?.Schedule)?.Next(from, zone) is not { } due || !facts.HasPassed(due, Late))
        {
            return;
        }

        if (row.Status?.Active is { Count: > 0 } active && row.Spec?.ConcurrencyPolicy == "Forbid")
        {
            judged.Add(
                WorkloadCode.RunHangs, KopsSeverity.Warning, $"run {active[0].Name} does not come to its end, and no other may begin before", row.Status.LastScheduleTime,
                $"kubectl -n {row.Metadata?.Namespace} describe job {active[0].Name}",
                new KopsObjectReference { Kind = "Job", Namespace = row.Metadata?.Namespace ?? "", Name = active[0].Name ?? "" });
        }
        else if (facts.Events.Find("CronJob", row.Metadata?.Namespace, row.Metadata?.Name, "FailedCreate") is { } told)
        {
            judged.Add(Refusal.Of(told.Message, row.Metadata?.Namespace ?? "", told.Last), KopsSeverity.Warning);
        }
        else
        {
            judged.Add(
                WorkloadCode.RunsMissed, KopsSeverity.Warning, "a run was due and did not begin", due, "Get-KopsComponentHealth",
                new KopsObjectReference { Kind = "Component", Name = "kube-controller-manager" });
        }
    }

    private static DateTimeOffset? Latest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    /// <summary>Null where this machine does not know the zone: then nothing is said of missed runs.</summary>
    private static TimeZoneInfo? Zone(string? name) => string.IsNullOrEmpty(name) ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static KopsObjectReference Reference(JobRow job) => new() { Kind = "Job", Namespace = job.Metadata?.Namespace ?? "", Name = job.Metadata?.Name ?? "" };
}
