namespace KopsPS.Engine.Health.Workloads;

/// <summary>
/// Judges what wants a number of replicas. Nothing ready is an error, something missing a warning, and an error once Kubernetes itself
/// has given up on it; what a start, an update or a node's replacement takes is neither.
/// </summary>
internal static class ReplicaJudge
{
    /// <summary>Controllers act within a second; this is a leader's change besides.</summary>
    private static readonly TimeSpan ControllersAct = TimeSpan.FromMinutes(1);

    private static readonly string[] UnderWay = ["ReplicaSetUpdated", "NewReplicaSetCreated", "FoundNewReplicaSet"];

    public static Judgement Deployment(ReplicatedRow row, ClusterFacts facts)
    {
        var sets = facts.ReplicaSetsOf(row.Metadata).ToArray();
        var pods = sets.SelectMany(set => facts.PodsOf("ReplicaSet", set.Metadata));
        var progress = row.ConditionOf("Progressing");
        var state = new State(row, facts)
        {
            Pods = PodGroup.Of(pods, facts),
            UnreadPods = facts.WhyUnread("Pod", row.Metadata?.Namespace) ?? facts.WhyUnread("ReplicaSet", row.Metadata?.Namespace),
            GaveUp = progress?.Status == "False",
            IsRolling = progress?.Status == "True" && UnderWay.Contains(progress.Reason),
            Creator = ("ReplicaSet", sets.FirstOrDefault()?.Metadata?.Name),
            IsHeld = row.Spec?.Paused == true && sets.Length == 0 && facts.ReplicaSets is not null,
        };
        if (row.Spec?.Paused == true)
        {
            state.Judged.Add(
                WorkloadCode.RolloutPaused, KopsSeverity.Info, "its rollout is paused", progress?.Reason == "DeploymentPaused" ? progress.LastTransitionTime : null,
                $"kubectl -n {row.Metadata?.Namespace} rollout resume deployment {row.Metadata?.Name}");
        }

        Judge(state);
        if (state.GaveUp && state.Wanted > 0)
        {
            var serving = state.Ready > 0 ? $"; {state.Ready} of {state.Wanted} serve" : "";
            state.Judged.Add(
                WorkloadCode.RolloutStuck, KopsSeverity.Error, $"its rollout failed: {row.Status?.UpdatedReplicas ?? 0} of {state.Wanted} are new{serving} ({progress!.Reason})",
                progress.LastTransitionTime, $"kubectl -n {row.Metadata?.Namespace} rollout undo deployment {row.Metadata?.Name}", state.Judged.Causes());
        }

        return state.Judged;
    }

    /// <summary>A ReplicaSet or ReplicationController that no deployment owns.</summary>
    public static Judgement Set(string kind, ReplicatedRow row, ClusterFacts facts)
    {
        var state = new State(row, facts)
        {
            Pods = PodGroup.Of(facts.PodsOf(kind, row.Metadata), facts),
            UnreadPods = facts.WhyUnread("Pod", row.Metadata?.Namespace),
            Creator = (kind, row.Metadata?.Name),
        };
        Judge(state);
        return state.Judged;
    }

    public static Judgement StatefulSet(ReplicatedRow row, ClusterFacts facts)
    {
        var (status, strategy) = (row.Status, row.Spec?.UpdateStrategy);
        var waits = strategy?.Type == "OnDelete" ? "its update waits until pods are deleted (OnDelete)"
            : strategy?.RollingUpdate?.Partition is > 0 and var first ? $"its update leaves out the pods before number {first} (partition)" : null;
        var updating = status?.UpdateRevision is { } next && status.CurrentRevision is { } current && next != current;
        var group = PodGroup.Of(facts.PodsOf("StatefulSet", row.Metadata), facts);
        var state = new State(row, facts)
        {
            Pods = group,
            UnreadPods = facts.WhyUnread("Pod", row.Metadata?.Namespace),
            IsRolling = updating && waits is null,
            Creator = ("StatefulSet", row.Metadata?.Name),
            // What shares data needs most of its members, and its pods are not replaced while an old one lingers.
            NeedsMost = true,
        };
        if (state.Wanted > 0)
        {
            PodGroup.Report(state.Judged, group.Stuck, _ => state.Severity);
        }

        Judge(state);
        if (updating && waits is not null && state.Wanted > 0)
        {
            state.Judged.Add(WorkloadCode.UpdateWaits, KopsSeverity.Info, waits);
        }

        return state.Judged;
    }

    /// <summary>Tells where the controller manager has not seen what is asked for.</summary>
    /// <returns>Whether it has not.</returns>
    public static bool Silence(Judgement judged, ObjectMeta? metadata, long? observed, bool wantsPods, ClusterFacts facts)
    {
        if (metadata?.Generation is { } generation && (observed ?? 0) < generation && facts.IsOlder(metadata.LastChange ?? metadata.CreationTimestamp, ControllersAct))
        {
            judged.Add(
                WorkloadCode.ControllerSilent, observed is null && wantsPods ? KopsSeverity.Error : KopsSeverity.Warning,
                "the controller manager has not acted on what is asked for", metadata.LastChange ?? metadata.CreationTimestamp, "Get-KopsComponentHealth",
                ClusterFacts.ControllerManager);
            return true;
        }

        return false;
    }

