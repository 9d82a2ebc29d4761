using System.Runtime.CompilerServices;
using KopsPS.Engine.Health.Components;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Whole;

/// <summary>The parts of the cluster itself.</summary>
internal sealed class ComponentHealthSource(KubeClient client, IFeedback feedback, string? clusterName, ComponentHealthQuery query) : IHealthSource
{
    private readonly TaskCompletionSource _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Kind => "Component";

    /// <summary>The API server has answered what measures it; from here on others may press it.</summary>
    public Task Probed => _probed.Task;

    public async IAsyncEnumerable<HealthItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = query with { Probed = () => _probed.TrySetResult() };
        await foreach (var part in new ComponentHealthReader(client, feedback).ReadAsync(clusterName, told, cancellationToken).ConfigureAwait(false))
        {
            yield return new HealthItem
            {
                Kind = part.Kind,
                Namespace = part.Namespace,
                Name = part.Name,
                Verdict = part.Verdict,
                Findings = part.Findings,
                NotChecked = part.NotChecked,
                // Refusals name the webhook, not the configuration that it stands in.
                Aliases = Array.ConvertAll(part.Webhooks, name => new KopsObjectReference { Kind = "Webhook", Name = name }),
            };
        }
    }
}
