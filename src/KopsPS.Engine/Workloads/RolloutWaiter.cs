using System.Text.Json.Nodes;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Workloads;

/// <summary>Waits until workloads have rolled out, says how far they are, and why where they do not: as the judges of workloads see it.</summary>
public sealed class RolloutWaiter(KubeClient client, IFeedback feedback, DateTimeOffset? begun = null)
{
    private readonly DateTimeOffset _begun = begun ?? DateTimeOffset.UtcNow;

    /// <summary>Waits for one.</summary>
    /// <returns>The object as it was seen last.</returns>
    /// <exception cref="KopsException"><c>KubernetesRolloutFailed</c>, <c>KubernetesRolloutTimeout</c>, <c>KubernetesNotFound</c>, …</exception>
    public async Task<JsonObject> WaitAsync(WorkloadTarget target, RolloutOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        var activity = $"Waiting for {target}";
        var (last, same, cause) = ("", 0, (KopsFinding?)null);
        try
        {
            while (true)
            {
                var body = await client.GetJsonAsync(target.Path, cancellationToken).ConfigureAwait(false);
                var state = RolloutState.Of(target.Kind, body);
                if (state.IsDone)
                {
                    feedback.Verbose($"{target}: {state.Progress}.");
                    return body;
                }

                if (state.Failure is { } failure)
                {
                    cause = await CauseAsync(target, cancellationToken).ConfigureAwait(false);
                    throw Faults.KubernetesRolloutFailed(target.ToString(), cause is null ? failure : $"{cause} ({failure})", cause?.Remedy);
                }

                same = state.Progress == last ? same + 1 : 0;
                if (state.Progress != last)
                {
                    feedback.Verbose($"{target}: {state.Progress}.");
                    (last, cause) = (state.Progress, null);
                }

                if (DateTimeOffset.UtcNow - _begun >= options.Limit)
                {
                    cause = await CauseAsync(target, cancellationToken).ConfigureAwait(false);
                    throw Faults.KubernetesRolloutTimeout(target.ToString(), options.Limit, cause is null ? state.Progress : $"{state.Progress}; {cause}", cause?.Remedy);
                }

                if (same > 0 && same % options.LooksBeforeCause == 0)
                {
                    cause = await CauseAsync(target, cancellationToken).ConfigureAwait(false);
                }

                feedback.Progress(new ProgressReport(activity, cause is null ? state.Progress : $"{state.Progress}; {cause}"));
                await Task.Delay(options.Interval, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, last, Completed: true));
        }
    }

    /// <summary>What the judges find first; null where they find nothing or may not look.</summary>
    private async Task<KopsFinding?> CauseAsync(WorkloadTarget target, CancellationToken cancellationToken)
    {
        var query = new WorkloadHealthQuery
        {
            Kinds = new HashSet<string> { target.Kind },
            Namespaces = [target.Namespace],
            Name = (kind, space, name) => kind == target.Kind && space == target.Namespace && name == target.Name,
            Names = new HashSet<string> { target.Name },
            Impatient = true,
        };
        try
        {
            await foreach (var health in new WorkloadHealthReader(client, NoFeedback.Instance).ReadAsync(null, query, cancellationToken).ConfigureAwait(false))
            {
                if (health.Name == target.Name && health.Findings.Length > 0)
                {
                    return health.Findings[0];
                }
            }
        }
        catch (KopsException fault)
        {
            feedback.Debug($"The cause cannot be looked for: {fault.Message}");
        }

        return null;
    }
}
