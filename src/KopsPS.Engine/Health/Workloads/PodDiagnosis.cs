using System.Globalization;

namespace KopsPS.Engine.Health.Workloads;

/// <summary>Says why a pod does not work: the cause, not the phase.</summary>
internal static class PodDiagnosis
{
    /// <summary>What a scheduler, an image or a volume usually takes; shorter is a start, not a fault.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);

    /// <summary>The scheduler looks at a pod within moments.</summary>
    private static readonly TimeSpan SchedulerLooks = TimeSpan.FromMinutes(1);

    /// <summary>After its grace period a kubelet needs moments to clean up, and volumes to be let go.</summary>
    private static readonly TimeSpan CleaningUp = TimeSpan.FromMinutes(2);

    /// <summary>Init containers that work on data may take their time.</summary>
    private static readonly TimeSpan InitTakes = TimeSpan.FromMinutes(10);

    /// <summary>A container that was restarted so lately may be restarted again.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private const int ManyRestarts = 5;

    private static readonly string[] ImageReasons =
        ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed"];

    private static readonly string[] StartReasons =
        ["CreateContainerError", "RunContainerError", "StartError", "ContainerCannotRun", "PostStartHookError", "PreCreateHookError", "PreStartHookError", "RunInitContainerError"];

    /// <summary>The problem of a pod, or null where it works or has done its work.</summary>
    public static PodProblem? Of(PodFact pod, ClusterFacts facts)
    {
        if (pod.Phase == "Succeeded" && !pod.IsDeleting)
        {
            return null;
        }

        var down = facts.WhyDown(pod.Node);
        if (pod.IsDeleting)
        {
            return Terminating(pod, facts, down);
        }

        if (pod.Phase == "Failed")
        {
            return Failed(pod, pod.Row!);
        }

        if (down is not null)
        {
            return new PodProblem(
                WorkloadCode.NodeDown, $"node {pod.Node} {down}", pod.IsReady && down != ClusterFacts.Silent ? ProblemWeight.Unsteady : ProblemWeight.Broken, facts.DownSince(pod.Node),
                $"Get-KopsNodeHealth {pod.Node}", new KopsObjectReference { Kind = "Node", Name = pod.Node! });
        }

        if (pod.Row is not { } row)
        {
            return null;
        }

        return pod.Node is null ? Unscheduled(row, pod, facts)
            : Initializing(row, pod, facts) ?? Containers(row, pod, facts) ?? NotReady(row, pod, facts) ?? Restarts(row, pod, facts);
    }

    private static PodProblem Terminating(PodFact pod, ClusterFacts facts, string? down)
    {
        var metadata = pod.Row?.Metadata;
        var due = metadata?.DeletionTimestamp;
        if (!facts.HasPassed(due, CleaningUp))
        {
            return new PodProblem(WorkloadCode.PodTerminating, "it is being deleted", ProblemWeight.Passing, due);
        }

        var force = $"kubectl -n {pod.Namespace} delete pod {pod.Name} --grace-period=0 --force";
        return down is not null
            ? new PodProblem(
                WorkloadCode.PodStuckTerminating, $"it hangs in Terminating: node {pod.Node} {down} and cannot confirm its end", ProblemWeight.Broken, due,
                down == "is gone" ? force : $"Get-KopsNodeHealth {pod.Node}", new KopsObjectReference { Kind = "Node", Name = pod.Node! })
            : metadata?.Finalizers is { Count: > 0 } finalizers
                ? new PodProblem(
                    WorkloadCode.PodStuckTerminating, $"it hangs in Terminating: finalizer {string.Join(", ", finalizers)} is not taken off", ProblemWeight.Broken, due)
                : new PodProblem(
                    WorkloadCode.PodStuckTerminating, "it hangs in Terminating: its kubelet does not confirm its end", ProblemWeight.Broken, due,
                    $"kubectl -n {pod.Namespace} describe pod {pod.Name}");
    }