    private static void Judge(State state)
    {
        var (judged, facts, row) = (state.Judged, state.Facts, state.Row);
        judged.Ready = Words.Ratio(state.Ready, state.Wanted);
        var silent = Silence(judged, row.Metadata, row.Status?.ObservedGeneration, state.Wanted > 0, facts);
        if (state.UnreadPods is { } unread)
        {
            judged.Skip("Pod", unread);
        }

        if (state.Wanted == 0 || state.IsHeld)
        {
            return;
        }

        var refused = false;
        if (row.ConditionOf("ReplicaFailure") is { Status: "True" } failure && (row.Status?.Replicas ?? 0) < state.Wanted)
        {
            refused = true;
            judged.Add(Refusal.Of(failure.Message, row.Metadata?.Namespace ?? "", failure.LastTransitionTime), state.Severity);
        }

        PodGroup.Report(judged, state.Pods.Broken, _ => state.Severity);
        PodGroup.Report(judged, state.Pods.Unsteady, _ => KopsSeverity.Warning);
        PodGroup.Report(judged, state.Pods.Restarted, _ => KopsSeverity.Info);
        if (state.Ready < state.Wanted)
        {
            Missing(state, refused, silent || facts.ControllersStopped);
        }
        else if (state.IsRolling)
        {
            judged.Add(WorkloadCode.RollingOut, KopsSeverity.Info, "its pods are being replaced by new ones");
        }

        if (state.Pods.LeftOver is { Count: > 0 } over)
        {
            var evicted = over.All(pod => pod.Row?.Status?.Reason == "Evicted");
            judged.Add(
                WorkloadCode.PodLeftOver, KopsSeverity.Info, $"{Words.Several(over.Count, evicted ? "evicted pod" : "failed pod")} left over (pod {over[0].Name})",
                over[0].Row?.Status?.StartTime, $"kubectl -n {row.Metadata?.Namespace} delete pod {over[0].Name}");
        }
    }

    /// <summary>Pods that are missing, beyond those that say themselves what is wrong.</summary>
    private static void Missing(State state, bool refused, bool unkept)
    {
        var (judged, pods, row) = (state.Judged, state.Pods, state.Row);
        PodGroup.Report(judged, pods.Gated, _ => KopsSeverity.Info);
        if (state.UnreadPods is not null)
        {
            if (!state.IsRolling || state.GaveUp)
            {
                judged.Add(WorkloadCode.PodsMissing, state.Severity, $"{state.Ready} of {state.Wanted} are ready; why could not be read");
            }

            return;
        }

        if (pods.Passing.Count > 0)
        {
            judged.Add(
                state.IsRolling ? WorkloadCode.RollingOut : WorkloadCode.PodStarting, KopsSeverity.Info, $"{Words.Several(pods.Passing.Count, "pod")} starting",
                pods.Passing.Min(item => item.Problem.Since));
        }

        // The status counts pods, too: pods and their controller are not read in the same moment. Where nobody keeps it, it says nothing.
        // A pod of a stateful set is not replaced while it hangs.
        var stopped = state.Facts.ControllersStopped;
        if (refused || pods.Present + (state.NeedsMost ? pods.Stuck.Count : 0) >= state.Wanted || (!stopped && ((row.Status?.Replicas ?? 0) >= state.Wanted || pods.Stuck.Count > 0)))
        {
            return;
        }

        var (kind, name) = state.Creator;
        var told = name is null ? null : state.Facts.Events.Find(kind, row.Metadata?.Namespace, name, "FailedCreate");
        if (told is not null)
        {
            judged.Add(Refusal.Of(told.Message, row.Metadata?.Namespace ?? "", told.Last), state.Severity);
        }
        else if (pods.Broken.Count == 0 && pods.Passing.Count == 0 && (!state.IsRolling || stopped) && state.Facts.IsOlder(row.Metadata?.LastChange ?? row.Metadata?.CreationTimestamp, ControllersAct))
        {
            judged.Add(
                WorkloadCode.PodsMissing, state.Severity, $"{state.Wanted - pods.Present} of {Words.Several(state.Wanted, "pod")} do not exist, and {(unkept ? "the controller manager does not make them" : "nothing says why")}", null,
                "Get-KopsComponentHealth", unkept ? ClusterFacts.ControllerManager : null);
        }
    }

    private sealed class State(ReplicatedRow row, ClusterFacts facts)
    {
        public Judgement Judged { get; } = new();

        public ReplicatedRow Row => row;

        public ClusterFacts Facts => facts;

        public required PodGroup Pods { get; init; }

        /// <summary>Why its pods are not known, or null.</summary>
        public string? UnreadPods { get; init; }

        public (string Kind, string? Name) Creator { get; init; }

        public bool GaveUp { get; init; }

        public bool IsRolling { get; init; }

        public bool NeedsMost { get; init; }

        /// <summary>Made paused: it gets no pods before somebody resumes it.</summary>
        public bool IsHeld { get; init; }

        public long Wanted => row.Wanted;

        /// <summary>The status counts pods of dead nodes for minutes, and for ever where the controller manager is dead; the pods do not.</summary>
        public long Ready => UnreadPods is not null ? row.Status?.ReadyReplicas ?? 0
            : facts.ControllersStopped ? Pods.Ready
            : Pods.Broken.Count > 0 ? Math.Min(row.Status?.ReadyReplicas ?? 0, Pods.Ready) : row.Status?.ReadyReplicas ?? 0;

        public KopsSeverity Severity => Ready == 0 || GaveUp || (NeedsMost && Ready * 2 <= Wanted) ? KopsSeverity.Error : KopsSeverity.Warning;
    }
}
