namespace KopsPS.Engine.Buckets;

/// <summary>Brings a bucket's settings to what they should be, and waits until S3 says so.</summary>
internal static class BucketSettler
{
    /// <summary>Changes what differs, one by one: S3 refuses two changes of a bucket at once.</summary>
    /// <exception cref="KopsException"><c>KopsStateStoreNotUsable</c> where the settings do not hold; the fault of a setting that could not be read.</exception>
    public static async Task SettleAsync(
        BucketCalls calls, Func<CancellationToken, Task<IReadOnlyList<BucketAspect>>> read, string activity, IFeedback feedback, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(read, cancellationToken).ConfigureAwait(false);
        var done = 0;
        foreach (var aspect in open)
        {
            feedback.Progress(new ProgressReport(activity, aspect.Name, 10 + (done++ * 80 / open.Length)));
            feedback.Verbose($"{calls.Bucket}: {aspect.Name}: {aspect.Found}, will be {aspect.Wanted}.");
            await aspect.Apply(cancellationToken).ConfigureAwait(false);
        }

        for (var attempt = 1; open.Length > 0; attempt++)
        {
            open = await OpenAsync(read, cancellationToken).ConfigureAwait(false);
            if (open.Length == 0)
            {
                return;
            }

            if (attempt >= calls.Pace.Attempts)
            {
                throw Faults.StateStoreNotUsable(calls.Bucket, $"{open[0].Name} is still: {open[0].Found}.");
            }

            await Task.Delay(calls.Pace.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until an object can be written, read and deleted.</summary>
    /// <exception cref="KopsException"><c>KopsStateStoreNotUsable</c>, or the refusal.</exception>
    public static async Task UntilWritableAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        for (var attempt = 1; await BucketProbe.TryAsync(calls, cancellationToken).ConfigureAwait(false) is { } fault; attempt++)
        {
            // Rights that a policy has just changed hold after a moment; whoever has none does not get them by waiting long.
            var passes = fault.Kind is FaultKind.ObjectNotFound || (fault.Id == "AwsAccessDenied" && attempt < 5);
            if (!passes || attempt >= calls.Pace.Attempts)
            {
                throw fault.Id == "KopsStateStoreNotFound" ? Faults.StateStoreNotUsable(calls.Bucket, fault.Message, fault) : fault;
            }

            await Task.Delay(calls.Pace.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All aspects, where each could be read.</summary>
    /// <exception cref="KopsException">The fault of one that could not.</exception>
    public static IReadOnlyList<BucketAspect> Readable(IReadOnlyList<BucketAspect> aspects) =>
        aspects.FirstOrDefault(aspect => aspect.Fault is not null)?.Fault is { } fault ? throw fault : aspects;

    private static async Task<BucketAspect[]> OpenAsync(Func<CancellationToken, Task<IReadOnlyList<BucketAspect>>> read, CancellationToken cancellationToken) =>
        [.. Readable(await read(cancellationToken).ConfigureAwait(false)).Where(aspect => aspect.Met == false)];
}
