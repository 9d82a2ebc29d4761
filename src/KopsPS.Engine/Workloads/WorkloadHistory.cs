using System.Globalization;
using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>Goes back to an earlier template: from the replica sets of a deployment, the controller revisions of the others.</summary>
public sealed class WorkloadHistory(KubeClient client)
{
    /// <summary>What going back would change, as the API server says.</summary>
    /// <param name="workload">Which.</param>
    /// <param name="revision">To this revision; null is the one before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesRevisionNotFound</c>, <c>KubernetesWorkloadUnfit</c> for a paused deployment, …</exception>
    public async Task<Undoing> PlanAsync(WorkloadObject workload, long? revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.IsSuspended)
        {
            throw Faults.KubernetesWorkloadUnfit(workload.Target.ToString(), "is paused and would not roll back", "Resume-KopsWorkload lets its rollout go on.");
        }

        var (kind, kept) = workload.Target.Kind == "Deployment"
            ? (KubePatch.Json, await OfReplicaSetsAsync(workload, cancellationToken).ConfigureAwait(false))
            : (KubePatch.Strategic, await OfRevisionsAsync(workload, cancellationToken).ConfigureAwait(false));
        var current = workload.Revision ?? (kept.Count > 0 ? kept.Keys.Max() : 0);
        var wanted = revision ?? kept.Keys.Where(each => each < current).DefaultIfEmpty(0).Max();
        if (!kept.TryGetValue(wanted, out var patch))
        {
            throw Faults.KubernetesRevisionNotFound(workload.Target.ToString(), revision, [.. kept.Keys.Order()]);
        }

        var after = await client.PatchAsync(workload.Target.Path, kind, patch, new KubeWriteOptions { DryRun = true }, cancellationToken).ConfigureAwait(false);
        return new Undoing(workload, wanted, ObjectDifference.Of(workload.Body, after), kind, patch);
    }

    /// <summary>Goes back.</summary>
    /// <exception cref="KopsException"><c>KubernetesInvalid</c> where the template was changed in between; …</exception>
    public async Task<WorkloadObject> ApplyAsync(Undoing undoing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(undoing);
        var target = undoing.Workload.Target;
        return new(target, await client.PatchAsync(target.Path, undoing.Kind, undoing.Patch, null, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Dictionary<long, JsonNode>> OfReplicaSetsAsync(WorkloadObject workload, CancellationToken cancellationToken)
    {
        Dictionary<long, JsonNode> kept = [];
        foreach (var set in await new WorkloadFinder(client).ListAsync("ReplicaSet", workload.Target.Namespace, null, null, cancellationToken).ConfigureAwait(false))
        {
            if (set.Revision is { } revision && IsOf(set.Body, workload) && set.Body["spec"]?["template"]?.DeepClone() is JsonObject template)
            {
                (template["metadata"]?["labels"] as JsonObject)?.Remove("pod-template-hash");

                // A merge would leave what the newer template added; the test keeps a change made in between.
                kept[revision] = new JsonArray(
                    new JsonObject { ["op"] = "test", ["path"] = "/metadata/generation", ["value"] = workload.Body["metadata"]?["generation"]?.DeepClone() },
                    new JsonObject { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = template });
            }
        }

        return kept;
    }

    private async Task<Dictionary<long, JsonNode>> OfRevisionsAsync(WorkloadObject workload, CancellationToken cancellationToken)
    {
        Dictionary<long, JsonNode> kept = [];
        var path = KubePath.For("apps", "v1", "controllerrevisions", workload.Target.Namespace);
        await foreach (var page in KubePager.ListAsync(client, path, WorkloadListJson.Default.Objects, item => (string?)item["metadata"]?["name"] ?? "", cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.Items.Where(item => IsOf(item, workload)))
            {
                if (long.TryParse(item["revision"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && item["data"] is JsonObject data)
                {
                    kept[revision] = data.DeepClone();
                }
            }
        }

        return kept;
    }

    private static bool IsOf(JsonObject item, WorkloadObject workload) =>
        item["metadata"]?["ownerReferences"] is JsonArray owners && owners.Any(owner => (bool?)owner?["controller"] == true && (string?)owner["uid"] == workload.Uid);
}

/// <summary>A way back that the API server has tried.</summary>
/// <param name="Workload">The workload as it is.</param>
/// <param name="Revision">The revision that it goes back to.</param>
/// <param name="Differences">What changes.</param>
/// <param name="Kind">How the change is sent.</param>
/// <param name="Patch">The change.</param>
public sealed record Undoing(WorkloadObject Workload, long Revision, KopsFieldDifference[] Differences, KubePatch Kind, JsonNode Patch);
