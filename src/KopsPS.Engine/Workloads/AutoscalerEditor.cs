using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>Reads, makes and changes horizontal pod autoscalers (autoscaling/v2).</summary>
public sealed class AutoscalerEditor(KubeClient client)
{
    /// <summary>Their kind.</summary>
    public const string Kind = "HorizontalPodAutoscaler";

    /// <summary>The autoscaler of a workload, or the one that was named; null where the workload has none.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<WorkloadObject?> FindAsync(WorkloadObject workload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return workload.Target.Kind == Kind
            ? workload
            : (await new WorkloadFinder(client).ListAsync(Kind, workload.Target.Namespace, null, null, cancellationToken).ConfigureAwait(false)).FirstOrDefault(scaler =>
                (string?)scaler.Body["spec"]?["scaleTargetRef"]?["kind"] == workload.Target.Kind && (string?)scaler.Body["spec"]?["scaleTargetRef"]?["name"] == workload.Target.Name);
    }

    /// <summary>Changes the autoscaler of a workload, or makes one of its name.</summary>
    /// <param name="workload">The workload, or the autoscaler itself.</param>
    /// <param name="scaler">Its autoscaler; null makes one.</param>
    /// <param name="request">What it is to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesWorkloadUnfit</c> where a new one is not told enough; <c>KubernetesConflict</c>; <c>KubernetesInvalid</c>; …</exception>
    public async Task<WorkloadObject> SetAsync(WorkloadObject workload, WorkloadObject? scaler, AutoscalerRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(request);
        if (scaler is null && (request.Maximum is null || (request.CpuUtilization is null && request.MemoryUtilization is null)))
        {
            throw Faults.KubernetesWorkloadUnfit(
                workload.Target.ToString(), "has no autoscaler, and a new one needs a maximum and something to go by", "Give -Maximum, and -CpuUtilization or -MemoryUtilization.");
        }

        var spec = new JsonObject();
        if (request.Minimum is { } minimum)
        {
            spec["minReplicas"] = minimum;
        }

        if (request.Maximum is { } maximum)
        {
            spec["maxReplicas"] = maximum;
        }

        if (request.CpuUtilization is not null || request.MemoryUtilization is not null)
        {
            var metrics = (scaler?.Body["spec"]?["metrics"] as JsonArray)?.DeepClone().AsArray() ?? [];
            Put(metrics, "cpu", request.CpuUtilization);
            Put(metrics, "memory", request.MemoryUtilization);
            spec["metrics"] = metrics;
        }

        if (scaler is not null)
        {
            // A list is patched whole: only where nobody changed it since it was read.
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = (string?)scaler.Body["metadata"]?["resourceVersion"] }, ["spec"] = spec };
            return scaler with { Body = await client.PatchAsync(scaler.Target.Path, KubePatch.Merge, patch, null, cancellationToken).ConfigureAwait(false) };
        }

        var target = new WorkloadTarget(Kind, workload.Target.Namespace, workload.Target.Name);
        spec["scaleTargetRef"] = new JsonObject
        {
            ["apiVersion"] = workload.Target.Kind == "ReplicationController" ? "v1" : "apps/v1", ["kind"] = workload.Target.Kind, ["name"] = workload.Target.Name,
        };
        var body = new JsonObject
        {
            ["apiVersion"] = "autoscaling/v2",
            ["kind"] = Kind,
            ["metadata"] = new JsonObject { ["name"] = target.Name, ["namespace"] = target.Namespace },
            ["spec"] = spec,
        };
        return new(target, await client.PostAsync(target.Path[..target.Path.LastIndexOf('/')], body, null, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The public object.</summary>
    /// <param name="scaler">The autoscaler.</param>
    /// <param name="clusterName">Name of the cluster; null takes the kubeconfig's.</param>
    public KopsAutoscaler ToAutoscaler(WorkloadObject scaler, string? clusterName)
    {
        ArgumentNullException.ThrowIfNull(scaler);
        var (spec, status) = (scaler.Body["spec"], scaler.Body["status"]);
        var stuck = (status?["conditions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(condition =>
            (string?)condition["type"] is "AbleToScale" or "ScalingActive" && (string?)condition["status"] == "False");
        return new KopsAutoscaler
        {
            Namespace = scaler.Target.Namespace,
            Name = scaler.Target.Name,
            TargetKind = (string?)spec?["scaleTargetRef"]?["kind"] ?? "",
            TargetName = (string?)spec?["scaleTargetRef"]?["name"] ?? "",
            Minimum = Number(spec, "minReplicas") ?? 1,
            Maximum = Number(spec, "maxReplicas") ?? 0,
            Current = Number(status, "currentReplicas"),
            Desired = Number(status, "desiredReplicas"),
            Metrics = [.. (spec?["metrics"] as JsonArray ?? []).OfType<JsonObject>().Select(metric => Metric(metric, status))],
            Problem = stuck is null ? null : $"{(string?)stuck["reason"]}: {(string?)stuck["message"]}",
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    private static void Put(JsonArray metrics, string name, int? utilization)
    {
        if (utilization is not { } percent)
        {
            return;
        }

        if (metrics.FirstOrDefault(metric => (string?)metric?["type"] == "Resource" && (string?)metric["resource"]?["name"] == name) is { } old)
        {
            metrics.Remove(old);
        }

        metrics.Add(new JsonObject
        {
            ["type"] = "Resource",
            ["resource"] = new JsonObject { ["name"] = name, ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percent } },
        });
    }

    private static string Metric(JsonObject metric, JsonNode? status)
    {
        if ((string?)metric["type"] != "Resource")
        {
            return (string?)metric["type"] ?? "";
        }

        var name = (string?)metric["resource"]?["name"];
        var now = (status?["currentMetrics"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(current => (string?)current["resource"]?["name"] == name)?["resource"]?["current"];
        return $"{name} {Amount(now)}/{Amount(metric["resource"]?["target"])}";
    }

    private static string Amount(JsonNode? of) =>
        of?["averageUtilization"] is { } percent ? $"{percent}%" : (of?["averageValue"] ?? of?["value"])?.ToString() ?? "?";

    private static int? Number(JsonNode? node, string field) => node?[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
