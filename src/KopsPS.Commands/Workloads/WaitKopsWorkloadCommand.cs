using System.Management.Automation;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Waits until workloads have rolled out, jobs until they have completed.</summary>
[Cmdlet(VerbsLifecycle.Wait, "KopsWorkload")]
[OutputType(typeof(KopsWorkload))]
public sealed class WaitKopsWorkloadCommand : WorkloadCmdlet
{
    private readonly DateTimeOffset _begun = DateTimeOffset.UtcNow;

    /// <summary>How long to wait at most, for all of them.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between two looks.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> Kinds => WorkloadFinder.Kinds;

    /// <inheritdoc/>
    private protected override async Task ActAsync(KubeClient client, WorkloadObject workload, string? clusterName, CancellationToken cancellationToken)
    {
        var waiter = new RolloutWaiter(client, Feedback, _begun);
        var body = await waiter.WaitAsync(workload.Target, new RolloutOptions { Limit = Timeout, Interval = Interval }, cancellationToken).ConfigureAwait(false);
        await WriteAsync((workload with { Body = body }).ToWorkload(client, clusterName), cancellationToken).ConfigureAwait(false);
    }
}
