using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>Finds workloads: lists of them, or the one that a name means.</summary>
public sealed class WorkloadFinder(KubeClient client)
{
    /// <summary>The kinds that can be worked with, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "ReplicationController"];

    /// <summary>Lists one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Only there; null is everywhere.</param>
    /// <param name="labelSelector">As Kubernetes takes it; null is all.</param>
    /// <param name="fieldSelector">As Kubernetes takes it; null is all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<WorkloadObject>> ListAsync(string kind, string? @namespace, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken)
    {
        var of = WorkloadKind.Of(kind);
        var path = KubePath.WithQuery(
            $"{of.Api}{(@namespace is null ? "" : $"/namespaces/{Uri.EscapeDataString(@namespace)}")}/{of.Resource}",
            ("labelSelector", labelSelector), ("fieldSelector", fieldSelector));
        List<WorkloadObject> all = [];
        await foreach (var page in KubePager.ListAsync(client, path, WorkloadListJson.Default.Objects, Key, cancellationToken).ConfigureAwait(false))
        {
            all.AddRange(page.Items.Select(body => new WorkloadObject(
                new WorkloadTarget(kind, (string?)body["metadata"]?["namespace"] ?? "", (string?)body["metadata"]?["name"] ?? ""), body)));
        }

        return all;
    }

    /// <summary>The one object that a name means.</summary>
    /// <param name="text">The name as told, for messages.</param>
    /// <param name="kind">Kind; null looks through <paramref name="kinds"/> for what stands alone.</param>
    /// <param name="namespace">Namespace; null looks in all.</param>
    /// <param name="name">Name.</param>
    /// <param name="kinds">Kinds that make sense.</param>
    /// <param name="clusterName">For messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KubernetesWorkloadNotFound</c>, <c>KubernetesWorkloadAmbiguous</c>, <c>KubernetesWorkloadUnfit</c>, …</exception>
    public async Task<WorkloadObject> FindAsync(
        string text, string? kind, string? @namespace, string name, IReadOnlyList<string> kinds, string? clusterName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        if (kind is not null && !kinds.Contains(kind))
        {
            throw Faults.KubernetesWorkloadUnfit(text, $"is a {kind}, which cannot be changed so", $"These can: {string.Join(", ", kinds)}.");
        }

        if (kind is not null && @namespace is not null)
        {
            var target = new WorkloadTarget(kind, @namespace, name);
            try
            {
                return new WorkloadObject(target, await client.GetJsonAsync(target.Path, cancellationToken).ConfigureAwait(false));
            }
            catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
            {
                throw Faults.KubernetesWorkloadNotFound(target.ToString(), clusterName ?? client.Context.ClusterEntry);
            }
        }

        string[] wanted = kind is null ? [.. kinds] : [kind];
        var lists = await Task.WhenAll(wanted.Select(each => ListAsync(each, @namespace, null, "metadata.name=" + name, cancellationToken))).ConfigureAwait(false);
        var found = lists.SelectMany(list => list).Where(item => kind is not null || !item.IsControlled).ToArray();
        return found switch
        {
            [var one] => one,
            [] => throw Faults.KubernetesWorkloadNotFound(text, clusterName ?? client.Context.ClusterEntry),
            _ => throw Faults.KubernetesWorkloadAmbiguous(text, [.. found.Select(item => item.Target.ToString())]),
        };
    }

    /// <summary>The object as it is now.</summary>
    /// <exception cref="KopsException">One of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<WorkloadObject> ReadAsync(WorkloadTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new(target, await client.GetJsonAsync(target.Path, cancellationToken).ConfigureAwait(false));
    }

    private static string Key(JsonObject body) => $"{(string?)body["metadata"]?["namespace"]}/{(string?)body["metadata"]?["name"]}";
}
