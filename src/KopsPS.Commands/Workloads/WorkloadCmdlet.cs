using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>What every cmdlet that acts on named workloads shares: how they are named and found.</summary>
public abstract class WorkloadCmdlet : KubernetesChangeCmdlet
{
    /// <summary>Names, or workload objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [WorkloadReferenceTransform]
    public KopsWorkloadReference[] Name { get; set; } = [];

    /// <summary>Namespace of names that have none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>The kinds that the cmdlet acts on.</summary>
    private protected abstract IReadOnlyList<string> Kinds { get; }

    /// <summary>Whether the cluster must have been named.</summary>
    private protected virtual bool Destroys => false;

    /// <summary>The kind that a name without one means; null looks through all.</summary>
    private protected virtual string? PlainKind => null;

    /// <summary>Acts on one.</summary>
    private protected abstract Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (clusterName, names) = (ClusterName, Name);
        foreach (var name in names)
        {
            try
            {
                if (name.Namespace is { } own && Namespace is { } told && own != told)
                {
                    throw Faults.KubernetesWorkloadUnfit(name.ToString(), $"is not in the namespace '{told}'", "Leave out -Namespace.");
                }

                var context = await ChooseContextAsync(name.ToString(), name, Destroys, cancellationToken).ConfigureAwait(false);
                var client = ClientOf(context);
                var cluster = clusterName ?? name.ClusterName;
                var workload = await new WorkloadFinder(client).FindAsync(
                    name.ToString(), name.Kind ?? PlainKind, name.Namespace ?? Namespace, name.Name, Kinds, cluster, cancellationToken).ConfigureAwait(false);
                await ActAsync(client, workload, cluster, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault)
            {
                WriteItemError(fault);
            }
        }
    }

    /// <summary>Where it is in words, for questions.</summary>
    private protected static string Where(KubeClient client, WorkloadObject workload) => $"{workload.Target} in {client.Context.Name}";

    /// <summary>Waits for the rollout where told to, and writes the workload.</summary>
    private protected async Task WriteAsync(KubeClient client, WorkloadObject workload, string? clusterName, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (limit is { } told)
        {
            try
            {
                workload = workload with { Body = await new RolloutWaiter(client, Feedback).WaitAsync(workload.Target, new RolloutOptions { Limit = told }, cancellationToken).ConfigureAwait(false) };
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Feedback.Warning($"Stopped while waiting: {workload.Target} is changed, and its rollout goes on.");
                throw;
            }
        }

        await WriteAsync(workload.ToWorkload(client, clusterName), cancellationToken).ConfigureAwait(false);
    }
}
