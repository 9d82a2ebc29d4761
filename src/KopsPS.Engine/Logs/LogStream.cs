using System.Diagnostics;
using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Logs;

/// <summary>
/// Reads the log of one container to its end, however often the way to it breaks: before a stream is opened again the pod is looked at, so that
/// the log of a successor is not taken for this one's, and what a container wrote before a restart that nobody saw is read first.
/// </summary>
internal sealed class LogStream(KubeClient client, LogTarget target, LogQuery query, LogLane lane, string clusterName, ILogTroubles troubles, IFeedback feedback)
{
    private const int AttemptsInVain = 5;

    /// <summary>Following, so many failures in a row are told.</summary>
    private const int WorthTelling = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly LogReplay _replay = new();
    private int? _restarts = target.Restarts;
    private DateTimeOffset? _sinceAt;
    private bool _wasOpen;
    private byte[] _rest = [];

    /// <summary>Writes every line once.</summary>
    /// <exception cref="KopsException">Where the log cannot be had.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (query is { Follow: true, Tail: 0 } && !target.IsNew)
        {
            await SkipAsync(cancellationToken).ConfigureAwait(false);
        }

        var (inVain, previous) = (0, query.Previous);
        while (true)
        {
            var (start, restBefore) = (Stopwatch.GetTimestamp(), _rest);
            var (fault, read, opened) = await ReadOnceAsync(previous, cancellationToken).ConfigureAwait(false);
            if (previous && !query.Previous && (fault is null || !KubeFaults.IsPassing(fault)))
            {
                // What was left of the run before has been read, or is there no more; the run of now comes next.
                previous = false;
                if (fault is not null)
                {
                    feedback.Warning($"{target} was started again while its log could not be read, and the end of the log before is gone: {fault.Message}");
                }

                continue;
            }

            // A last line without an end may have been cut: between API server and kubelet a break looks like an end. What comes twice is so.
            if (fault is null && !query.Follow && (_rest.Length == 0 || restBefore.AsSpan().SequenceEqual(_rest)))
            {
                await TakeRestAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            // An older API server answers a follower only with the first line: silence is no failure.
            inVain = read > 0 || (query.Follow && fault?.Id == "KubernetesTimeout") ? 0 : inVain + 1;
            if (fault is not null)
            {
                Judge(fault, inVain, !opened && Stopwatch.GetElapsedTime(start) > LongestPause);
            }

            await PauseAsync(inVain, cancellationToken).ConfigureAwait(false);
            if (await NextAsync(fault is not null, cancellationToken).ConfigureAwait(false) is not { } pod)
            {
                await TakeRestAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            var restarts = pod.StatusOf(target.Container)?.RestartCount;
            previous = query.Previous || (fault is not null && _wasOpen && restarts == _restarts + 1);
            if (fault is not null && _wasOpen && restarts > _restarts + 1)
            {
                feedback.Warning($"{target} was started {restarts - _restarts} times while its log could not be read; only that of its last start is there.");
            }

            _restarts = restarts ?? _restarts;
            feedback.Verbose($"The log of {target} {(fault is null ? "ended" : $"broke ({fault.Message})")}; reading on{(_replay.From is { } from ? $" from {from:HH:mm:ss}" : "")}.");
        }
    }

    /// <summary>The container has not begun, or waits for its next start.</summary>
    private static bool IsNotYet(KopsException fault) => fault.Id == "KubernetesRequestRefused"
        && (Says(fault, "waiting to start") || Says(fault, "is not available"));

    private static bool Says(KopsException fault, string words) => fault.Message.Contains(words, StringComparison.Ordinal);

    /// <summary>Throws where trying again has no sense.</summary>
    private void Judge(KopsException fault, int inVain, bool tookLong)
    {
        if (!query.Follow)
        {
            if (!KubeFaults.IsPassing(fault) || inVain >= AttemptsInVain || tookLong)
            {
                throw fault;
            }

            return;
        }

        if (!KubeFaults.IsPassing(fault) && !IsNotYet(fault))
        {
            throw fault;
        }

        // A container that is being made starts in a moment; one whose image cannot be had does not.
        if (KubeFaults.IsPassing(fault) ? inVain >= WorthTelling || (tookLong && inVain > 0) : !Says(fault, "ContainerCreating") && !Says(fault, "PodInitializing"))
        {
            troubles.Tell(target, fault);
        }
    }

    /// <summary>Reads one stream as far as it goes: what broke it (null where it ended), how many new lines it brought, and whether there was one.</summary>
    private async Task<(KopsException? Fault, int Read, bool Opened)> ReadOnceAsync(bool previous, CancellationToken cancellationToken)
    {
        var (read, opened) = (0, false);
        _rest = [];
        _replay.Restart();
        try
        {
            var tail = _replay.From is null && !target.IsNew && !_wasOpen && query is not { Follow: true, Tail: 0 } ? query.Tail : null;
            await using var body = await LogBody.OpenAsync(
                client, target, query with { Previous = previous, Follow = query.Follow && !previous }, From(), tail, cancellationToken).ConfigureAwait(false);
            lane.Opened();
            _wasOpen = opened = true;
            while (await body.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (await TakeAsync(line, cancellationToken).ConfigureAwait(false))
                {
                    read++;
                }
            }

            _rest = body.Rest.ToArray();
            return (null, read, opened);
        }
        catch (KopsException fault)
        {
            return (fault, read, opened);
        }
    }

    /// <summary>Nothing of what is there already is wanted: where it ends.</summary>
    private async Task SkipAsync(CancellationToken cancellationToken)
    {
        for (var inVain = 1; ; inVain++)
        {
            try
            {
                await using var body = await LogBody.OpenAsync(client, target, query with { Follow = false }, null, 1, cancellationToken).ConfigureAwait(false);
                while (await body.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
                {
                    if (LogTime.TryRead(line.Span, out var time, out _))
                    {
                        _replay.Begin(time);
                    }
                }

                return;
            }
            catch (KopsException fault) when (IsNotYet(fault))
            {
                return;
            }
            catch (KopsException fault) when (KubeFaults.IsPassing(fault) && inVain < AttemptsInVain)
            {
                feedback.Verbose($"Where the log of {target} ends cannot be read yet: {fault.Message}");
                await PauseAsync(inVain, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask TakeRestAsync(CancellationToken cancellationToken)
    {
        if (_rest.Length > 0)
        {
            await TakeAsync(_rest, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Passes a line on, unless it was read before.</summary>
    private async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        var hasTime = LogTime.TryRead(line.Span, out var time, out var length);
        if (hasTime && ((!target.IsNew && query.Since is null && time < query.SinceTime) || !_replay.Take(time)))
        {
            return false;
        }

        // A line without a time is the kubelet's own word in the place of the log.
        await lane.PutAsync(
            new KopsLogLine
            {
                Time = hasTime ? time : _replay.Newest ?? client.Clock.Now ?? DateTimeOffset.UtcNow,
                Namespace = target.Namespace,
                Pod = target.Pod,
                Container = target.Container,
                Message = LogBody.TextOf(line.Span[length..]),
                Node = target.Node,
                ClusterName = clusterName,
                Kubeconfig = client.Context.Source,
                Context = client.Context.Name,
            },
            cancellationToken).ConfigureAwait(false);
        return hasTime;
    }

    /// <summary>From when on: where the stream was; else what was asked for, which of a pod that came later is everything.</summary>
    private LogBeginning? From()
    {
        if (_replay.From is { } second)
        {
            return new LogBeginning(second, null);
        }

        if (target.IsNew)
        {
            return null;
        }

        if (query.Since is not { } since)
        {
            return query.SinceTime is null ? null : new LogBeginning(query.SinceTime, null);
        }

        // Counted back from now again and again, a quiet log would lose what it wrote between two streams.
        var isFirst = _sinceAt is null;
        _sinceAt ??= client.Clock.Now - since;
        return isFirst || _sinceAt is null ? new LogBeginning(null, since) : new LogBeginning(_sinceAt, null);
    }

    private Task PauseAsync(int inVain, CancellationToken cancellationToken)
    {
        var pause = query.Pause * Math.Pow(2, Math.Min(inVain, 10));
        return Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken);
    }

    /// <summary>Waits until there may be more to read; null where nothing follows.</summary>
    private async Task<LogPodRow?> NextAsync(bool broke, CancellationToken cancellationToken)
    {
        for (var looks = 0; ; looks++)
        {
            var pod = await LookAsync(broke, cancellationToken).ConfigureAwait(false);
            if (pod is null || !query.Follow || broke)
            {
                return pod;
            }

            if (pod.IsOver(target.Container))
            {
                return null;
            }

            if (pod.StatusOf(target.Container) is not { State.Terminated: not null } status || status.RestartCount != _restarts)
            {
                return pod;
            }

            // Read to its end, and waiting for its next start.
            await PauseAsync(looks, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The pod as it is now; null where it is gone, empty where that cannot be asked.</summary>
    private async Task<LogPodRow?> LookAsync(bool broke, CancellationToken cancellationToken)
    {
        try
        {
            var pod = await client.GetAsync(KubePath.For("", "v1", "pods", target.Namespace, target.Pod), LogJson.Default.Pod, cancellationToken).ConfigureAwait(false);
            if (pod.Metadata?.Uid == target.Uid)
            {
                return pod;
            }
        }
        catch (KopsException fault) when (KubeFaults.IsPassing(fault) || fault.Id is "KubernetesForbidden" or "KubernetesAnswerInvalid")
        {
            return new LogPodRow();
        }
        catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
        {
            feedback.Verbose($"{target} is gone.");
        }

        if (broke && _wasOpen)
        {
            feedback.Warning($"{target} went while its log could not be read: its last lines may be missing.");
        }

        return null;
    }
}
