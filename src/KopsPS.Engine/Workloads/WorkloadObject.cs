using System.Globalization;
using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>A workload as the API server has it.</summary>
/// <param name="Target">Which one.</param>
/// <param name="Body">The whole object.</param>
public sealed record WorkloadObject(WorkloadTarget Target, JsonObject Body)
{
    /// <summary>Its UID, by which a successor of the same name is told apart.</summary>
    public string? Uid => (string?)Body["metadata"]?["uid"];

    /// <summary>Whether another object made it.</summary>
    public bool IsControlled => Body["metadata"]?["ownerReferences"] is JsonArray owners && owners.Any(owner => (bool?)owner?["controller"] == true);

    /// <summary>Whether it is suspended, or its rollout paused.</summary>
    public bool IsSuspended => (bool?)Body["spec"]?["suspend"] == true || (bool?)Body["spec"]?["paused"] == true;

    /// <summary>Revision of its template, where its kind keeps that on it.</summary>
    public long? Revision =>
        long.TryParse((string?)Body["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;

    /// <summary>The public object.</summary>
    /// <param name="client">By which it was read.</param>
    /// <param name="clusterName">Name of the cluster; null takes the kubeconfig's.</param>
    public KopsWorkload ToWorkload(KubeClient client, string? clusterName)
    {
        ArgumentNullException.ThrowIfNull(client);
        var (metadata, spec, status) = (Body["metadata"], Body["spec"], Body["status"]);
        var template = Target.Kind switch { "CronJob" => spec?["jobTemplate"]?["spec"]?["template"]?["spec"], "Pod" => spec, _ => spec?["template"]?["spec"] };
        DateTimeOffset? created = DateTimeOffset.TryParse((string?)metadata?["creationTimestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
        var (replicas, ready, updated, available) = Target.Kind switch
        {
            "Deployment" => (Count(spec, "replicas") ?? 1, Count(status, "readyReplicas") ?? 0, Count(status, "updatedReplicas") ?? 0, Count(status, "availableReplicas") ?? 0),
            "StatefulSet" => (Count(spec, "replicas") ?? 1, Count(status, "readyReplicas") ?? 0, Count(status, "updatedReplicas") ?? 0, Count(status, "availableReplicas") ?? 0),
            "DaemonSet" => (Count(status, "desiredNumberScheduled") ?? 0, Count(status, "numberReady") ?? 0, Count(status, "updatedNumberScheduled") ?? 0, Count(status, "numberAvailable") ?? 0),
            "ReplicaSet" or "ReplicationController" => (Count(spec, "replicas") ?? 1, Count(status, "readyReplicas") ?? 0, (int?)null, Count(status, "availableReplicas") ?? 0),
            "Job" => (Count(spec, "completions") ?? 1, Count(status, "succeeded") ?? 0, (int?)null, (int?)null),
            _ => ((int?)null, (int?)null, (int?)null, (int?)null),
        };
        return new KopsWorkload
        {
            Kind = Target.Kind,
            Namespace = Target.Namespace,
            Name = Target.Name,
            Replicas = replicas,
            Ready = ready,
            UpToDate = updated,
            Available = available,
            Images = [.. (template?["containers"] as JsonArray ?? []).Select(container => (string?)container?["image"] ?? "")],
            Revision = Revision,
            Suspended = IsSuspended,
            Schedule = (string?)spec?["schedule"],
            Labels = metadata?["labels"] is JsonObject labels ? new KopsSpec(labels.ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "")) : null,
            Created = created,
            Age = ServerClock.Age(client.Clock.Now, created),
            ClusterName = clusterName ?? client.Context.ClusterEntry,
            Kubeconfig = client.Context.Source,
            Context = client.Context.Name,
        };
    }

    private static int? Count(JsonNode? node, string field) => node?[field] is JsonValue value && value.TryGetValue<int>(out var count) ? count : null;
}
