using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Logs;

/// <summary>
/// Reads the logs of many containers at once, in one order of time. A stream that breaks goes on where it was. Readers that are slow hold up
/// the streams, not the memory: queues are short, and what is not read stays with the kubelet.
/// </summary>
public sealed class LogReader(KubeClient client, string? clusterName, IFeedback feedback) : ILogTroubles
{
    /// <summary>Reading what there is, the others wait so long for a log that says nothing: a kubelet that is gone takes half a minute to be known so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<KopsException> _faults = new();
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);
    private int _read;

    /// <summary>Limits of a client for logs: every container is a call of its own.</summary>
    public static KubeClientOptions ClientOptions { get; } = new() { CallsPerSecond = 100, Burst = 400 };

    /// <summary>Logs that could not be read, once the reading has ended.</summary>
    public IReadOnlyList<KopsException> Faults => [.. _faults];

    private string ClusterName => clusterName ?? client.Context.ClusterEntry;

    /// <summary>Reads them.</summary>
    /// <exception cref="KopsException"><c>KubernetesWorkloadNotFound</c>; <c>KubernetesLogNotFound</c> where there are no pods; the client's.</exception>
    public async IAsyncEnumerable<KopsLogLine> ReadAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sources = await LogSource.OfAsync(client, query, ClusterName, cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var merge = new LogMerge(
            query.Follow
                ? new LogMergeOptions { Window = query.OrderWindow, Opening = Patience, Opened = TimeSpan.FromSeconds(1), LiveFrom = client.Clock.Now ?? DateTimeOffset.UtcNow }
                : new LogMergeOptions { Window = Patience, Opening = Patience * 2, Opened = Patience },
            TimeProvider.System);
        var work = query.Follow
            ? new LogFollower(client, query, merge, (target, lane) => ReadOneAsync(target, query, lane, stop.Token), feedback).RunAsync(sources, stop.Token)
            : ReadAllAsync(sources, query, merge, stop.Token);
        try
        {
            await foreach (var line in merge.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    void ILogTroubles.Tell(LogTarget target, KopsException fault)
    {
        // An API server that is away is away for all.
        if (_told.TryAdd(fault.Id == "KubernetesApiUnreachable" ? "" : target.Key, true))
        {
            feedback.Warning($"The log of {target} cannot be read at present, and is tried on: {fault.Message}");
        }
    }

    private async Task ReadAllAsync(IReadOnlyList<LogSource> sources, LogQuery query, LogMerge merge, CancellationToken cancellationToken)
    {
        try
        {
            var targets = await TargetsAsync(sources, query, cancellationToken).ConfigureAwait(false);

            // All at once: a log that is not open yet holds up the others.
            var lanes = targets.Select(target => (target, merge.Open())).ToArray();
            merge.Complete(null);
            await Task.WhenAll(lanes.Select(each => ReadOneAsync(each.target, query, each.Item2, cancellationToken))).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            merge.Complete(cause);
        }
    }

    private async Task<IReadOnlyList<LogTarget>> TargetsAsync(IReadOnlyList<LogSource> sources, LogQuery query, CancellationToken cancellationToken)
    {
        var pods = new Dictionary<string, LogPodRow>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            await foreach (var pod in source.PodsAsync(client, cancellationToken).ConfigureAwait(false))
            {
                pods[pod.Metadata?.Uid ?? ""] = pod;
            }
        }

        var targets = pods.Values.SelectMany(pod => LogTarget.Of(pod, query, isNew: false)).ToArray();
        if (targets.Length == 0)
        {
            throw Engine.Faults.KubernetesLogNotFound(ClusterName, pods.Count, [.. pods.Values.SelectMany(pod => LogTarget.Of(pod, query with { Container = _ => true }, false)).Select(target => target.Container).Distinct()]);
        }

        // Of a container that was started once there is no log before; that is no fault where others have one.
        var again = Array.FindAll(targets, target => target.Restarts > 0);
        if (query.Previous && again.Length > 0 && again.Length < targets.Length)
        {
            feedback.Verbose($"Left out, because they were started once: {string.Join(", ", targets.Except(again))}.");
            targets = again;
        }

        feedback.Verbose($"Reading {targets.Length} logs of {pods.Count} pods.");
        return targets;
    }

    private async Task ReadOneAsync(LogTarget target, LogQuery query, LogLane lane, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await new LogStream(client, target, query, lane, ClusterName, this, feedback).ReadAsync(cancellationToken).ConfigureAwait(false);
            feedback.Debug($"The log of {target} has been read ({Interlocked.Increment(ref _read)} so far).");
        }
        catch (KopsException fault) when (query.Follow && fault.Id == "KubernetesNotFound")
        {
            feedback.Verbose($"{target} is gone.");
        }
        catch (KopsException fault)
        {
            var told = Engine.Faults.KubernetesLogFailed(target.ToString(), fault);
            _faults.Enqueue(told);
            if (query.Follow)
            {
                // Nobody sees the error before the following ends.
                feedback.Warning(told.Message);
            }
        }
        finally
        {
            lane.End();
        }
    }
}
