using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>The names of a cluster's nodes.</summary>
public static class NodeNames
{
    /// <summary>Lists them in order.</summary>
    /// <exception cref="KopsException">The client's.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var page in KubePager.ListAsync(client, "/api/v1/nodes", NodeJson.Default.Nodes, node => node.Name, cancellationToken).ConfigureAwait(false))
        {
            names.AddRange(page.Items.Select(node => node.Name));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
