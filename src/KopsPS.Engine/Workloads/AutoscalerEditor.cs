using System.Globalization;
using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>Reads, makes and changes horizontal pod autoscalers (autoscaling/v2).</summary>
public sealed class AutoscalerEditor(KubeClient client)
{
    /// <summary>Their kind.</summary>
    public const string Kind = "HorizontalPodAutoscaler";

    /// <summary>The autoscaler of a workload, or the one that was named; null where the workload has none.</summary>
    /// <exception cref="KopsException"><c>KubernetesWorkloadAmbiguous</c> where several scale it; one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<WorkloadObject?> FindAsync(WorkloadObject workload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var target = workload.Target;
        if (target.Kind == Kind)
        {
            return workload;
        }

        var all = await new WorkloadFinder(client).ListAsync(Kind, target.Namespace, null, null, cancellationToken).ConfigureAwait(false);
        return all.Where(scaler => Scales(scaler.Body["spec"]?["scaleTargetRef"], target)).ToArray() switch
        {
            [] => null,
            [var one] => one,
            var several => throw Faults.KubernetesWorkloadAmbiguous(target.ToString(), [.. several.Select(scaler => scaler.Target.ToString())]),
        };
    }

    /// <summary>What would be sent to make or change an autoscaler. Nothing is sent.</summary>
    /// <param name="workload">The workload, or the autoscaler itself.</param>
    /// <param name="scaler">Its autoscaler; null makes one of the workload's name.</param>
    /// <param name="request">What it is to be.</param>
    /// <exception cref="KopsException"><c>KubernetesWorkloadUnfit</c> where nothing is told, a new one is not told enough, or the minimum is above the maximum.</exception>
    public static AutoscalerChange Plan(WorkloadObject workload, WorkloadObject? scaler, AutoscalerRequest request)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(request);
        var (name, old) = ((scaler ?? workload).Target.ToString(), scaler?.Body["spec"]);
        if (scaler is null && (request.Maximum is null || (request.CpuUtilization is null && request.MemoryUtilization is null)))
        {
            throw Faults.KubernetesWorkloadUnfit(
                name, "has no autoscaler, and a new one needs a maximum and something to go by", "Give -Maximum, and -CpuUtilization or -MemoryUtilization.");
        }

        if (request == new AutoscalerRequest())
        {
            throw Faults.KubernetesWorkloadUnfit(name, "is to be changed, but to what is not told", "Give -Minimum, -Maximum, -CpuUtilization or -MemoryUtilization.");
        }

        var (minimum, maximum) = (request.Minimum ?? Number(old, "minReplicas") ?? 1, request.Maximum ?? Number(old, "maxReplicas"));
        if (minimum > maximum)
        {
            throw Faults.KubernetesWorkloadUnfit(name, $"would have a minimum of {minimum} above its maximum of {maximum}", "Give both -Minimum and -Maximum.");
        }

        List<string> words = [];
        var spec = new JsonObject();
        Bound("minReplicas", "minimum", request.Minimum);
        Bound("maxReplicas", "maximum", request.Maximum);
        if (request.CpuUtilization is not null || request.MemoryUtilization is not null)
        {
            var metrics = (old?["metrics"] as JsonArray)?.DeepClone().AsArray() ?? [];
            Utilization(metrics, "cpu", request.CpuUtilization);
            Utilization(metrics, "memory", request.MemoryUtilization);
            spec["metrics"] = metrics;
        }

        return new AutoscalerChange(workload, scaler, spec, string.Join(", ", words));

        void Bound(string field, string word, int? value)
        {
            if (value is { } told)
            {
                words.Add(Step(word, Number(old, field)?.ToString(CultureInfo.InvariantCulture), $"{told}"));
                spec[field] = told;
            }
        }

        void Utilization(JsonArray metrics, string resource, int? value)
        {
            if (value is { } told)
            {
                words.Add(Step(resource, Put(metrics, resource, told), $"{told}%"));
            }
        }

        static string Step(string what, string? from, string to) => from is null || from == to ? $"{what} {to}" : $"{what} {from} to {to}";
    }

    /// <summary>Makes or changes the autoscaler.</summary>
    /// <exception cref="KopsException"><c>KubernetesConflict</c> where somebody changed it since it was read, or one of its name scales something else; <c>KubernetesInvalid</c>; …</exception>
    public async Task<WorkloadObject> ApplyAsync(AutoscalerChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (workload, scaler, spec, _) = change;
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

    /// <summary>
    /// Containers of a workload that do not request what its autoscaler is to go by: a share of nothing cannot be told, so it would not scale at all.
    /// </summary>
    /// <returns>Each as <c>app requests no cpu</c>; none for an autoscaler that was named itself.</returns>
    public static IReadOnlyList<string> Unmeasurable(WorkloadObject workload, AutoscalerRequest request)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(request);
        var pod = workload.Body["spec"]?["template"]?["spec"];
        string[] resources = [.. request.CpuUtilization is null ? [] : new[] { "cpu" }, .. request.MemoryUtilization is null ? [] : new[] { "memory" }];
        return
        [
            // A limit alone is taken for the request as well, and so is a pod's own request.
            .. from resource in resources
               where !Has(pod?["resources"], resource)
               from container in (pod?["containers"] as JsonArray ?? []).Concat((pod?["initContainers"] as JsonArray ?? []).Where(init => (string?)init?["restartPolicy"] == "Always")).OfType<JsonObject>()
               where !Has(container["resources"], resource)
               select $"{(string?)container["name"]} requests no {resource}",
        ];

        static bool Has(JsonNode? resources, string resource) => resources?["requests"]?[resource] is not null || resources?["limits"]?[resource] is not null;
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

    private static bool Scales(JsonNode? reference, WorkloadTarget target) =>
        (string?)reference?["kind"] == target.Kind && (string?)reference["name"] == target.Name && (string?)reference["apiVersion"] is null or "v1" or ['a', 'p', 'p', 's', '/', ..];

    /// <summary>Sets one and says what it was.</summary>
    private static string? Put(JsonArray metrics, string name, int percent)
    {
        var metric = new JsonObject
        {
            ["type"] = "Resource",
            ["resource"] = new JsonObject { ["name"] = name, ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = percent } },
        };
        for (var i = 0; i < metrics.Count; i++)
        {
            if ((string?)metrics[i]?["type"] == "Resource" && (string?)metrics[i]?["resource"]?["name"] == name)
            {
                var was = Amount(metrics[i]?["resource"]?["target"]);
                metrics[i] = metric;
                return was;
            }
        }

        metrics.Add(metric);
        return null;
    }

    /// <summary>A metric by its name, with the present and the wanted value. Every kind of metric holds its own in a field called like it.</summary>
    private static string Metric(JsonObject metric, JsonNode? status)
    {
        var type = (string?)metric["type"] ?? "";
        var field = type.Length == 0 ? "" : char.ToLowerInvariant(type[0]) + type[1..];
        var name = Name(metric[field]);
        var now = (status?["currentMetrics"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(current => (string?)current["type"] == type && Name(current[field]) == name)?[field]?["current"];
        return $"{name} {Amount(now)}/{Amount(metric[field]?["target"])}";

        static string Name(JsonNode? source) => string.Join(' ', new[]
        {
            (string?)source?["container"],
            (string?)source?["name"] ?? (string?)source?["metric"]?["name"],
            source?["describedObject"] is { } described ? $"of {(string?)described["kind"]}/{(string?)described["name"]}" : null,
        }.OfType<string>());
    }

    private static string Amount(JsonNode? of) =>
        of?["averageUtilization"] is { } percent ? $"{percent}%" : (of?["averageValue"] ?? of?["value"])?.ToString() ?? "?";

    private static int? Number(JsonNode? node, string field) => node?[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
