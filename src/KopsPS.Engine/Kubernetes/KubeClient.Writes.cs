using System.Text;
using System.Text.Json.Nodes;

namespace KopsPS.Engine.Kubernetes;

/// <summary>The changes that a client can make.</summary>
public sealed partial class KubeClient
{
    /// <summary>
    /// Patches an object or subresource. An apply makes the object where it is missing, and its body may be YAML or JSON. A JSON patch is
    /// never sent twice.
    /// </summary>
    /// <param name="path">Path of the object, as <c>/api/v1/nodes/x</c> or <c>/apis/apps/v1/namespaces/a/deployments/b/scale</c>.</param>
    /// <param name="kind">What <paramref name="body"/> is.</param>
    /// <param name="body">The patch.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the call; the server may have done it all the same.</param>
    /// <returns>The object as it is now (or would be, in a dry run).</returns>
    /// <exception cref="KopsException"><c>KubernetesConflict</c>, <c>KubernetesInvalid</c>, <c>KubernetesNotFound</c>, <c>KubernetesForbidden</c>, … the
    /// <see cref="KubeRefusalException"/> inside has each field.</exception>
    public Task<JsonObject> PatchAsync(
        string path, KubePatch kind, JsonNode body, KubeWriteOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        return PatchAsync(path, kind, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body.ToJsonString()), options, cancellationToken);
    }

    /// <inheritdoc cref="PatchAsync(string, KubePatch, JsonNode, KubeWriteOptions?, CancellationToken)"/>
    public Task<JsonObject> PatchAsync(
        string path, KubePatch kind, ReadOnlyMemory<byte> body, KubeWriteOptions? options, CancellationToken cancellationToken) => SendAsync(
        new KubeRequest
        {
            Method = HttpMethod.Patch,
            Path = (options ?? new KubeWriteOptions()).Query(path, kind == KubePatch.Apply),
            Body = body,
            ContentType = kind switch
            {
                KubePatch.Apply => "application/apply-patch+yaml",
                KubePatch.Strategic => "application/strategic-merge-patch+json",
                KubePatch.Json => "application/json-patch+json",
                _ => "application/merge-patch+json",
            },
            IsRepeatable = kind != KubePatch.Json || options is { Repeatable: true } or { DryRun: true },
        },
        JsonType.Default.JsonObject,
        cancellationToken);

    /// <summary>Makes an object, or asks something of a subresource (<c>eviction</c>, <c>token</c>, an access review).</summary>
    /// <returns>What was made, or a Status.</returns>
    /// <exception cref="KopsException">As with a patch; <c>KubernetesAlreadyExists</c>; <c>KubernetesEvictionRefused</c>; <c>KubernetesOutcomeUnknown</c>
    /// where the way broke.</exception>
    public Task<JsonObject> PostAsync(string path, JsonObject body, KubeWriteOptions? options, CancellationToken cancellationToken) =>
        SendAsync(Whole(HttpMethod.Post, path, body, options, options is { Repeatable: true } or { DryRun: true }), JsonType.Default.JsonObject, cancellationToken);

    /// <summary>Replaces an object or subresource; with its <c>resourceVersion</c> only if nobody changed it in between.</summary>
    /// <exception cref="KopsException">As with a patch.</exception>
    public Task<JsonObject> PutAsync(string path, JsonObject body, KubeWriteOptions? options, CancellationToken cancellationToken) =>
        SendAsync(Whole(HttpMethod.Put, path, body, options, true), JsonType.Default.JsonObject, cancellationToken);

    /// <summary>Deletes an object. It may live on until its finalizers and its kubelet are done.</summary>
    /// <returns>The object, where it still lives, or a Status.</returns>
    /// <exception cref="KopsException"><c>KubernetesNotFound</c>; <c>KubernetesConflict</c> where it is not the object that was meant; …</exception>
    public Task<JsonObject> DeleteAsync(string path, KubeDeleteOptions? options, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options?.Propagation is { } propagation)
        {
            body["propagationPolicy"] = propagation;
        }

        if (options?.GracePeriod is { } grace)
        {
            body["gracePeriodSeconds"] = (long)grace.TotalSeconds;
        }

        if (options?.DryRun == true)
        {
            // Where there is a body the API server reads nothing of the query: told only there, the object would be deleted.
            body["dryRun"] = new JsonArray("All");
        }

        if (options?.Uid is not null || options?.ResourceVersion is not null)
        {
            var preconditions = new JsonObject();
            if (options.Uid is { } uid)
            {
                preconditions["uid"] = uid;
            }

            if (options.ResourceVersion is { } version)
            {
                preconditions["resourceVersion"] = version;
            }

            body["preconditions"] = preconditions;
        }

        return SendAsync(
            new KubeRequest
            {
                Method = HttpMethod.Delete,
                Path = KubePath.WithQuery(path, ("dryRun", options?.DryRun == true ? "All" : null)),
                Body = Encoding.UTF8.GetBytes(body.ToJsonString()),

                // Without a UID a second one could hit the successor that a StatefulSet has made by then.
                IsRepeatable = options?.Uid is not null || options?.ResourceVersion is not null || options?.DryRun == true,
            },
            JsonType.Default.JsonObject,
            cancellationToken);
    }

    /// <summary>
    /// Evicts a pod: deletes it where its disruption budgets allow. With a UID it is safe to repeat, and a pod of the same name that came after
    /// is never hit.
    /// </summary>
    /// <exception cref="KopsException"><c>KubernetesEvictionRefused</c>, which names the budget; <c>KubernetesNotFound</c>; <c>KubernetesConflict</c>.</exception>
    public Task<JsonObject> EvictAsync(string @namespace, string pod, string? uid, bool dryRun, TimeSpan? gracePeriod, CancellationToken cancellationToken)
    {
        var deletion = new JsonObject();
        if (uid is not null)
        {
            deletion["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        if (gracePeriod is { } grace)
        {
            deletion["gracePeriodSeconds"] = (long)grace.TotalSeconds;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = pod, ["namespace"] = @namespace },
        };
        if (deletion.Count > 0)
        {
            body["deleteOptions"] = deletion;
        }

        return PostAsync(
            KubePath.For("", "v1", "pods", @namespace, pod, "eviction"), body, new KubeWriteOptions { DryRun = dryRun, Repeatable = uid is not null }, cancellationToken);
    }

    /// <summary>Sets the number of replicas through the scale subresource.</summary>
    /// <param name="path">Path of the object, without <c>/scale</c>.</param>
    /// <param name="replicas">How many.</param>
    /// <param name="resourceVersion">Only if the scale still has this version; null for whatever it is.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="KopsException">As with a patch.</exception>
    public Task<JsonObject> ScaleAsync(string path, int replicas, string? resourceVersion, KubeWriteOptions? options, CancellationToken cancellationToken)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
        if (resourceVersion is not null)
        {
            patch["metadata"] = new JsonObject { ["resourceVersion"] = resourceVersion };
        }

        return PatchAsync(path + "/scale", KubePatch.Merge, patch, options, cancellationToken);
    }

    private static KubeRequest Whole(HttpMethod method, string path, JsonObject body, KubeWriteOptions? options, bool isRepeatable) => new()
    {
        Method = method,
        Path = (options ?? new KubeWriteOptions()).Query(path),
        Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
        IsRepeatable = isRepeatable,
    };
}
