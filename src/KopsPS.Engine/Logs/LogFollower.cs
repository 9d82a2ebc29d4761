using KopsPS.Engine.Kubernetes;

namespace KopsPS.Engine.Logs;

/// <summary>Opens the logs of the pods that are there and of those that come, until no others can come.</summary>
internal sealed class LogFollower(KubeClient client, LogQuery query, LogMerge merge, Func<LogTarget, LogLane, Task> read, IFeedback feedback)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <summary>Follows.</summary>
    public async Task RunAsync(IReadOnlyList<LogSource> sources, CancellationToken cancellationToken)
    {
        Exception? cause = null;
        try
        {
            await Task.WhenAll(sources.Select(source => source.IsOne ? OneAsync(source, cancellationToken) : ManyAsync(source, cancellationToken))).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            cause = fault;
        }

        await AllAsync().ConfigureAwait(false);
        merge.Complete(cause);
    }

    private async Task OneAsync(LogSource source, CancellationToken cancellationToken) =>
        Begin(await client.GetAsync(source.Path, LogJson.Default.Pod, cancellationToken).ConfigureAwait(false), isNew: false);

    private async Task ManyAsync(LogSource source, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var synced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = WatchAsync(source, synced, done.Token);
        if (source.Job is { } job)
        {
            await Task.WhenAny(watching, JobAsync(job, synced.Task, done.Token)).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            await watching.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its last pod may have come while nobody watched any more.
            feedback.Verbose("The job is done; no other pods come.");
            await foreach (var pod in source.PodsAsync(client, cancellationToken).ConfigureAwait(false))
            {
                Begin(pod, isNew: true);
            }
        }
    }

    private async Task WatchAsync(LogSource source, TaskCompletionSource synced, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var seen in new KubeWatch<LogPodRow>(client, WatchSource(source), feedback).RunAsync(cancellationToken).ConfigureAwait(false))
            {
                if (seen.Type == KubeWatchEventType.Synced)
                {
                    if (synced.TrySetResult())
                    {
                        Greet();
                    }
                }
                else if (seen.Type == KubeWatchEventType.Deleted)
                {
                    Forget(seen.Key);
                }
                else if (seen.Item is { Metadata: not null } pod && source.Fits?.Invoke(pod) != false && pod.Spec?.NodeName is { Length: > 0 })
                {
                    Begin(pod, synced.Task.IsCompleted);
                }
            }
        }
        catch (KopsException fault) when (synced.Task.IsCompleted)
        {
            // What is open goes on; the error comes when that has ended.
            feedback.Warning($"Pods that come from now on are not seen: {fault.Message}");
            throw;
        }
    }

    /// <summary>Waits until its pods are known and a job is done.</summary>
    private async Task JobAsync(string path, Task synced, CancellationToken cancellationToken)
    {
        await synced.WaitAsync(cancellationToken).ConfigureAwait(false);
        for (var looks = 0; ; looks++)
        {
            try
            {
                if ((await client.GetAsync(path, LogJson.Default.Owner, cancellationToken).ConfigureAwait(false)).IsDone)
                {
                    return;
                }
            }
            catch (KopsException fault) when (fault.Id == "KubernetesNotFound")
            {
                return;
            }
            catch (KopsException fault)
            {
                feedback.Debug($"Whether the job is done is not known: {fault.Message}");
            }

            var pause = query.Pause * Math.Pow(2, Math.Min(looks, 10));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static KubeWatchSource<LogPodRow> WatchSource(LogSource source) => new()
    {
        Path = source.Path,
        List = LogJson.Default.Pods,
        Line = LogJson.Default.PodLine,
        KeyOf = pod => pod.Metadata?.Uid ?? "",
        VersionOf = pod => pod.Metadata?.ResourceVersion,
    };

    /// <summary>Opens the logs of a pod that are not open yet; two sources may have the same pod.</summary>
    private void Begin(LogPodRow pod, bool isNew)
    {
        lock (_running)
        {
            foreach (var target in LogTarget.Of(pod, query, isNew).Where(target => !_running.ContainsKey(target.Key)))
            {
                if (isNew)
                {
                    feedback.Verbose($"{target} has come.");
                }

                _running[target.Key] = read(target, merge.Open());
            }
        }
    }

    /// <summary>A pod that is gone: its logs end by themselves.</summary>
    private void Forget(string uid)
    {
        lock (_running)
        {
            foreach (var (key, _) in _running.Where(each => each.Value.IsCompleted && each.Key.StartsWith(uid + "/", StringComparison.Ordinal)).ToArray())
            {
                _running.Remove(key);
            }
        }
    }

    private void Greet()
    {
        int count;
        lock (_running)
        {
            count = _running.Count;
        }

        if (count == 0)
        {
            feedback.Warning("There is no pod with such a container yet; waiting for one.");
        }
        else
        {
            feedback.Verbose($"Following {count} logs, and those of pods that come.");
        }
    }

    private async Task AllAsync()
    {
        Task[] all;
        lock (_running)
        {
            all = [.. _running.Values];
        }

        await Task.WhenAll(all).ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
    }
}
