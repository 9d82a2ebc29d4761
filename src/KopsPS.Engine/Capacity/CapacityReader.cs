using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Capacity;

/// <summary>Tells what a cluster has for pods, what they ask for and use, and what still fits.</summary>
public sealed class CapacityReader(KubeClient client, IFeedback feedback)
{
    /// <summary>Shares of a cluster.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Where nodes or pods cannot be read: one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<CapacityAnswer> ReadAsync(string? clusterName, CapacityQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var facts = await FactsAsync(clusterName, query, cancellationToken).ConfigureAwait(false);
        return new CapacityAnswer(
            new CapacityReport(facts, query, client.Context, clusterName ?? client.Context.ClusterEntry).Rows().ToList(),
            [.. query.NodeNames.Where(name => !facts.Nodes.Keys.Contains(name, StringComparer.OrdinalIgnoreCase))],
            [.. query.InstanceGroups.Where(name => !facts.Nodes.Values.Any(node => name.Equals(node.Group, StringComparison.OrdinalIgnoreCase)))]);
    }

    /// <summary>Pods that wait for a node, by namespace and name.</summary>
    /// <param name="clusterName">Name for the objects; null takes the kubeconfig's name of the cluster.</param>
    /// <param name="query">Of which namespaces.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">Where nodes or pods cannot be read: one of the faults named <c>Kubernetes…</c>.</exception>
    public async Task<IReadOnlyList<KopsWaitingPod>> ReadWaitingAsync(string? clusterName, CapacityQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var facts = await FactsAsync(clusterName, query with { OnlyWaiting = true }, cancellationToken).ConfigureAwait(false);
        return new WaitingJudge(facts, client.Context, clusterName ?? client.Context.ClusterEntry).Judge().ToList();
    }

    private Task<CapacityFacts> FactsAsync(string? clusterName, CapacityQuery query, CancellationToken cancellationToken) =>
        new CapacityFactsReader(client, feedback).ReadAsync(query, $"Reading the capacity of {clusterName ?? client.Context.ClusterEntry}", cancellationToken);
}

/// <summary>What is found of one share of a cluster.</summary>
internal sealed class CapacityFinding : FindingCollector;
