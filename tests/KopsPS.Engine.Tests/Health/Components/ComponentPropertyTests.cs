using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using KopsPS.Engine.Health.Components;

namespace KopsPS.Engine.Tests.Health.Components;

/// <summary>Objects that lack anything, or have something odd in it, give a verdict all the same.</summary>
public class ComponentPropertyTests
{
    private static readonly string[] Lists =
        ["leases-kube-system", "daemonsets", "deployments", "services", "endpointslices", "namespaces", "apiservices", "csinodes", "nodes", "validating", "csr", "pods"];

    [Fact]
    public void Any_object_of_a_kind_gives_a_verdict()
    {
        var models = Lists.Where(slug => slug != "pods").ToDictionary(slug => slug, slug => Model(slug).ToJsonString());
        models["pods"] = new ComponentScene().One("pods", "kube-apiserver-i-0a1c4e7b92d35f801").ToJsonString();
        var judged = 0;
        Gen.Select(Gen.Int[0, Lists.Length - 1], Gen.Int[0, int.MaxValue].Array[1, 6]).Sample(
            (index, choices) =>
            {
                var slug = Lists[index];
                var scene = new ComponentScene();
                var item = JsonNode.Parse(models[slug])!;
                foreach (var choice in choices)
                {
                    Spoil(item, choice);
                }

                foreach (var other in Lists)
                {
                    scene.Only(other, other == slug ? [item] : []);
                }
                ComponentFacts facts;
                try
                {
                    facts = scene.Facts();
                }
                catch (JsonException)
                {
                    // Of another shape than the kind has: the client says so.
                    return;
                }

                foreach (var part in ComponentHealthReader.Judge(facts))
                {
                    Assert.NotNull(part.Name);
                    Interlocked.Increment(ref judged);
                }
            },
            iter: 500);
        Assert.True(judged > 5000);
    }

    private static JsonNode Model(string slug) => slug switch
    {
        "validating" => ComponentScene.Webhook("guard", "Fail", "kube-system", "kube-dns", selector: []),
        "csr" => JsonNode.Parse("""{"metadata":{"name":"c","creationTimestamp":"2026-11-22T20:00:00Z"},"spec":{"signerName":"kubernetes.io/kubelet-serving","username":"system:node:x"},"status":{"conditions":[{"type":"Approved","status":"True"}]}}""")!,
        "namespaces" => new ComponentScene().One(slug, "legacy"),
        "apiservices" => new ComponentScene().One(slug, "v1beta1.metrics.k8s.io"),
        "daemonsets" => new ComponentScene().One(slug, "cilium"),
        "leases-kube-system" => new ComponentScene().One(slug, "cloud-controller-manager"),
        _ => new ComponentScene()[slug][0]!.DeepClone(),
    };

    /// <summary>Takes away, empties or nulls one value, by a number.</summary>
    private static void Spoil(JsonNode root, int choice)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0)
        {
            return;
        }

        var place = places[choice % places.Count];
        switch (place.Parent)
        {
            case JsonObject parent:
                var name = place.GetPropertyName();
                switch ((choice / places.Count) % 4)
                {
                    case 0:
                        parent.Remove(name);
                        break;
                    case 1 when place is JsonArray or JsonObject:
                        parent[name] = null;
                        break;
                    case 2 when place is JsonArray array:
                        array.Clear();
                        array.Add(null);
                        break;
                    default:
                        if (place is JsonValue value && value.GetValueKind() == JsonValueKind.String && !name.EndsWith("Time", StringComparison.Ordinal) && !name.EndsWith("Timestamp", StringComparison.Ordinal))
                        {
                            parent[name] = "";
                        }
                        else
                        {
                            parent.Remove(name);
                        }

                        break;
                }

                break;
            case JsonArray list:
                list.Remove(place);
                break;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        foreach (var child in node switch { JsonObject some => some.Select(pair => pair.Value), JsonArray list => list, _ => [] })
        {
            if (child is not null)
            {
                places.Add(child);
                Collect(child, places);
            }
        }
    }
}
