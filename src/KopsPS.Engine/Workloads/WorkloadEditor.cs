using System.Globalization;
using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>The changes of a workload that need no manifest.</summary>
public sealed class WorkloadEditor(KubeClient client, IFeedback feedback)
{
    /// <summary>Replaces all pods, as the kind's strategy allows.</summary>
    /// <exception cref="KopsException"><c>KubernetesWorkloadUnfit</c> for a paused deployment; one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<WorkloadObject> RestartAsync(WorkloadObject workload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.IsSuspended)
        {
            throw Faults.KubernetesWorkloadUnfit(workload.Target.ToString(), "is paused and would not restart", "Resume-KopsWorkload lets its rollout go on.");
        }

        // The annotation that kubectl sets: whoever looks at either finds the time.
        var time = (client.Clock.Now ?? DateTimeOffset.UtcNow).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var patch = new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kubectl.kubernetes.io/restartedAt"] = time } } },
            },
        };
        return new(workload.Target, await client.PatchAsync(workload.Target.Path, KubePatch.Strategic, patch, null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sets the number of replicas.</summary>
    /// <param name="workload">Which.</param>
    /// <param name="replicas">How many.</param>
    /// <param name="current">Only where it wants so many now; null whatever it wants.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesWorkloadUnfit</c>, <c>KubernetesConflict</c>, …</exception>
    public async Task<WorkloadObject> ScaleAsync(WorkloadObject workload, int replicas, int? current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var wanted = (int?)workload.Body["spec"]?["replicas"] ?? 1;
        if (current is { } told && told != wanted)
        {
            throw Faults.KubernetesWorkloadUnfit(workload.Target.ToString(), $"wants {wanted} replicas now, not {told}", "Look at it again before you change it.");
        }

        if ((workload.Body["metadata"]?["ownerReferences"] as JsonArray)?.FirstOrDefault(owner => (bool?)owner?["controller"] == true) is { } controller)
        {
            feedback.Warning($"{(string?)controller["kind"]}/{(string?)controller["name"]} made {workload.Target} and sets its replicas as well: it will set them again.");
        }

        await WarnOfAutoscalerAsync(workload.Target, cancellationToken).ConfigureAwait(false);
        await client.ScaleAsync(
            workload.Target.Path, replicas, current is null ? null : (string?)workload.Body["metadata"]?["resourceVersion"], null, cancellationToken).ConfigureAwait(false);
        return await new WorkloadFinder(client).ReadAsync(workload.Target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Suspends or resumes a cron job or job; pauses or resumes the rollout of a deployment.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<WorkloadObject> SuspendAsync(WorkloadObject workload, bool suspend, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.IsSuspended == suspend)
        {
            feedback.Verbose($"{workload.Target} is {(suspend ? "suspended" : "not suspended")} already.");
            return workload;
        }

        var patch = new JsonObject { ["spec"] = new JsonObject { [workload.Target.Kind == "Deployment" ? "paused" : "suspend"] = suspend } };
        return new(workload.Target, await client.PatchAsync(workload.Target.Path, KubePatch.Merge, patch, null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes, and waits until it and what it made are gone.</summary>
    /// <exception cref="KopsException"><c>KubernetesRemovalTimeout</c>, which names what holds it; one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task RemoveAsync(WorkloadObject workload, RolloutOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(options);
        var (target, activity, begun) = (workload.Target, $"Removing {workload.Target}", DateTimeOffset.UtcNow);
        await client.DeleteAsync(target.Path, new KubeDeleteOptions { Uid = workload.Uid, Propagation = "Foreground" }, cancellationToken).ConfigureAwait(false);
        try
        {
            while (await FindAsync(target, cancellationToken).ConfigureAwait(false) is { } still && (string?)still["metadata"]?["uid"] == workload.Uid)
            {
                var held = string.Join(", ", (still["metadata"]?["finalizers"] as JsonArray ?? []).Select(finalizer => finalizer?.ToString()));
                if (DateTimeOffset.UtcNow - begun >= options.Limit)
                {
                    throw Faults.KubernetesRemovalTimeout(target.ToString(), options.Limit, held.Length > 0 ? $"held by {held}" : "nothing says what holds it");
                }

                feedback.Progress(new ProgressReport(activity, held.Contains("foregroundDeletion", StringComparison.Ordinal) ? "its pods are ending" : held.Length > 0 ? $"held by {held}" : "ending"));
                await Task.Delay(options.Interval, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            feedback.Warning($"Stopped while waiting: the removal of {target} is under way and goes on.");
            throw;
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }
    }

    private async Task<JsonObject?> FindAsync(WorkloadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetJsonAsync(target.Path, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            return null;
        }
    }

    private async Task WarnOfAutoscalerAsync(WorkloadTarget target, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var scaler in await new WorkloadFinder(client).ListAsync("HorizontalPodAutoscaler", target.Namespace, null, null, cancellationToken).ConfigureAwait(false))
            {
                var of = scaler.Body["spec"]?["scaleTargetRef"];
                if ((string?)of?["kind"] == target.Kind && (string?)of?["name"] == target.Name)
                {
                    feedback.Warning($"The autoscaler {scaler.Target.Namespace}/{scaler.Target.Name} sets the replicas of {target} as well, and will set them again.");
                }
            }
        }
        catch (KopsException fault)
        {
            feedback.Debug($"Whether an autoscaler sets the replicas is not known: {fault.Message}");
        }
    }
}
