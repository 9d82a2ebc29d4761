using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Health.Watching;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Commands;

/// <summary>Watches the nodes and pods of a cluster and tells what changes in their health.</summary>
[Cmdlet(VerbsCommon.Watch, "KopsCluster", DefaultParameterSetName = "Object")]
[OutputType(typeof(KopsClusterChange), ParameterSetName = ["Object"])]
public sealed class WatchKopsClusterCommand : KubernetesCmdlet
{
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(1);

    /// <summary>What is watched: <c>Node</c>, <c>Pod</c>; both where nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet("Node", "Pod")]
    public string[] Kind { get; set; } = ["Node", "Pod"];

    /// <summary>Only pods of this namespace.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>Also what is there at the start.</summary>
    [Parameter(ParameterSetName = "Object")]
    public SwitchParameter IncludeExisting { get; set; }

    /// <summary>Also changes that change neither verdict nor finding.</summary>
    [Parameter(ParameterSetName = "Object")]
    public SwitchParameter All { get; set; }

    /// <summary>End by itself after this time.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Duration { get; set; }

    /// <summary>Draw counts, the worst objects and the last changes on the terminal instead of writing objects.</summary>
    [Parameter(ParameterSetName = "Display", Mandatory = true)]
    public SwitchParameter Display { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Display && !await InvokeAsync(() => Host.UI?.SupportsVirtualTerminal == true).ConfigureAwait(false))
        {
            throw Faults.TerminalRequired();
        }

        var clusterName = ClusterName;
        var context = await ChooseContextAsync(cancellationToken).ConfigureAwait(false);
        using var client = new KubeClient(context, HostEnvironment.FromProcess(), Feedback);
        var watch = new ClusterWatch(
            client,
            clusterName,
            new ClusterWatchQuery
            {
                Nodes = Kind.Contains("Node", StringComparer.OrdinalIgnoreCase),
                Pods = Kind.Contains("Pod", StringComparer.OrdinalIgnoreCase),
                Namespace = Namespace,
                IncludeExisting = IncludeExisting,
                All = All,
            },
            Feedback);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Duration is { } duration)
        {
            end.CancelAfter(duration);
        }

        try
        {
            await (Display ? DrawAsync(watch, clusterName ?? context.ClusterEntry, end.Token) : WriteAllAsync(watch, end.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Feedback.Verbose("The time is over.");
        }
    }

    private async Task WriteAllAsync(ClusterWatch watch, CancellationToken cancellationToken)
    {
        await foreach (var change in watch.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            await WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DrawAsync(ClusterWatch watch, string cluster, CancellationToken cancellationToken)
    {
        var screen = new ClusterScreen(cluster);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync();
        try
        {
            using var timer = new PeriodicTimer(Redraw);
            do
            {
                await InvokeAsync(() =>
                {
                    var size = Host.UI.RawUI.WindowSize;
                    Host.UI.Write(screen.Draw(watch.State, size.Width, size.Height));
                    return true;
                }).ConfigureAwait(false);
            }
            while (!following.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
            await following.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await following.ContinueWith(
                all => _ = all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }

        async Task FollowAsync()
        {
            await foreach (var change in watch.RunAsync(stop.Token).ConfigureAwait(false))
            {
                screen.Add(change);
            }
        }
    }
}
