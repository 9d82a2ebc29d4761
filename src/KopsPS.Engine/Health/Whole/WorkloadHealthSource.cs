using System.Runtime.CompilerServices;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Whole;

/// <summary>Workloads, and what they need.</summary>
internal sealed class WorkloadHealthSource(KubeClient client, IFeedback feedback, string? clusterName, WorkloadHealthQuery query) : IHealthSource
{
    public string Kind => "Workload";

    public async IAsyncEnumerable<HealthItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var judged in new WorkloadHealthReader(client, feedback).ReadAsync(clusterName, query, cancellationToken).ConfigureAwait(false))
        {
            yield return new HealthItem
            {
                Kind = judged.Kind,
                Namespace = judged.Namespace,
                Name = judged.Name,
                Verdict = judged.Verdict,
                Findings = judged.Findings,
                NotChecked = judged.NotChecked,
            };
        }
    }
}