    private static PodProblem Failed(PodFact pod, PodRow row)
    {
        var (reason, message) = (row.Status?.Reason, Words.Short(row.Status?.Message));
        var since = row.ConditionOf("Ready")?.LastTransitionTime ?? row.Status?.StartTime ?? pod.Created;
        var because = message is null ? "" : $": {message}";
        if (reason == "Evicted" || row.ConditionOf("DisruptionTarget") is { Status: "True" })
        {
            var why = reason ?? row.ConditionOf("DisruptionTarget")?.Reason ?? "Disrupted";
            return new PodProblem(
                WorkloadCode.PodEvicted, reason == "Evicted" ? $"it was evicted from {pod.Node}{because}" : $"it was ended by Kubernetes ({why}){because}", ProblemWeight.Broken, since,
                $"kubectl -n {pod.Namespace} delete pod {pod.Name}");
        }

        var container = Bad(row.Status?.InitContainerStatuses) ?? Bad(row.Status?.ContainerStatuses);
        return container?.State?.Terminated is { } end
            ? new PodProblem(
                end.Reason == "OOMKilled" ? WorkloadCode.ContainerOutOfMemory : WorkloadCode.PodFailed,
                $"it failed: container {container.Name} ended with {Words.End(end, Limit(row, container.Name))}", ProblemWeight.Broken, end.FinishedAt ?? since,
                $"kubectl -n {pod.Namespace} logs {pod.Name} -c {container.Name}")
            : new PodProblem(
                reason is null ? WorkloadCode.PodFailed : WorkloadCode.PodRejected, $"it failed{(reason is null ? "" : $" ({reason})")}{because}", ProblemWeight.Broken, since,
                $"kubectl -n {pod.Namespace} delete pod {pod.Name}");

        static ContainerStatus? Bad(List<ContainerStatus>? containers) => containers?.Find(status => status.State?.Terminated is { ExitCode: not 0 });
    }

    private static PodProblem Unscheduled(PodRow row, PodFact pod, ClusterFacts facts)
    {
        var scheduled = row.ConditionOf("PodScheduled");
        var since = scheduled?.LastTransitionTime ?? pod.Created;
        if (scheduled?.Reason == "SchedulingGated")
        {
            return new PodProblem(WorkloadCode.PodGated, "a scheduling gate holds it back", ProblemWeight.Note, since);
        }

        if (scheduled is null)
        {
            if (pod.Claims.FirstOrDefault(name => facts.Claim(pod.Namespace, name)?.SelectedNode is not null) is { } claim)
            {
                return new PodProblem(
                    WorkloadCode.ClaimNotBound, $"it waits for the volume of its claim {claim} on {facts.Claim(pod.Namespace, claim)!.SelectedNode}",
                    facts.IsOlder(pod.Created, Start) ? ProblemWeight.Broken : ProblemWeight.Passing, pod.Created, $"Get-KopsWorkloadHealth {claim} -Namespace {pod.Namespace}",
                    new KopsObjectReference { Kind = "PersistentVolumeClaim", Namespace = pod.Namespace, Name = claim });
            }

            return facts.IsOlder(pod.Created, SchedulerLooks)
                ? new PodProblem(
                    WorkloadCode.PodNotScheduled, $"no scheduler has looked at it (it asks for {row.Spec?.SchedulerName ?? "default-scheduler"})", ProblemWeight.Broken, pod.Created,
                    "Get-KopsComponentHealth", row.Spec?.SchedulerName is null or "default-scheduler" ? new KopsObjectReference { Kind = "Component", Name = "kube-scheduler" } : null)
                : new PodProblem(WorkloadCode.PodStarting, "it waits for the scheduler", ProblemWeight.Passing, pod.Created);
        }

        if (!facts.IsOlder(since, Start) && !facts.IsOlder(pod.Created, Start))
        {
            return new PodProblem(WorkloadCode.PodStarting, "it waits for a node", ProblemWeight.Passing, since);
        }

        var said = Words.Scheduler(scheduled.Message) ?? "the scheduler does not say why";
        var node = Words.WantedNode(row);
        if (node is not null && facts.WhyDown(node) is { } down)
        {
            return new PodProblem(
                WorkloadCode.NodeDown, $"node {node} {down}", ProblemWeight.Broken, facts.DownSince(node) ?? since, $"Get-KopsNodeHealth {node}", new KopsObjectReference { Kind = "Node", Name = node });
        }

        var where = node is null ? "" : $"it cannot run on {node}: ";
        return VolumeDiagnosis.Unschedulable(pod, said, facts, since)
            ?? new PodProblem(
                WorkloadCode.PodUnschedulable, where + said, ProblemWeight.Broken, since, $"kubectl -n {pod.Namespace} describe pod {pod.Name}");
    }

