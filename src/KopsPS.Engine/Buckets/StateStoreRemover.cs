using Amazon.S3;
using Amazon.S3.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Buckets;

/// <summary>Removes a state store that holds no cluster.</summary>
internal sealed class StateStoreRemover(AwsSession session, IFeedback feedback, WaitPace pace)
{
    private const int Rounds = 3;
    private const int Named = 5;

    public async Task<IReadOnlyList<KopsChange>> PlanAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken)
    {
        var (calls, versions) = await CheckAsync(request, cancellationToken).ConfigureAwait(false);
        return [Change(calls, versions)];
    }

    public async Task<IReadOnlyList<KopsChange>> RemoveAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken)
    {
        var (calls, _) = await CheckAsync(request, cancellationToken).ConfigureAwait(false);
        var deleted = await DeleteAsync(calls, feedback, cancellationToken).ConfigureAwait(false);
        return [Change(calls, deleted)];
    }

    /// <summary>Deletes all versions, then the bucket; what is written meanwhile goes too.</summary>
    public static async Task<long> DeleteAsync(BucketCalls calls, IFeedback feedback, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        for (var round = 1; ; round++)
        {
            deleted += await new BucketEmptier(calls, feedback).RunAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await calls.CallAsync(
                    "s3:DeleteBucket", (s3, token) => s3.DeleteBucketAsync(new DeleteBucketRequest { BucketName = calls.Bucket }, token), cancellationToken).ConfigureAwait(false);
                return deleted;
            }
            catch (KopsException fault) when (fault.InnerException is AmazonS3Exception { ErrorCode: "BucketNotEmpty" or "OperationAborted" } && round < Rounds)
            {
                feedback.Verbose($"{calls.Bucket} is not empty yet: {fault.Message}");
                await Task.Delay(calls.Pace.Interval, cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.Id == "KopsStateStoreNotFound")
            {
                // Another run was quicker.
                return deleted;
            }
        }
    }

    private static KopsChange Change(BucketCalls calls, long versions) => new()
    {
        Action = KopsChangeAction.Delete, Kind = "Bucket", Name = calls.Bucket, Detail = versions == 0 ? "empty" : $"with {versions} versions of objects",
    };

    private async Task<(BucketCalls Calls, long Versions)> CheckAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var bucket = StateStoreInventory.Location(request.Name).Bucket!;
        var place = await BucketPlace.FindAsync(session, bucket, feedback, cancellationToken).ConfigureAwait(false);
        if (place.Owner != BucketOwner.Us)
        {
            throw place.Owner == BucketOwner.Nobody ? Faults.StateStoreNotFound($"s3://{bucket}") : Faults.StateStoreNameTaken(bucket);
        }

        var calls = new BucketCalls(session, bucket, place.Region, pace);
        if (request.OwnedOnly && !OwnershipTags.AreOurs(await BucketState.TagsAsync(calls, cancellationToken).ConfigureAwait(false)))
        {
            throw Faults.StateStoreNotOurs(bucket, request.IsDiscoveryStore ? "Remove-KopsDiscoveryStore" : "Remove-KopsStateStore");
        }

        var keys = new List<string>();
        var versions = 0L;
        await foreach (var page in BucketContents.VersionsAsync(calls, cancellationToken).ConfigureAwait(false))
        {
            versions += page.Count;
            keys.AddRange(page.Where(item => item.IsLatest == true && item.IsDeleteMarker != true && !BucketProbe.IsProbe(item.Key)).Select(item => item.Key));
        }

        var clusters = await ClustersAsync(calls, keys, cancellationToken).ConfigureAwait(false);
        if (clusters.Count > 0)
        {
            throw Faults.StateStoreHasClusters(bucket, clusters);
        }

        if (keys.Count > 0 && !request.Force)
        {
            string[] first = [.. keys.Take(Named)];
            throw request.IsDiscoveryStore ? Faults.DiscoveryStoreInUse(bucket, keys.Count, first) : Faults.StateStoreHasObjects(bucket, keys.Count, first, "Remove-KopsStateStore");
        }

        return (calls, versions);
    }

    /// <summary>Paths of clusters anywhere in the bucket: stores may share one, each below a prefix of its own.</summary>
    private static async Task<IReadOnlyList<string>> ClustersAsync(BucketCalls calls, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        const string file = "/config";
        const string completed = "/cluster-completed.spec";
        var found = new SortedSet<string>(
            keys.Where(key => key.EndsWith(completed, StringComparison.Ordinal)).Select(key => key[..^completed.Length]), StringComparer.Ordinal);
        foreach (var key in keys.Where(key => key.EndsWith(file, StringComparison.Ordinal)))
        {
            if (!found.Contains(key[..^file.Length]) && await IsClusterAsync(calls, key, keys, cancellationToken).ConfigureAwait(false))
            {
                found.Add(key[..^file.Length]);
            }
        }

        return [.. found];
    }

    /// <summary>A spoilt cluster is one too: its keys or groups lie beside it.</summary>
    private static async Task<bool> IsClusterAsync(BucketCalls calls, string key, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var content = await calls.ReadAsync(
            "s3:GetObject",
            async (s3, token) =>
            {
                using var answer = await s3.GetObjectAsync(new GetObjectRequest { BucketName = calls.Bucket, Key = key }, token).ConfigureAwait(false);
                using var bytes = new MemoryStream();
                await answer.ResponseStream.CopyToAsync(bytes, token).ConfigureAwait(false);
                return bytes.ToArray();
            },
            cancellationToken).ConfigureAwait(false);
        if (content is null)
        {
            return false;
        }

        try
        {
            if (KopsYaml.Read(content, key)["kind"] is string kind)
            {
                return kind == "Cluster";
            }
        }
        catch (KopsException)
        {
            // Something else's, or spoilt.
        }

        var folder = key[..^"config".Length];
        return keys.Any(other => other.StartsWith(folder + "pki/", StringComparison.Ordinal) || other.StartsWith(folder + "instancegroup/", StringComparison.Ordinal));
    }
}
