using System.Diagnostics;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.NodeOperations;

/// <summary>
/// Drains nodes: cordons, then evicts what can live elsewhere, as the disruption budgets allow, until nothing is left but what belongs to the
/// node. What cannot be evicted is named with the reason. Ended early it says what was done; a cordon of its own is taken back as long as
/// no pod was evicted, else named.
/// </summary>
public sealed class NodeDrainer(KubeClient client, string? clusterName, IFeedback feedback)
{
    private const int AtOnce = 8;

    private static readonly TimeSpan TimeToTakeBack = TimeSpan.FromSeconds(10);

    /// <summary>What a timer of .NET takes at most, nearly.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly NodeScheduler _scheduler = new(client, clusterName);

    /// <summary>What a drain would do, with the disruption budgets that would hold it up now; reads only.</summary>
    /// <exception cref="KopsException"><c>KubernetesNodeNotFound</c>; the client's.</exception>
    public async Task<KopsNodeDrain> PlanAsync(DrainRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var node = await _scheduler.RowAsync(request.Node, cancellationToken).ConfigureAwait(false);
        var tracks = await TracksAsync(request, cancellationToken).ConfigureAwait(false);
        var budgets = await DrainBudgets.ReadAsync(client, feedback, cancellationToken).ConfigureAwait(false);
        foreach (var track in tracks.Values.Where(track => track.IsWaiting && !track.IsAccepted))
        {
            track.End(KopsDrainOutcome.Planned, budgets.Of(track.Pod));
        }

        return Result(node, tracks.Values, false, node.Spec?.Unschedulable != true, TimeSpan.Zero);
    }

    /// <summary>Drains a node.</summary>
    /// <returns>What was done; <see cref="KopsNodeDrain.Drained"/> is false where pods could not be evicted in time.</returns>
    /// <exception cref="KopsException"><c>KubernetesNodeNotFound</c>; <c>KubernetesDrainRefused</c> where pods need another switch, before anything
    /// is changed; the client's.</exception>
    public async Task<KopsNodeDrain> DrainAsync(DrainRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = Stopwatch.StartNew();
        var node = await _scheduler.RowAsync(request.Node, cancellationToken).ConfigureAwait(false);
        var tracks = await TracksAsync(request, cancellationToken).ConfigureAwait(false);
        if (tracks.Values.Where(track => track.Outcome == KopsDrainOutcome.Blocked).Select(track => track.ToPod()).ToArray() is { Length: > 0 } blocked)
        {
            throw Faults.KubernetesDrainRefused(request.Node, blocked);
        }

        var cordoned = false;
        try
        {
            // Before it is sent: whether it arrived is not known when it is cancelled.
            cordoned = node.Spec?.Unschedulable != true;
            if (cordoned)
            {
                await _scheduler.SetAsync(request.Node, true, cancellationToken).ConfigureAwait(false);
                feedback.Verbose($"Cordoned {request.Node}.");
            }

            var vanished = await EvictAllAsync(request, tracks, clock, cancellationToken).ConfigureAwait(false);
            return Result(node, tracks.Values, vanished || tracks.Values.All(track => track.Outcome != KopsDrainOutcome.Blocked), cordoned, clock.Elapsed, vanished);
        }
        catch (Exception fault) when (fault is OperationCanceledException or KopsException)
        {
            await TellAsync(request, tracks.Values, cordoned).ConfigureAwait(false);
            throw;
        }
        finally
        {
            feedback.Progress(new ProgressReport(Activity(request), "", 100, Completed: true));
        }
    }

    private static string Activity(DrainRequest request) => $"Draining {request.Node}";

    private async Task<Dictionary<string, DrainTrack>> TracksAsync(DrainRequest request, CancellationToken cancellationToken)
    {
        var tracks = new Dictionary<string, DrainTrack>(StringComparer.Ordinal);
        Note(tracks, await PodsAsync(request.Node, cancellationToken).ConfigureAwait(false), request);
        return tracks;
    }

    private static void Note(Dictionary<string, DrainTrack> tracks, List<DrainPodRow> pods, DrainRequest request)
    {
        foreach (var pod in pods)
        {
            if (tracks.TryGetValue(pod.Key, out var track))
            {
                track.Pod = pod;
                if (pod.Metadata?.DeletionTimestamp is not null)
                {
                    track.Accept();
                }
            }
            else
            {
                var (outcome, reason) = DrainRules.Of(pod, request);
                tracks[pod.Key] = new DrainTrack(pod, outcome, reason);
            }
        }
    }