    private static PodProblem? Initializing(PodRow row, PodFact pod, ClusterFacts facts)
    {
        foreach (var status in row.Status?.InitContainerStatuses ?? [])
        {
            var sidecar = row.Spec?.InitContainers?.Find(container => container.Name == status.Name)?.RestartPolicy == "Always";
            if (status.State?.Terminated is { ExitCode: 0 } && !sidecar)
            {
                continue;
            }

            if (sidecar && status.State?.Running is not null && status.Started != false)
            {
                continue;
            }

            if (Waiting(row, pod, status, facts, sidecar ? "sidecar" : "init container") is { } problem)
            {
                return problem;
            }

            if (status.State?.Terminated is { } end)
            {
                return new PodProblem(
                    WorkloadCode.InitContainerFailing, $"init container {status.Name} ended with {Words.End(end, Limit(row, status.Name))}", ProblemWeight.Broken, end.FinishedAt,
                    $"kubectl -n {pod.Namespace} logs {pod.Name} -c {status.Name}");
            }

            if (status.State?.Running is { } running)
            {
                if (sidecar)
                {
                    return facts.IsOlder(running.StartedAt, StartOf(row, status))
                        ? new PodProblem(WorkloadCode.ProbeFailing, $"sidecar {status.Name} has not started: its startup probe fails", ProblemWeight.Broken, running.StartedAt)
                        : new PodProblem(WorkloadCode.PodStarting, $"sidecar {status.Name} is starting", ProblemWeight.Passing, running.StartedAt);
                }

                if (status.RestartCount > 0 && status.LastState?.Terminated is { ExitCode: not 0 } last)
                {
                    return new PodProblem(
                        WorkloadCode.InitContainerFailing,
                        $"init container {status.Name} has failed {Words.Times(status.RestartCount)}, the last time with {Words.End(last, Limit(row, status.Name))}",
                        ProblemWeight.Broken, last.FinishedAt, $"kubectl -n {pod.Namespace} logs {pod.Name} -c {status.Name} --previous");
                }

                return facts.IsOlder(running.StartedAt, InitTakes)
                    ? new PodProblem(
                        WorkloadCode.InitContainerRunning, $"init container {status.Name} does not come to its end", ProblemWeight.Broken, running.StartedAt,
                        $"kubectl -n {pod.Namespace} logs {pod.Name} -c {status.Name}")
                    : new PodProblem(WorkloadCode.PodStarting, $"init container {status.Name} is running", ProblemWeight.Passing, running.StartedAt);
            }

            if (status.State?.Waiting is not null)
            {
                return Creating(row, pod, facts, status);
            }
        }

        return null;
    }

    private static PodProblem? Containers(PodRow row, PodFact pod, ClusterFacts facts)
    {
        var statuses = row.Status?.ContainerStatuses ?? [];
        foreach (var status in statuses)
        {
            if (Waiting(row, pod, status, facts, "container") is { } problem)
            {
                return problem;
            }
        }

        foreach (var status in statuses)
        {
            if (status.State?.Terminated is { } end && !(end.ExitCode == 0 && row.Spec?.RestartPolicy is "Never" or "OnFailure"))
            {
                // Between two runs: the kubelet has not begun to wait yet.
                return end.ExitCode == 0 && status.RestartCount < ManyRestarts && !facts.IsOlder(end.FinishedAt, Start)
                    ? new PodProblem(WorkloadCode.PodStarting, $"container {status.Name} is being restarted", ProblemWeight.Passing, end.FinishedAt)
                    : Crash(row, pod, status, end, "container");
            }
        }

        return statuses.Exists(status => status.State?.Waiting is not null) || (statuses.Count == 0 && row.Status?.Phase is null or "Pending")
            ? Creating(row, pod, facts, statuses.Find(status => status.State?.Waiting is not null))
            : null;
    }

