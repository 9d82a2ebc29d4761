using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>The disruption budgets of a cluster, as far as they would hold up a drain.</summary>
internal sealed class DrainBudgets
{
    private readonly List<BudgetRow> _rows = [];

    /// <summary>Reads them; without the right to, none are known.</summary>
    public static async Task<DrainBudgets> ReadAsync(KubeClient client, IFeedback feedback, CancellationToken cancellationToken)
    {
        var budgets = new DrainBudgets();
        try
        {
            budgets._rows.AddRange(await KubePager.AllAsync(
                client, "/apis/policy/v1/poddisruptionbudgets", WorkloadJson.Default.Budgets, row => $"{row.Metadata?.Namespace}/{row.Metadata?.Name}", cancellationToken).ConfigureAwait(false));
        }
        catch (KopsException fault) when (fault.Id is "KubernetesForbidden" or "KubernetesNotFound")
        {
            feedback.Verbose($"{fault.Message} Which disruption budgets would hold up the drain is not known.");
        }

        return budgets;
    }

    /// <summary>Why a pod could not be evicted now, or an empty string.</summary>
    public string Of(DrainPodRow pod)
    {
        // What does not run disturbs nobody. An empty selector is every pod of the namespace; none is no pod (policy/v1).
        var own = pod.IsFinished || pod.Status?.Phase == "Pending"
            ? []
            : _rows.FindAll(row => row.Metadata?.Namespace == pod.Metadata?.Namespace && row.Spec?.Selector?.Fits(pod.Metadata?.Labels) == true);
        return own switch
        {
            [] => "",
            [var budget] => Allows(budget, pod) ? "" : $"disruption budget {budget.Metadata?.Name} allows no disruption now",
            _ => $"several disruption budgets are about it ({string.Join(", ", own.Select(row => row.Metadata?.Name))}), and the API server refuses to evict such pods",
        };
    }

    private static bool Allows(BudgetRow budget, DrainPodRow pod) =>
        budget.Status is not { } status
        || status.DisruptionsAllowed > 0
        || (!pod.IsReady && (budget.Spec?.UnhealthyPodEvictionPolicy == "AlwaysAllow" || (status.DesiredHealthy > 0 && status.CurrentHealthy >= status.DesiredHealthy)));
}
