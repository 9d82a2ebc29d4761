namespace KopsPS.Engine.Health.Workloads;

/// <summary>Judges daemon sets. What is missing because a node is down is the node's fault and says so.</summary>
internal static class DaemonSetJudge
{
    private static readonly TimeSpan ControllersAct = TimeSpan.FromMinutes(1);

    public static Judgement Judge(DaemonSetRow row, ClusterFacts facts)
    {
        var (judged, status, metadata) = (new Judgement(), row.Status, row.Metadata);
        var wanted = status?.DesiredNumberScheduled ?? 0;
        var unread = facts.WhyUnread("Pod", metadata?.Namespace);
        var pods = PodGroup.Of(facts.PodsOf("DaemonSet", metadata), facts);
        var ready = facts.ControllersStopped && unread is null ? pods.Ready : status?.NumberReady ?? 0;
        judged.Ready = Words.Ratio(ready, wanted);
        ReplicaJudge.Silence(judged, metadata, status?.ObservedGeneration, wantsPods: true, facts);
        if (wanted == 0)
        {
            if (status?.ObservedGeneration is not null)
            {
                judged.Add(WorkloadCode.DaemonSetMatchesNoNode, KopsSeverity.Info, "no node takes its pods");
            }

            return judged;
        }

        var severity = ready == 0 ? KopsSeverity.Error : KopsSeverity.Warning;
        if (unread is not null)
        {
            judged.Skip("Pod", unread);
            if (ready < wanted)
            {
                judged.Add(WorkloadCode.PodsMissing, severity, $"{ready} of {wanted} are ready; why could not be read");
            }

            return judged;
        }

        var own = pods.Broken.Where(item => item.Problem.Code != WorkloadCode.NodeDown).ToArray();
        var down = pods.Broken.Concat(pods.Unsteady).Where(item => item.Problem.Code == WorkloadCode.NodeDown).ToArray();
        PodGroup.Report(judged, own, _ => severity);
        if (down.Length > 0)
        {
            // Pods that the daemon set no longer counts, since their node's taint is not tolerated, are missed by nobody.
            var missed = wanted - ready > own.Length + pods.Passing.Count || Array.Exists(down, item => item.Pod.IsReady);
            PodGroup.Report(judged, down, _ => missed ? severity : KopsSeverity.Info);
        }

        PodGroup.Report(judged, pods.Unsteady.Where(item => item.Problem.Code != WorkloadCode.NodeDown), _ => KopsSeverity.Warning);
        PodGroup.Report(judged, pods.Restarted, _ => KopsSeverity.Info);
        PodGroup.Report(judged, pods.Stuck.Where(item => facts.WhyDown(item.Pod.Node) is null), _ => KopsSeverity.Warning);
        if (ready < wanted)
        {
            Missing(judged, row, pods, severity, facts);
        }

        if ((status?.UpdatedNumberScheduled ?? 0) < wanted)
        {
            if (row.Spec?.UpdateStrategy?.Type == "OnDelete")
            {
                judged.Add(WorkloadCode.UpdateWaits, KopsSeverity.Info, "its update waits until pods are deleted (OnDelete)");
            }
            else
            {
                judged.Add(WorkloadCode.RollingOut, KopsSeverity.Info, $"{status?.UpdatedNumberScheduled ?? 0} of {wanted} pods are new");
            }
        }

        return judged;
    }

    private static void Missing(Judgement judged, DaemonSetRow row, PodGroup pods, KopsSeverity severity, ClusterFacts facts)
    {
        var (status, metadata) = (row.Status!, row.Metadata);
        if (pods.Passing.Count > 0)
        {
            judged.Add(WorkloadCode.PodStarting, KopsSeverity.Info, $"{Words.Several(pods.Passing.Count, "pod")} starting", pods.Passing.Min(item => item.Problem.Since));
        }

        if ((!facts.ControllersStopped && status.CurrentNumberScheduled >= status.DesiredNumberScheduled) || pods.Present >= status.DesiredNumberScheduled)
        {
            return;
        }

        if (facts.Events.Find("DaemonSet", metadata?.Namespace, metadata?.Name, "FailedCreate") is { } told)
        {
            judged.Add(Refusal.Of(told.Message, metadata?.Namespace ?? "", told.Last), severity);
        }
        else if (pods.Broken.Count == 0 && pods.Passing.Count == 0 && facts.IsOlder(metadata?.LastChange ?? metadata?.CreationTimestamp, ControllersAct)
            && status.UpdatedNumberScheduled >= status.CurrentNumberScheduled)
        {
            judged.Add(
                WorkloadCode.PodsMissing, severity, $"{status.DesiredNumberScheduled - pods.Present} of {Words.Several(status.DesiredNumberScheduled, "pod")} do not exist", null,
                "Get-KopsComponentHealth", facts.ControllersStopped ? ClusterFacts.ControllerManager : null);
        }
    }
}
