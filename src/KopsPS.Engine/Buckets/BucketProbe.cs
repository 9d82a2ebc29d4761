using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>
/// Writes, reads and deletes an object, as kops will: rights of the identity, of the bucket's policy and of its key show in
/// no other way. Nothing of it stays, versions included.
/// </summary>
internal static class BucketProbe
{
    private const string Prefix = "kopsps-probe-";

    /// <summary>Tries it; returns the fault, or null.</summary>
    public static async Task<KopsException?> TryAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        var key = Prefix + Guid.NewGuid().ToString("n");
        PutObjectResponse written;
        try
        {
            written = await calls.CallAsync(
                "s3:PutObject", (s3, token) => s3.PutObjectAsync(new PutObjectRequest { BucketName = calls.Bucket, Key = key, ContentBody = key }, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            return fault;
        }

        KopsException? unread = null;
        KopsException? undeleted;
        try
        {
            unread = await ReadAsync(calls, key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also after Ctrl+C.
            undeleted = await DeleteAsync(calls, key, written.VersionId).ConfigureAwait(false);
        }

        return unread ?? undeleted;
    }

    /// <summary>Writes a document that holds its own name and goes when it is disposed of.</summary>
    public static async Task<BucketDocument> WriteAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        var key = Prefix + Guid.NewGuid().ToString("n");
        var written = await calls.CallAsync(
            "s3:PutObject", (s3, token) => s3.PutObjectAsync(new PutObjectRequest { BucketName = calls.Bucket, Key = key, ContentBody = key }, token), cancellationToken)
            .ConfigureAwait(false);
        return new BucketDocument(key, () => DeleteAsync(calls, key, written.VersionId));
    }

    /// <summary>Whether an object is one that a probe was not allowed to delete.</summary>
    public static bool IsProbe(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    private static async Task<KopsException?> ReadAsync(BucketCalls calls, string key, CancellationToken cancellationToken)
    {
        try
        {
            var read = await calls.CallAsync(
                "s3:GetObject",
                async (s3, token) =>
                {
                    using var answer = await s3.GetObjectAsync(new GetObjectRequest { BucketName = calls.Bucket, Key = key }, token).ConfigureAwait(false);
                    using var content = new StreamReader(answer.ResponseStream);
                    return await content.ReadToEndAsync(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return read == key ? null : Faults.ProbeDiffers(calls.Bucket);
        }
        catch (KopsException fault)
        {
            return fault;
        }
    }

    private static async Task<KopsException?> DeleteAsync(BucketCalls calls, string key, string? version)
    {
        // Whoever may not delete versions leaves one of a few bytes, which the lifecycle takes; kops needs no more than the second.
        var known = string.IsNullOrEmpty(version) ? null : version;
        return await DeleteOneAsync(calls, key, known).ConfigureAwait(false) is { } fault
            ? known is null ? fault : await DeleteOneAsync(calls, key, null).ConfigureAwait(false)
            : null;
    }

    private static async Task<KopsException?> DeleteOneAsync(BucketCalls calls, string key, string? version)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await calls.CallAsync(
                "s3:DeleteObject",
                (s3, token) => s3.DeleteObjectAsync(new DeleteObjectRequest { BucketName = calls.Bucket, Key = key, VersionId = version }, token),
                limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (KopsException fault)
        {
            return fault;
        }
        catch (OperationCanceledException fault)
        {
            return Faults.AwsUnreachable("S3", "no answer in time", calls.Bucket, fault);
        }
    }
}