    private static PodProblem? NotReady(PodRow row, PodFact pod, ClusterFacts facts)
    {
        if (pod.IsReady)
        {
            return null;
        }

        var since = row.ConditionOf("Ready")?.LastTransitionTime ?? pod.Created;
        var unready = (row.Status?.ContainerStatuses ?? []).Where(status => !status.Ready && status.State?.Running is not null).ToArray();
        if (unready.Length > 0)
        {
            var status = unready[0];
            var started = status.State!.Running!.StartedAt;
            if (status.RestartCount > 0 && status.LastState?.Terminated is { } last && (last.ExitCode != 0 || status.RestartCount >= ManyRestarts)
                && !facts.IsOlder(last.FinishedAt, Lately))
            {
                return Crash(row, pod, status, last, "container");
            }

            if (!facts.IsOlder(started, StartOf(row, status)))
            {
                return new PodProblem(WorkloadCode.PodStarting, $"container {status.Name} is starting", ProblemWeight.Passing, started);
            }

            var said = facts.Events.Find("Pod", pod.Namespace, pod.Name, "Unhealthy")?.Message;
            var probe = status.Started == false ? "startup probe" : "readiness probe";
            return new PodProblem(
                WorkloadCode.ProbeFailing, $"container {status.Name} runs, but its {probe} fails{(said is null ? "" : $": {Words.Short(Words.AfterColon(said))}")}", ProblemWeight.Broken, since,
                $"kubectl -n {pod.Namespace} logs {pod.Name} -c {status.Name}");
        }

        var gates = (row.Spec?.ReadinessGates ?? []).Select(gate => gate.ConditionType).Where(type => type is not null && row.ConditionOf(type)?.Status != "True").ToArray();
        if (gates.Length > 0)
        {
            return new PodProblem(
                WorkloadCode.ReadinessGateClosed, $"its containers are ready, but readiness gate {string.Join(", ", gates)} is not passed",
                facts.IsOlder(since, Start) ? ProblemWeight.Broken : ProblemWeight.Passing, since);
        }

        // Containers that did their work in a pod that goes on with others make the pod not ready for good.
        var ready = row.ConditionOf("Ready");
        return ready?.Reason == "PodCompleted" ? null
            : facts.IsOlder(since, Start)
                ? new PodProblem(WorkloadCode.ProbeFailing, Words.Short(ready?.Message) ?? "it is not ready, and says no more", ProblemWeight.Broken, since)
                : new PodProblem(WorkloadCode.PodStarting, "it is about to be ready", ProblemWeight.Passing, since);
    }

    /// <summary>A pod that works now, but whose containers keep dying.</summary>
    private static PodProblem? Restarts(PodRow row, PodFact pod, ClusterFacts facts)
    {
        var status = (row.Status?.ContainerStatuses ?? []).OrderByDescending(container => container.RestartCount).FirstOrDefault();
        if (status is not { RestartCount: > 0, LastState.Terminated: { } last })
        {
            return null;
        }

        var text = $"container {status.Name} was restarted {Words.Times(status.RestartCount)}, the last time after {Words.End(last, Limit(row, status.Name))}";
        var flaps = status.RestartCount >= ManyRestarts && facts.Now is not null && !facts.IsOlder(last.FinishedAt, Lately);
        return flaps
            ? new PodProblem(
                last.Reason == "OOMKilled" ? WorkloadCode.ContainerOutOfMemory : WorkloadCode.ContainerRestarting, text, ProblemWeight.Unsteady, last.FinishedAt,
                $"kubectl -n {pod.Namespace} logs {pod.Name} -c {status.Name} --previous")
            : new PodProblem(WorkloadCode.ContainerRestarted, text, ProblemWeight.Note, last.FinishedAt);
    }

    private static PodProblem? Waiting(PodRow row, PodFact pod, ContainerStatus status, ClusterFacts facts, string what)
    {
        if (status.State?.Waiting is not { Reason: { } reason } waiting)
        {
            return null;
        }

        var since = row.ConditionOf("Ready")?.LastTransitionTime ?? pod.Created;
        var describe = $"kubectl -n {pod.Namespace} describe pod {pod.Name}";
        var prefix = what == "container" ? "" : $"{what} {status.Name}: ";
        if (ImageReasons.Contains(reason))
        {
            var image = (row.Spec?.Containers ?? []).Concat(row.Spec?.InitContainers ?? []).FirstOrDefault(container => container.Name == status.Name)?.Image;
            return new PodProblem(WorkloadCode.ImagePullFailed, $"{prefix}{Words.Image(reason, waiting.Message, image)}", ProblemWeight.Broken, since, describe);
        }

        if (reason == "CreateContainerConfigError")
        {
            return new PodProblem(
                WorkloadCode.ContainerConfigInvalid, $"{prefix}{Words.Short(waiting.Message) ?? "its configuration is not valid"}", ProblemWeight.Broken, since, describe,
                Words.MissingObject(waiting.Message, pod.Namespace));
        }

        if (StartReasons.Contains(reason))
        {
            return new PodProblem(
                WorkloadCode.ContainerCannotStart, $"{prefix}container {status.Name} cannot be started ({reason}): {Words.Short(waiting.Message)}", ProblemWeight.Broken, since, describe);
        }

        if (reason == "CrashLoopBackOff")
        {
            return Crash(row, pod, status, status.LastState?.Terminated, what);
        }

        return reason is "ContainerCreating" or "PodInitializing" || !facts.IsOlder(since, Start)
            ? null
            : new PodProblem(WorkloadCode.ContainerCannotStart, $"{prefix}container {status.Name} waits: {reason} {Words.Short(waiting.Message)}".TrimEnd(), ProblemWeight.Broken, since, describe);
    }

