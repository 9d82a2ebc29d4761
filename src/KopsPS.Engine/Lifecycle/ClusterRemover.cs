using System.Globalization;
using System.Text.RegularExpressions;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Lifecycle;

/// <summary>Previews and carries out the removal of clusters.</summary>
/// <param name="run">Runs kops.</param>
/// <param name="aid">What AWS is asked where kops gets stuck.</param>
/// <param name="settings">How the cluster is reached; the state store is the one in use.</param>
/// <param name="feedback">Where progress and warnings go.</param>
public sealed partial class ClusterRemover(
    Func<KopsCall, CancellationToken, Task<KopsRun>> run, IDeletionAid aid, KopsSettings settings, IFeedback feedback)
{
    /// <summary>Lists what would go; changes nothing.</summary>
    /// <param name="request">What is to be removed.</param>
    /// <param name="cancellationToken">Ends the run of kops.</param>
    /// <exception cref="KopsException">What kops' failure means.</exception>
    public async Task<IReadOnlyList<KopsCloudResource>> PreviewAsync(RemovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var unparsed = new List<string>();
        var reader = new DeletionReader(unparsed);
        await AttemptAsync(request, reader, apply: false, cancellationToken).ConfigureAwait(false);
        Tell(unparsed);
        return [.. reader.Entries.Select(entry => Resource(entry, request.ClusterName))];
    }

    /// <summary>Removes a cluster.</summary>
    /// <param name="request">What is to be removed.</param>
    /// <param name="cancellationToken">Interrupts kops; the same removal goes on from there.</param>
    /// <exception cref="KopsException">
    /// <c>KopsDeletionStalled</c>, <c>KopsDeletionTimeout</c> with what is left and what holds it, or what kops' failure means.
    /// </exception>
    public async Task<KopsRemoval> RemoveAsync(RemovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var unparsed = new List<string>();
        var deleted = new Dictionary<string, DeletionEntry>(StringComparer.Ordinal);
        var duration = TimeSpan.Zero;
        var rounds = 0;
        for (var again = false; ; again = true)
        {
            var reader = new DeletionReader(unparsed);
            try
            {
                var done = await AttemptAsync(request, reader, apply: true, cancellationToken).ConfigureAwait(false);
                Keep(reader);
                Tell(unparsed);
                return new KopsRemoval
                {
                    ClusterName = request.ClusterName,
                    StateStore = settings.StateStore ?? "",
                    Region = settings.Region,
                    ProfileName = settings.ProfileName,
                    EndpointUrl = settings.EndpointUrl,
                    Unregistered = request.Unregister,
                    Resources = [.. deleted.Values.Select(entry => Resource(entry, request.ClusterName))],
                    Rounds = rounds,
                    Duration = duration + done.Duration,
                    Warnings = [.. done.Warnings],
                };
            }
            catch (KopsException fault)
            {
                Keep(reader);
                if (!again && await CanGoOnAsync(request, reader, fault, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                Tell(unparsed);
                throw await ExplainAsync(request, reader, fault, cancellationToken).ConfigureAwait(false);
            }
        }

        void Keep(DeletionReader reader)
        {
            rounds += reader.Entries.Count > 0 ? reader.RoundsEnded + (reader.Deleted ? 1 : 0) : 0;
            foreach (var entry in reader.Entries.Where(entry => entry.State == DeletionState.Deleted))
            {
                deleted[entry.Key] = entry;
            }
        }
    }

    private async Task<KopsRun> AttemptAsync(RemovalRequest request, DeletionReader reader, bool apply, CancellationToken cancellationToken)
    {
        var activity = $"{(apply ? "Deleting" : "Looking for what belongs to")} {request.ClusterName}";
        feedback.Progress(new ProgressReport(activity, "Looking for resources in the cloud"));
        try
        {
            return await run(
                new KopsCall([.. Arguments(request, apply)])
                {
                    ClusterName = request.ClusterName,
                    TimeLimit = request.TimeLimit,
                    OnStdoutLine = (line, _) =>
                    {
                        reader.Add(line);
                        if (apply && reader.Entries.Count > 0)
                        {
                            Report(activity, reader);
                        }

                        return ValueTask.CompletedTask;
                    },
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            reader.Complete();
            feedback.Progress(new ProgressReport(activity, "Done", Completed: true));
        }
    }

    private void Report(string activity, DeletionReader reader)
    {
        var total = reader.Entries.Count;
        var left = reader.Left.Count();
        var round = (reader.RoundsEnded + 1).ToString(CultureInfo.InvariantCulture);
        feedback.Progress(new ProgressReport(activity, $"{left} of {total} resources left, round {round}", (total - left) * 100 / total));
    }

    /// <summary>kops takes no <c>--wait</c> and the like without something to delete, but it does not mind them.</summary>
    internal static IEnumerable<string> Arguments(RemovalRequest request, bool apply)
    {
        yield return "delete";
        yield return "cluster";
        if (request.Unregister)
        {
            yield return "--unregister";
        }

        if (!apply)
        {
            yield break;
        }

        yield return "--yes";
        if (request.Wait is { } wait)
        {
            yield return "--wait";
            yield return GoDuration.Format(wait);
        }

        if (request.Interval is { } interval)
        {
            yield return "--interval";
            yield return GoDuration.Format(interval);
        }

        if (request.Count is { } count)
        {
            yield return "--count";
            yield return count.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>
    /// True where a second run gets further than the first: kops keeps trying to delete what AWS says is gone, but a
    /// new run does not list it; and it stops before it begins at routes to NAT gateways that are gone.
    /// </summary>
    private async Task<bool> CanGoOnAsync(RemovalRequest request, DeletionReader reader, KopsException fault, CancellationToken cancellationToken)
    {
        if (fault.Id is "KopsDeletionTimeout" or "KopsDeletionStalled")
        {
            var failed = reader.Left.Where(entry => entry.State is DeletionState.Failed or DeletionState.HasDependencies).ToArray();
            if (failed.Length > 0 && Array.TrueForAll(failed, entry => entry.Cause is { } cause && GoneCode().IsMatch(cause)))
            {
                feedback.Verbose($"kops stuck at {string.Join(", ", failed.Select(entry => entry.Key))}, which AWS says is gone: running it again.");
                return true;
            }
        }

        if (fault.Id == "KopsDeletionFailed" && GoneCode().IsMatch(fault.Message))
        {
            return await aid.ClearStaleAsync(request.ClusterName, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<KopsException> ExplainAsync(RemovalRequest request, DeletionReader reader, KopsException fault, CancellationToken cancellationToken)
    {
        if (fault.Id is not ("KopsDeletionTimeout" or "KopsDeletionStalled" or "KopsTimeLimitExceeded") || reader.Entries.Count == 0)
        {
            return fault;
        }

        var left = reader.Left.ToArray();
        feedback.Verbose($"Looking up in EC2 and load balancing what holds {left.Length} resources");
        IReadOnlyList<KopsDeletionBlocker> holders;
        try
        {
            holders = await aid.FindHoldersAsync(request.ClusterName, left, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException second)
        {
            feedback.Warning($"Could not look up what holds them: {second.Message}");
            holders = [];
        }

        return Faults.DeletionIncomplete(fault, request.ClusterName, [.. left.Select(entry => Resource(entry, request.ClusterName))], holders);
    }

    private void Tell(List<string> unparsed)
    {
        foreach (var line in unparsed)
        {
            feedback.Warning($"A line of kops' output was not understood: {line}");
        }

        unparsed.Clear();
    }

    private KopsCloudResource Resource(DeletionEntry entry, string clusterName) => new()
    {
        Type = entry.Type,
        Id = entry.Id,
        Name = entry.Name,
        ClusterName = clusterName,
        StateStore = settings.StateStore,
        Region = settings.Region,
        ProfileName = settings.ProfileName,
        EndpointUrl = settings.EndpointUrl,
    };

    [GeneratedRegex(@"api error \w+(\.NotFound|NotFound|\.NotExist)\b|NoSuchEntity", RegexOptions.CultureInvariant)]
    private static partial Regex GoneCode();
}