    /// <summary>Evicts until nothing waits, nothing can be hoped for, or the time is over; true where the node went away meanwhile.</summary>
    private async Task<bool> EvictAllAsync(DrainRequest request, Dictionary<string, DrainTrack> tracks, Stopwatch clock, CancellationToken cancellationToken)
    {
        // The time also ends a call that hangs.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromTicks(Math.Clamp((request.Timeout - clock.Elapsed).Ticks, 0, LongestTimer.Ticks)));
        try
        {
            while (tracks.Values.Any(track => track.IsWaiting))
            {
                var now = Environment.TickCount64;
                await Parallel.ForEachAsync(
                    tracks.Values.Where(track => track.IsWaiting && !track.IsAccepted && track.NextTry <= now).ToList(),
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = limit.Token },
                    async (track, token) => await EvictAsync(track, request, token).ConfigureAwait(false)).ConfigureAwait(false);
                if (await LookAsync(request, tracks, limit.Token).ConfigureAwait(false))
                {
                    return true;
                }

                Report(request, tracks.Values);
                if (tracks.Values.Any(track => track.IsWaiting))
                {
                    await Task.Delay(request.Interval, limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var track in tracks.Values.Where(track => track.IsWaiting))
            {
                track.End(KopsDrainOutcome.Blocked, track.WhyItWaits);
            }
        }

        return false;
    }

    /// <summary>Sees which pods are gone; true where the node is.</summary>
    private async Task<bool> LookAsync(DrainRequest request, Dictionary<string, DrainTrack> tracks, CancellationToken cancellationToken)
    {
        try
        {
            var node = await _scheduler.RowAsync(request.Node, cancellationToken).ConfigureAwait(false);
            var pods = await PodsAsync(request.Node, cancellationToken).ConfigureAwait(false);
            Note(tracks, pods, request);
            Settle(tracks.Values, pods, node, request);
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNodeNotFound")
        {
            feedback.Warning($"{request.Node} is gone: it vanished while it was being drained.");
            foreach (var track in tracks.Values.Where(track => track.IsWaiting))
            {
                track.End(KopsDrainOutcome.Terminating, "its node is gone");
            }

            return true;
        }
        catch (KopsException fault) when (IsPassing(fault))
        {
            feedback.Verbose($"{fault.Message} Looking again.");
        }

        return false;
    }

    private void Settle(IEnumerable<DrainTrack> tracks, List<DrainPodRow> pods, NodeRow node, DrainRequest request)
    {
        var there = pods.Select(pod => pod.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var track in tracks.Where(track => track.IsWaiting))
        {
            if (!there.Contains(track.Pod.Key))
            {
                track.End(KopsDrainOutcome.Evicted);
                feedback.Verbose($"{track.ToPod()} is gone from {request.Node}.");
            }
            else if (track.IsAccepted && !node.IsReady)
            {
                // Nobody there could confirm its end.
                track.End(KopsDrainOutcome.Terminating, "the kubelet is silent: the object stays until the node is gone");
            }
        }
    }

    private async Task EvictAsync(DrainTrack track, DrainRequest request, CancellationToken cancellationToken)
    {
        var (space, name) = (track.Pod.Metadata?.Namespace ?? "", track.Pod.Metadata?.Name ?? "");
        try
        {
            track.Ask();
            await client.EvictAsync(space, name, track.Pod.Metadata?.Uid, dryRun: false, request.GracePeriod, cancellationToken).ConfigureAwait(false);
            track.Accept();
            feedback.Verbose($"Evicted {space}/{name} from {request.Node}.");
        }
        catch (KopsException fault)
        {
            var said = KubeRefusalException.Of(fault) is { Causes: [var cause, ..] } && fault.Id == "KubernetesEvictionRefused" ? cause.Message : fault.Message;
            switch (fault.Id)
            {
                case "KubernetesNotFound":
                    track.End(KopsDrainOutcome.Evicted);
                    break;
                case "KubernetesNamespaceTerminating":
                    track.Accept();
                    break;
                case "KubernetesEvictionRefused":
                    track.Refuse(said, request);
                    feedback.Verbose($"{space}/{name} cannot be evicted yet: {said}");
                    break;
                case "KubernetesConflict":
                    // The next look shows whether another pod has its name by now.
                    track.Refuse(said, request);
                    break;
                case var _ when said.Contains("more than one PodDisruptionBudget", StringComparison.Ordinal):
                    track.End(KopsDrainOutcome.Blocked, await SeveralAsync(track.Pod, said, cancellationToken).ConfigureAwait(false));
                    break;
                case var _ when IsPassing(fault):
                    track.Refuse(said, request);
                    break;
                default:
                    track.End(KopsDrainOutcome.Blocked, said);
                    break;
            }
        }
    }

    /// <summary>The API server does not say which budgets are too many.</summary>
    private async Task<string> SeveralAsync(DrainPodRow pod, string said, CancellationToken cancellationToken)
    {
        try
        {
            return (await DrainBudgets.ReadAsync(client, feedback, cancellationToken).ConfigureAwait(false)).Of(pod) is { Length: > 0 } named ? named : said;
        }
        catch (KopsException fault)
        {
            feedback.Debug(fault.Message);
            return said;
        }
    }

    /// <summary>What may be over at the next call.</summary>
    internal static bool IsPassing(KopsException fault) => KubeFaults.IsPassing(fault) || fault.Id is "KubernetesAnswerInvalid" or "KubernetesOutcomeUnknown";

    private void Report(DrainRequest request, IEnumerable<DrainTrack> tracks)
    {
        var all = tracks.Where(track => track.Outcome != KopsDrainOutcome.Left).ToList();
        var done = all.Count(track => !track.IsWaiting);
        var blocked = all.Find(track => track.IsWaiting && track.Reason.Length > 0);
        feedback.Progress(new ProgressReport(
            Activity(request), $"{done} of {all.Count} pods are gone{(blocked is null ? "" : $"; {blocked.ToPod()}")}", all.Count == 0 ? 100 : 100 * done / all.Count));
    }

    /// <summary>Says what was done when the drain ends early, and takes a cordon back that has no more sense.</summary>
    private async Task TellAsync(DrainRequest request, IEnumerable<DrainTrack> tracks, bool cordoned)
    {
        var all = tracks.Where(track => track.Outcome != KopsDrainOutcome.Left).ToList();
        var evicted = all.Where(track => track.IsAccepted || track.Outcome is KopsDrainOutcome.Evicted or KopsDrainOutcome.Terminating).Select(track => track.Name).ToList();
        var unknown = all.Where(track => track.IsAsked && !evicted.Contains(track.Name)).Select(track => track.Name).ToList();
        var said = $"Draining {request.Node} ended early: {evicted.Count} of {all.Count} pods were evicted{(evicted.Count > 0 ? $" ({string.Join(", ", evicted)})" : "")}"
            + (unknown.Count > 0 ? $"; whether {string.Join(", ", unknown)} {(unknown.Count > 1 ? "were" : "was")} is not known." : ".");
        if (cordoned && evicted.Count == 0)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeToTakeBack);
                await _scheduler.SetAsync(request.Node, false, limit.Token).ConfigureAwait(false);
                feedback.Warning($"{said} It is schedulable again, as before.");
                return;
            }
            catch (KopsException fault) when (fault.Id == "KubernetesNodeNotFound")
            {
                feedback.Warning($"{said} The node itself is gone.");
                return;
            }
            catch (Exception fault) when (fault is KopsException or OperationCanceledException)
            {
                feedback.Debug(fault.Message);
            }
        }

        feedback.Warning(cordoned ? $"{said} It stays cordoned: Resume-KopsNode {request.Node} undoes that, Clear-KopsNode goes on." : said);
    }

    private KopsNodeDrain Result(NodeRow node, IEnumerable<DrainTrack> tracks, bool drained, bool cordoned, TimeSpan duration, bool vanished = false)
    {
        var known = _scheduler.Of(node, cordoned);
        return new KopsNodeDrain
        {
            Name = known.Name,
            Drained = drained,
            Cordoned = cordoned,
            Vanished = vanished,
            Pods = [.. tracks.Select(track => track.ToPod()).OrderBy(pod => pod.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal)],
            Duration = duration,
            InstanceGroup = known.InstanceGroup,
            ClusterName = known.ClusterName,
            Kubeconfig = known.Kubeconfig,
            Context = known.Context,
        };
    }

    private Task<List<DrainPodRow>> PodsAsync(string node, CancellationToken cancellationToken) => KubePager.AllAsync(
        client, KubePath.WithQuery("/api/v1/pods", ("fieldSelector", "spec.nodeName=" + node)), DrainJson.Default.Pods, pod => pod.Key, cancellationToken);
}
