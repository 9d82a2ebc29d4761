using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>
/// Removes what an earlier set of manifests had and this one has no more: objects with the labels of the set that this field manager has
/// applied and that nothing else controls, in the namespaces of the set. Namespaces, definitions and volumes are left: with them goes what
/// no manifest brings back.
/// </summary>
internal sealed class WorkloadPruner(KubeClient client, KubeDiscovery discovery, IFeedback feedback)
{
    private const int AtOnce = 8;

    private static readonly string[] Kept = ["Namespace", "CustomResourceDefinition", "PersistentVolume", "PersistentVolumeClaim", "Node"];

    /// <summary>Prunes, or in a dry run says what would be.</summary>
    public async IAsyncEnumerable<KopsAppliedObject> PruneAsync(
        IReadOnlyList<ManifestObject> objects, string selector, PublishRequest request, Action<KopsException> onFault, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await FindAsync(objects, selector, request, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0
            || (!request.DryRun && request.AgreesToPrune is { } agrees && !await agrees([.. found.Select(item => item.Object.ToString())]).ConfigureAwait(false)))
        {
            yield break;
        }

        foreach (var (path, item, uid) in found)
        {
            try
            {
                await client.DeleteAsync(path, new KubeDeleteOptions { Uid = uid, Propagation = "Background", DryRun = request.DryRun }, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                if (fault.Id != "KubernetesNotFound")
                {
                    onFault(fault);
                }

                continue;
            }

            yield return new KopsAppliedObject
            {
                Action = KopsAppliedAction.Pruned,
                ApiVersion = item.ApiVersion,
                Kind = item.Kind,
                Namespace = item.Namespace ?? "",
                Name = item.Name,
                DryRun = request.DryRun,
                ClusterName = request.ClusterName ?? client.Context.ClusterEntry,
                Kubeconfig = client.Context.Source,
                Context = client.Context.Name,
            };
        }
    }

    private async Task<List<(string Path, ManifestObject Object, string? Uid)>> FindAsync(
        IReadOnlyList<ManifestObject> objects, string selector, PublishRequest request, CancellationToken cancellationToken)
    {
        var wanted = objects.Select(item => $"{item.Group}/{item}").ToHashSet(StringComparer.Ordinal);
        string?[] spaces = [.. objects.Select(item => item is { Kind: "Namespace", Group: "" } ? item.Name : item.Namespace).OfType<string>().Distinct(StringComparer.Ordinal)];
        var lists = discovery.Resources
            .Where(resource => resource.Verbs.Contains("list") && resource.Verbs.Contains("delete") && !Kept.Contains(resource.Kind))
            .GroupBy(resource => (resource.Group, resource.Kind)).Select(versions => versions.First())
            .SelectMany(resource => (resource.IsNamespaced ? spaces : [null]).Select(space => (Resource: resource, Space: space)))
            .ToArray();
        using var slots = new SemaphoreSlim(AtOnce);
        var found = await Task.WhenAll(lists.Select(list => ListAsync(list.Resource, list.Space))).ConfigureAwait(false);
        return [.. found.SelectMany(items => items).DistinctBy(item => item.Uid ?? item.Path)];

        async Task<List<(string Path, ManifestObject Object, string? Uid)>> ListAsync(KubeResource resource, string? space)
        {
            List<(string, ManifestObject, string?)> own = [];
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var path = KubePath.WithQuery(resource.Path(space), ("labelSelector", selector));
                await foreach (var page in KubePager.ListAsync(client, path, WorkloadListJson.Default.Objects, Key, cancellationToken).ConfigureAwait(false))
                {
                    foreach (var body in page.Items.Where(body => IsOurs(body, request.FieldManager)))
                    {
                        // Items of a list name neither kind nor version.
                        (body["apiVersion"], body["kind"]) = (resource.ApiVersion, resource.Kind);
                        var item = new ManifestObject(body, "");
                        if (!wanted.Contains($"{item.Group}/{item}"))
                        {
                            own.Add((resource.Path(item.Namespace, item.Name), item, (string?)body["metadata"]?["uid"]));
                        }
                    }
                }
            }
            catch (KopsException fault) when (fault.Id is "KubernetesForbidden" or "KubernetesNotFound" or "KubernetesServerFailed" or "KubernetesRequestRefused")
            {
                var message = $"{resource.Plural}{(space is null ? "" : $" of {space}")} cannot be listed and are not pruned: {fault.Message}";
                if (fault.Id == "KubernetesNotFound")
                {
                    feedback.Debug(message);
                }
                else
                {
                    feedback.Warning(message);
                }
            }
            finally
            {
                slots.Release();
            }

            return own;
        }
    }

    private static string Key(JsonObject body) => $"{(string?)body["metadata"]?["namespace"]}/{(string?)body["metadata"]?["name"]}";

    private static bool IsOurs(JsonObject body, string manager) =>
        body["metadata"] is JsonObject metadata
        && metadata["ownerReferences"] is not JsonArray { Count: > 0 }
        && metadata["deletionTimestamp"] is null
        && metadata["managedFields"] is JsonArray writes
        && writes.OfType<JsonObject>().Any(write => (string?)write["manager"] == manager && (string?)write["operation"] == "Apply");
}
