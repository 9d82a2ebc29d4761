using System.Net;
using Amazon.S3;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Buckets;

/// <summary>Calls S3 about one bucket, in the bucket's own region, with the faults that everything here has.</summary>
internal sealed class BucketCalls(AwsSession session, string bucket, string? region, WaitPace pace)
{
    /// <summary>Name of the bucket.</summary>
    public string Bucket => bucket;

    /// <summary>How AWS is reached.</summary>
    public AwsSession Session => session;

    /// <summary>How long to wait for what was just made.</summary>
    public WaitPace Pace => pace;

    /// <summary>Calls once.</summary>
    /// <exception cref="KopsException">As <see cref="AwsFaults"/> has them; <c>KopsStateStoreNotFound</c>.</exception>
    public async Task<T> CallAsync<T>(string action, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await AwsFaults.CallAsync(
                session, action, bucket,
                async () =>
                {
                    await session.PrepareS3Async(cancellationToken).ConfigureAwait(false);
                    return await call(session.S3(region), cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonS3Exception { ErrorCode: "NoSuchBucket" })
        {
            throw Faults.StateStoreNotFound($"s3://{bucket}", fault.InnerException);
        }
    }

    /// <summary>Reads a setting; null where the bucket does not have it, which S3 answers with 404.</summary>
    public async Task<T?> ReadAsync<T>(string action, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync(action, call, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" })
        {
            return null;
        }
    }

    /// <summary>Changes a setting; waits while another change is under way, or while the bucket is not known everywhere yet.</summary>
    public async Task WriteAsync<T>(string action, Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CallAsync(action, call, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (KopsException fault) when (attempt < pace.Attempts
                && fault.InnerException is AmazonS3Exception { ErrorCode: "OperationAborted" or "NoSuchBucket" or "ConflictingOperation" })
            {
                await Task.Delay(pace.Interval, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
