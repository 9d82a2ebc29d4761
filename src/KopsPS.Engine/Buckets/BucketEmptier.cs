using Amazon.S3;
using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>Deletes all versions and delete markers of a bucket, a thousand a request, several requests at once.</summary>
internal sealed class BucketEmptier(BucketCalls calls, IFeedback feedback)
{
    private const int Batch = 1000;
    private const int AtOnce = 8;

    private readonly object _lock = new();
    private long _deleted;
    private long _kept;
    private (string Key, string Why)? _first;

    /// <summary>Does it; returns how many went.</summary>
    /// <exception cref="KopsException"><c>KopsStateStoreRemovalIncomplete</c>, and those of AWS.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(AtOnce);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>();
        try
        {
            await foreach (var page in BucketContents.VersionsAsync(calls, stop.Token).ConfigureAwait(false))
            {
                foreach (var batch in page.Chunk(Batch))
                {
                    await slots.WaitAsync(stop.Token).ConfigureAwait(false);
                    running.Add(DeleteAsync(batch, slots, stop.Token));
                    running.RemoveAll(task => task.IsCompletedSuccessfully);
                }
            }

            await Task.WhenAll(running).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Select(task => task.ContinueWith(
                done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default))).ConfigureAwait(false);
            feedback.Progress(new ProgressReport(Activity, "", Completed: true));
        }

        return _first is var (key, why) ? throw Faults.StateStoreRemovalIncomplete(calls.Bucket, _kept, key, why) : _deleted;
    }

    private string Activity => $"Emptying {calls.Bucket}";

    private async Task DeleteAsync(S3ObjectVersion[] batch, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            var request = new DeleteObjectsRequest
            {
                BucketName = calls.Bucket, Quiet = true, Objects = [.. batch.Select(item => new KeyVersion { Key = item.Key, VersionId = item.VersionId })],
            };
            var answer = await calls.CallAsync(
                "s3:DeleteObjectVersion",
                async (s3, token) =>
                {
                    try
                    {
                        return await s3.DeleteObjectsAsync(request, token).ConfigureAwait(false);
                    }
                    catch (DeleteObjectsException fault)
                    {
                        // The SDK throws what others answer: some went, some did not.
                        return fault.Response;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                var errors = answer.DeleteErrors ?? [];
                _deleted += batch.Length - errors.Count;
                _kept += errors.Count;
                if (errors.Count > 0)
                {
                    _first ??= (errors[0].Key, $"{errors[0].Code} {errors[0].Message}");
                }

                feedback.Progress(new ProgressReport(Activity, $"{_deleted} versions deleted"));
            }
        }
        finally
        {
            slots.Release();
        }
    }
}
