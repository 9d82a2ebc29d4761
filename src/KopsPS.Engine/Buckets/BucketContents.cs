using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace KopsPS.Engine.Buckets;

/// <summary>All that is in a bucket, page by page.</summary>
internal static class BucketContents
{
    /// <summary>Pages of all versions and delete markers.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<S3ObjectVersion>> VersionsAsync(
        BucketCalls calls, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? key = null;
        string? version = null;
        bool more;
        do
        {
            var request = new ListVersionsRequest { BucketName = calls.Bucket, KeyMarker = key, VersionIdMarker = version };
            var page = await calls.CallAsync("s3:ListBucketVersions", (s3, token) => s3.ListVersionsAsync(request, token), cancellationToken).ConfigureAwait(false);
            yield return page.Versions ?? [];
            (key, version) = (page.NextKeyMarker, page.NextVersionIdMarker);
            more = page.IsTruncated == true && !string.IsNullOrEmpty(key);
        }
        while (more);
    }
}
