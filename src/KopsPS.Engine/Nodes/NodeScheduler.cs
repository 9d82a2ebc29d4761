using System.Text.Json.Nodes;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>Says whether new pods may be scheduled on a node.</summary>
public sealed class NodeScheduler(KubeClient client, string? clusterName)
{
    /// <summary>Reads a node.</summary>
    /// <exception cref="KopsException"><c>KubernetesNodeNotFound</c>; the client's.</exception>
    public async Task<KopsNode> ReadAsync(string name, CancellationToken cancellationToken) =>
        Of(await RowAsync(name, cancellationToken).ConfigureAwait(false), false);

    /// <summary>Cordons or uncordons a node; one that is so already is left alone.</summary>
    /// <exception cref="KopsException"><c>KubernetesNodeNotFound</c>, <c>KubernetesForbidden</c>; the client's.</exception>
    public async Task<KopsNode> SetAsync(string name, bool unschedulable, CancellationToken cancellationToken)
    {
        var node = await RowAsync(name, cancellationToken).ConfigureAwait(false);
        if (node.Spec?.Unschedulable == unschedulable)
        {
            return Of(node, false);
        }

        // Null takes the field away, which is what the API server keeps for false.
        var patch = new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = unschedulable ? true : null } };
        try
        {
            await client.PatchAsync(PathOf(name), KubePatch.Merge, patch, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            throw Missing(name);
        }

        (node.Spec ??= new NodeSpec()).Unschedulable = unschedulable;
        return Of(node, true);
    }

    internal async Task<NodeRow> RowAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(PathOf(name), DrainJson.Default.Node, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            throw Missing(name);
        }
    }

    internal KopsNode Of(NodeRow node, bool changed) => new()
    {
        Name = node.Name,
        Unschedulable = node.Spec?.Unschedulable == true,
        Changed = changed,
        InstanceGroup = node.Metadata?.Labels?.InstanceGroup,
        Role = NodeIdentity.Role(node),
        Zone = node.Metadata?.Labels?.Zone,
        Ready = node.Ready?.Status,
        InstanceId = NodeIdentity.InstanceId(node),
        ClusterName = clusterName ?? client.Context.ClusterEntry,
        Kubeconfig = client.Context.Source,
        Context = client.Context.Name,
    };

    private static string PathOf(string name) => KubePath.For("", "v1", "nodes", null, name);

    private KopsException Missing(string name) => Faults.KubernetesNodeNotFound(name, clusterName ?? client.Context.ClusterEntry);
}
