using System.Runtime.CompilerServices;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Whole;

/// <summary>The nodes, and with AWS their instances.</summary>
internal sealed class NodeHealthSource(KubeClient client, IFeedback feedback, string? clusterName, NodeHealthQuery query) : IHealthSource
{
    public string Kind => "Node";

    public async IAsyncEnumerable<HealthItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var node in new NodeHealthReader(client, feedback).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
        {
            yield return new HealthItem { Kind = node.Kind, Name = node.Name, Verdict = node.Verdict, Findings = node.Findings, NotChecked = node.NotChecked };
        }
    }
}
