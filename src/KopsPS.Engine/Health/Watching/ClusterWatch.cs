using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Health.Watching;

/// <summary>
/// Watches a cluster and judges what changes. Of each object it keeps a verdict and the code of its worst finding; what the reader does not take
/// holds up the reading, so memory is bounded. A node is judged by its conditions and taints: silence, which is no event, shows once the
/// controller manager marks it.
/// </summary>
public sealed class ClusterWatch(KubeClient client, string? clusterName, ClusterWatchQuery query, IFeedback feedback)
{
    /// <summary>Changes that may wait for a slow reader before reading waits too.</summary>
    private const int Ahead = 256;

    private readonly ClusterWatchState _state = new();

    /// <summary>Counts and the worst objects, for a display; safe to read at any time.</summary>
    public ClusterWatchState State => _state;

    /// <summary>Tells changes until it is cancelled.</summary>
    /// <exception cref="KopsException">Where watching has no sense: <c>KubernetesForbidden</c>, <c>KubernetesUnauthorized</c>, <c>KubernetesApiUnreachable</c> at the start, …</exception>
    public async IAsyncEnumerable<KopsClusterChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changes = Channel.CreateBounded<KopsClusterChange>(new BoundedChannelOptions(Ahead) { SingleReader = true });
        var watches = new List<Task>();
        if (query.Nodes)
        {
            watches.Add(FollowAsync("Node", NodeSource, Judge, changes.Writer, stop.Token));
        }

        if (query.Pods)
        {
            watches.Add(FollowAsync("Pod", PodSource(query.Namespace), Judge, changes.Writer, stop.Token));
        }

        // The first that ends, ends all: a watch ends only with a fault.
        var ended = Task.WhenAny(watches).ContinueWith(
            first => changes.Writer.TryComplete(first.Result.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(watches).ContinueWith(
                all => _ = all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
    }

    private static KubeWatchSource<NodeRow> NodeSource => new()
    {
        Path = "/api/v1/nodes",
        List = NodeJson.Default.Nodes,
        Line = ClusterWatchJson.Default.NodeLine,
        KeyOf = node => node.Name,
        VersionOf = node => node.Metadata?.ResourceVersion,
    };

    private static KubeWatchSource<PodRow> PodSource(string? @namespace) => new()
    {
        Path = KubePath.For("", "v1", "pods", @namespace),
        List = WorkloadJson.Default.Pods,
        Line = ClusterWatchJson.Default.PodLine,
        KeyOf = pod => $"{pod.Metadata?.Namespace}/{pod.Name}",
        VersionOf = pod => pod.Metadata?.ResourceVersion,
    };

    private async Task FollowAsync<T>(
        string kind, KubeWatchSource<T> source, Func<T, (KopsVerdict Verdict, KopsFinding[] Findings)> judge, ChannelWriter<KopsClusterChange> changes, CancellationToken cancellationToken)
        where T : class
    {
        var isSynced = false;
        await foreach (var happened in new KubeWatch<T>(client, source, feedback).RunAsync(cancellationToken).ConfigureAwait(false))
        {
            switch (happened.Type)
            {
                case KubeWatchEventType.Synced:
                    isSynced = true;
                    _state.Connected(kind);
                    feedback.Verbose($"Watching {source.Path}.");
                    break;
                case KubeWatchEventType.Disconnected:
                    // Said once an outage: the watch goes on by itself, and nothing is lost.
                    if (_state.Disconnected(kind))
                    {
                        feedback.Warning($"{happened.Fault!.Message} Trying again; what changes meanwhile is told afterwards.");
                    }

                    break;
                case KubeWatchEventType.Deleted:
                    await TellAsync(happened.Key, KopsClusterChangeType.Deleted, _state.Remove(kind, happened.Key), null, null).ConfigureAwait(false);
                    break;
                default:
                    var (verdict, findings) = judge(happened.Item!);
                    var worst = findings.FirstOrDefault();
                    var before = _state.Set(kind, happened.Key, verdict, worst);
                    var isNew = before is null;
                    if (isNew ? isSynced || query.IncludeExisting : query.All || before!.Value.Verdict != verdict || before.Value.Code != worst?.Code)
                    {
                        await TellAsync(
                            happened.Key, isNew ? KopsClusterChangeType.Added : KopsClusterChangeType.Modified, before?.Verdict, verdict, worst).ConfigureAwait(false);
                    }

                    break;
            }
        }

        async Task TellAsync(string key, KopsClusterChangeType type, KopsVerdict? before, KopsVerdict? verdict, KopsFinding? finding)
        {
            var slash = key.IndexOf('/', StringComparison.Ordinal);
            await changes.WriteAsync(
                new KopsClusterChange
                {
                    Kind = kind,
                    Namespace = slash < 0 ? "" : key[..slash],
                    Name = key[(slash + 1)..],
                    Change = type,
                    Before = before,
                    Verdict = verdict,
                    Finding = finding,
                    At = client.Clock.Now?.ToUniversalTime(),
                    ClusterName = clusterName ?? client.Context.ClusterEntry,
                    Kubeconfig = client.Context.Source,
                    Context = client.Context.Name,
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private (KopsVerdict Verdict, KopsFinding[] Findings) Judge(NodeRow node)
    {
        // Alone, without peers: what compares nodes is no news of one node.
        var (verdict, findings, _) = NodeJudge.Judge(
            node, new NodeEvidence { Now = client.Clock.Now, Thresholds = new NodeThresholds { StatusAge = TimeSpan.MaxValue } }, new NodePeers { IsWhole = true });
        return (verdict, findings);
    }

    private (KopsVerdict Verdict, KopsFinding[] Findings) Judge(PodRow pod)
    {
        var (verdict, findings, _) = PodJudge.Judge(PodFact.Of(pod, new StringPool(), keepLabels: false), new ClusterFacts { Now = client.Clock.Now }).Result();
        return (verdict, findings);
    }
}