    private static PodProblem Crash(PodRow row, PodFact pod, ContainerStatus status, TerminatedState? end, string what)
    {
        var init = what == "init container";
        var code = end?.Reason == "OOMKilled" ? WorkloadCode.ContainerOutOfMemory : init ? WorkloadCode.InitContainerFailing : WorkloadCode.ContainerCrashing;
        var times = status.RestartCount > 0 ? $" ({Words.Restarts(status.RestartCount)})" : "";
        return new PodProblem(
            code, $"{what} {status.Name} ends with {(end is null ? "an error" : Words.End(end, Limit(row, status.Name)))} each time{times}", ProblemWeight.Broken,
            row.ConditionOf("Ready")?.LastTransitionTime ?? end?.FinishedAt, $"kubectl -n {pod.Namespace} logs {pod.Name} -c {status.Name} --previous");
    }

    /// <summary>A pod on its node whose containers are still being made.</summary>
    private static PodProblem Creating(PodRow row, PodFact pod, ClusterFacts facts, ContainerStatus? status)
    {
        var since = row.ConditionOf("PodScheduled")?.LastTransitionTime ?? pod.Created;
        if (!facts.IsOlder(since, Start))
        {
            return new PodProblem(WorkloadCode.PodStarting, "its containers are being made", ProblemWeight.Passing, since);
        }

        var describe = $"kubectl -n {pod.Namespace} describe pod {pod.Name}";
        var told = facts.Events.Find("Pod", pod.Namespace, pod.Name, "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "Failed", "NetworkNotReady");
        return told?.Reason switch
        {
            "FailedMount" or "FailedAttachVolume" => new PodProblem(
                WorkloadCode.VolumeNotMounted, Words.Short(told.Message) ?? "a volume cannot be mounted", ProblemWeight.Broken, since, describe, Words.MissingObject(told.Message, pod.Namespace)),
            "FailedCreatePodSandBox" or "NetworkNotReady" => new PodProblem(
                WorkloadCode.SandboxFailed, $"its sandbox cannot be made on {pod.Node}: {Words.Short(told.Message)}", ProblemWeight.Broken, since, describe),
            "Failed" => new PodProblem(WorkloadCode.ContainerCannotStart, Words.Short(told.Message) ?? "its containers cannot be started", ProblemWeight.Broken, since, describe),
            _ => new PodProblem(
                WorkloadCode.PodNotCreatedOnNode,
                row.Status?.StartTime is null
                    ? $"the kubelet of {pod.Node} has not taken it up"
                    : string.Create(CultureInfo.InvariantCulture, $"its containers are still being made on {pod.Node}{(status is null ? "" : $" ({status.State?.Waiting?.Reason})")}"),
                ProblemWeight.Broken, since, describe),
        };
    }

    private static string? Limit(PodRow row, string? container) => SpecOf(row, container)?.Resources?.Limits?.GetValueOrDefault("memory");

    /// <summary>What a container may take until it is ready: its probes say so themselves. One that was restarted has had its time.</summary>
    private static TimeSpan StartOf(PodRow row, ContainerStatus status)
    {
        if (status.RestartCount > 0 || SpecOf(row, status.Name) is not { } spec)
        {
            return Start;
        }

        var seconds = status.Started == false && spec.StartupProbe is { } startup
            ? startup.InitialDelaySeconds + (startup.PeriodSeconds * startup.FailureThreshold)
            : spec.ReadinessProbe?.InitialDelaySeconds ?? 0;
        return Start + TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86400));
    }

    private static ContainerSpec? SpecOf(PodRow row, string? container) =>
        (row.Spec?.Containers ?? []).Concat(row.Spec?.InitContainers ?? []).FirstOrDefault(spec => spec.Name == container);
}
