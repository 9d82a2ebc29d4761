using System.Text.Json.Nodes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Engine.Capacity;

/// <summary>Makes the pod of which is asked how many more fit: of a size, or of an object that has pods.</summary>
public static class PodTemplate
{
    /// <summary>A pod with one container.</summary>
    /// <param name="requests">What it asks for: cores, bytes or pieces by resource.</param>
    /// <param name="nodeSelector">Labels that its node must have; null wants none.</param>
    /// <param name="tolerations">Taints that it bears, as <c>key=value:Effect</c>, each part but the key optional; <c>*</c> bears all.</param>
    public static JsonObject Of(IReadOnlyDictionary<string, decimal> requests, IReadOnlyDictionary<string, string>? nodeSelector, IReadOnlyCollection<string>? tolerations)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "pod",
                    ["resources"] = new JsonObject { ["requests"] = new JsonObject(requests.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)JsonValue.Create(item.Value)))) },
                }),
                ["nodeSelector"] = new JsonObject((nodeSelector ?? new Dictionary<string, string>()).Select(item => KeyValuePair.Create(item.Key, (JsonNode?)JsonValue.Create(item.Value)))),
                ["tolerations"] = new JsonArray([.. (tolerations ?? []).Select(Toleration)]),
            },
        };
    }

    /// <summary>The pod that a workload of a cluster makes.</summary>
    /// <param name="workload">The workload; of a list, where objects do not say their kind, as well.</param>
    /// <exception cref="KopsException"><c>KubernetesWorkloadUnfit</c> for a daemon set.</exception>
    public static JsonObject Of(WorkloadObject workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var body = workload.Body.DeepClone().AsObject();
        body["kind"] = workload.Target.Kind;
        return Of(body, workload.Target.ToString());
    }

    /// <summary>The pod that an object makes: itself, or its template.</summary>
    /// <param name="body">A pod or a workload.</param>
    /// <param name="source">What it is, for messages.</param>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c> where it makes none, or one of its quantities is none; <c>KubernetesWorkloadUnfit</c> for a daemon set.</exception>
    public static JsonObject Of(JsonObject body, string source)
    {
        ArgumentNullException.ThrowIfNull(body);
        if ((string?)body["kind"] == "DaemonSet")
        {
            throw Faults.KubernetesWorkloadUnfit(source, "has one pod on every node that it wants: there is nothing to count", "Ask with the pod itself: -Pod.");
        }

        var pod = (body["spec"]?["containers"] is JsonArray ? body : body["spec"]?["jobTemplate"]?["spec"]?["template"] ?? body["spec"]?["template"]) as JsonObject;
        if (pod?["spec"] is not JsonObject spec || spec["containers"] is not JsonArray { Count: > 0 })
        {
            throw Faults.KubernetesManifestInvalid(source, "has no pod: neither spec.containers nor spec.template");
        }

        foreach (var part in new JsonNode?[] { spec }.Concat(spec["containers"] as JsonArray ?? []).Concat(spec["initContainers"] as JsonArray ?? []))
        {
            Check(part?["resources"]?["requests"], source);
            Check(part?["resources"]?["limits"], source);
        }

        // Where it runs now says nothing of where another may.
        var copy = pod.DeepClone().AsObject();
        copy.Remove("status");
        copy["spec"]!.AsObject().Remove("nodeName");
        return copy;
    }

    private static void Check(JsonNode? amounts, string source)
    {
        foreach (var (name, value) in amounts as JsonObject ?? [])
        {
            if (ExactQuantity.Parse(value?.ToString()) is not >= 0)
            {
                throw Faults.KubernetesManifestInvalid(source, $"'{value}' is no quantity of {name}");
            }
        }
    }

    private static JsonNode Toleration(string text)
    {
        if (text == "*")
        {
            return new JsonObject { ["operator"] = "Exists" };
        }

        var effect = text.LastIndexOf(':') is >= 0 and var colon ? text[(colon + 1)..] : null;
        var rest = effect is null ? text : text[..^(effect.Length + 1)];
        var toleration = new JsonObject { ["key"] = rest.Split('=', 2)[0], ["operator"] = rest.Contains('=', StringComparison.Ordinal) ? "Equal" : "Exists" };
        if (rest.Split('=', 2) is [_, var value])
        {
            toleration["value"] = value;
        }

        if (effect is { Length: > 0 })
        {
            toleration["effect"] = effect;
        }

        return toleration;
    }
}
