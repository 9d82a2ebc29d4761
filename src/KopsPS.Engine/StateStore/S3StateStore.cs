using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.StateStore;

/// <summary>A state store in a bucket. A bucket in another region than the session's is followed there.</summary>
internal sealed class S3StateStore(StateStoreLocation location, AwsSession session, IFeedback feedback) : IStateStore
{
    private readonly string _bucket = location.Bucket!;
    private readonly string _prefix = location.Prefix.Length == 0 ? "" : location.Prefix + "/";

    /// <summary>The bucket's region once it is known to differ from the session's.</summary>
    private volatile string? _region;

    public StateStoreLocation Location => location;

    public async IAsyncEnumerable<StateStoreEntry> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prefix = folder.Length == 0 ? _prefix : $"{_prefix}{folder}/";
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix, Delimiter = "/", ContinuationToken = next };
            var page = await CallAsync((s3, token) => s3.ListObjectsV2Async(request, token), prefix, cancellationToken).ConfigureAwait(false);
            var entries = (page.CommonPrefixes ?? []).Select(path => new StateStoreEntry(path[prefix.Length..^1], true))
                .Concat((page.S3Objects ?? []).Where(item => item.Key.Length > prefix.Length)
                    .Select(item => new StateStoreEntry(item.Key[prefix.Length..], false)))
                .Where(entry => entry.Name.Length > 0)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal);
            foreach (var entry in entries)
            {
                yield return entry;
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    public Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = _prefix + path };
        return CallAsync<byte[]?>(
            async (s3, token) =>
            {
                try
                {
                    using var answer = await s3.GetObjectAsync(request, token).ConfigureAwait(false);
                    using var content = new MemoryStream();
                    await answer.ResponseStream.CopyToAsync(content, token).ConfigureAwait(false);
                    return content.ToArray();
                }
                catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
                {
                    return null;
                }
            },
            request.Key,
            cancellationToken);
    }

    private async Task<T> CallAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, string key, CancellationToken cancellationToken)
    {
        var region = _region;
        try
        {
            await session.PrepareS3Async(cancellationToken).ConfigureAwait(false);
            return await call(session.S3(region), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception answer) when (S3Faults.OtherRegion(answer) is { } other && other != region)
        {
            feedback.Verbose($"The bucket {_bucket} is in the region {other}.");
            _region = other;
            return await CallAsync(call, key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not KopsException && !cancellationToken.IsCancellationRequested)
        {
            throw await S3Faults.DiagnoseAsync(fault, location, session, _region, cancellationToken).ConfigureAwait(false);
        }
    }
}
