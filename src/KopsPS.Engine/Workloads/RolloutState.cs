using System.Globalization;
using System.Text.Json.Nodes;

namespace KopsPS.Engine.Workloads;

/// <summary>
/// How far the rollout of a workload has come, by what its controller says of it: its <c>observedGeneration</c> and counts, never a count
/// that belongs to an earlier template.
/// </summary>
/// <param name="IsDone">Everything wanted is there.</param>
/// <param name="Progress">How far, in words.</param>
/// <param name="Failure">Why it will not end by itself; null where it may.</param>
internal sealed record RolloutState(bool IsDone, string Progress, string? Failure = null)
{
    /// <summary>Reads an object.</summary>
    public static RolloutState Of(string kind, JsonObject body)
    {
        var (metadata, spec, status) = (body["metadata"] as JsonObject, body["spec"] as JsonObject, body["status"] as JsonObject);
        if (kind is not ("Job" or "CronJob" or "Pod") && Number(metadata, "generation") > (Number(status, "observedGeneration") ?? 0))
        {
            return new(false, "its controller has not seen the change yet");
        }

        var wanted = Number(spec, "replicas") ?? 1;
        return kind switch
        {
            "Deployment" => Deployment(spec, status, wanted),
            "StatefulSet" => StatefulSet(spec, status, wanted),
            "DaemonSet" => DaemonSet(spec, status),
            "ReplicaSet" or "ReplicationController" => Counted(Number(status, "readyReplicas") ?? 0, wanted, "ready"),
            "Job" => Job(spec, status),
            "Pod" => (string?)status?["phase"] switch
            {
                "Failed" => new(false, "failed", $"the pod failed: {(string?)status["reason"] ?? "no reason given"}"),
                "Succeeded" => new(true, "succeeded"),
                var phase => Condition(status, "Ready", "True") is not null ? new(true, "ready") : new(false, $"{phase ?? "Pending"}, not ready"),
            },
            _ => new(true, "there"),
        };
    }

    private static RolloutState Deployment(JsonObject? spec, JsonObject? status, long wanted)
    {
        if (Condition(status, "Progressing", "False") is { } stuck)
        {
            return new(false, "stuck", $"{stuck.Reason}: {stuck.Message}");
        }

        var (updated, total, available) = (Number(status, "updatedReplicas") ?? 0, Number(status, "replicas") ?? 0, Number(status, "availableReplicas") ?? 0);
        if ((bool?)spec?["paused"] == true && updated < wanted)
        {
            return new(false, "paused", "its rollout is paused: Resume-KopsWorkload lets it go on");
        }

        return updated < wanted ? Counted(updated, wanted, "updated")
            : total > updated ? new(false, Say($"{total - updated} old replicas are still to end"))
            : Counted(available, updated, "available");
    }

    private static RolloutState StatefulSet(JsonObject? spec, JsonObject? status, long wanted)
    {
        if ((string?)spec?["updateStrategy"]?["type"] == "OnDelete")
        {
            return Counted(Number(status, "readyReplicas") ?? 0, wanted, "ready (strategy OnDelete: pods take the new template when they are deleted)");
        }

        var (updated, ready) = (Number(status, "updatedReplicas") ?? 0, Number(status, "readyReplicas") ?? 0);
        var partition = Number(spec?["updateStrategy"]?["rollingUpdate"] as JsonObject, "partition") ?? 0;
        var toUpdate = Math.Max(0, wanted - partition);
        return updated < toUpdate && (string?)status?["updateRevision"] != (string?)status?["currentRevision"] ? Counted(updated, toUpdate, "updated") : Counted(ready, wanted, "ready");
    }

    private static RolloutState DaemonSet(JsonObject? spec, JsonObject? status)
    {
        var (desired, updated, available) = (Number(status, "desiredNumberScheduled") ?? 0, Number(status, "updatedNumberScheduled") ?? 0, Number(status, "numberAvailable") ?? 0);
        return (string?)spec?["updateStrategy"]?["type"] != "OnDelete" && updated < desired ? Counted(updated, desired, "updated") : Counted(available, desired, "available");
    }

    private static RolloutState Job(JsonObject? spec, JsonObject? status)
    {
        if (Condition(status, "Failed", "True") is { } failed)
        {
            return new(false, "failed", $"{failed.Reason}: {failed.Message}");
        }

        var (succeeded, wanted) = (Number(status, "succeeded") ?? 0, Number(spec, "completions") ?? 1);
        return Condition(status, "Complete", "True") is not null ? new(true, Say($"{succeeded} completed"))
            : (bool?)spec?["suspend"] == true ? new(false, "suspended", "the job is suspended: Resume-KopsWorkload lets it go on")
            : new(false, Say($"{succeeded} of {wanted} completed, {Number(status, "active") ?? 0} running"));
    }

    private static RolloutState Counted(long there, long wanted, string what) => new(there >= wanted, Say($"{there} of {wanted} {what}"));

    private static (string Reason, string Message)? Condition(JsonObject? status, string type, string value) =>
        (status?["conditions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(condition => (string?)condition["type"] == type && (string?)condition["status"] == value) is { } found
            ? ((string?)found["reason"] ?? "", (string?)found["message"] ?? "")
            : null;

    private static long? Number(JsonObject? body, string field) => body?[field] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
