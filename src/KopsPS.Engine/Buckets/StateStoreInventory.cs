using System.Collections;
using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Spec;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Buckets;

/// <summary>Reads what state stores there are and how their buckets are set up.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
public sealed class StateStoreInventory(AwsSession session, IFeedback feedback)
{
    private const int AtOnce = 16;

    /// <summary>Reads one store.</summary>
    /// <param name="name">Name of the bucket, or its location, which may have a prefix.</param>
    /// <param name="changes">What was done to it just before.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreInvalid</c>, <c>KopsStateStoreNotFound</c>, <c>KopsStateStoreNameTaken</c>, and those of <see cref="AwsFaults"/>.</exception>
    public async Task<KopsStateStore> ReadAsync(string name, IReadOnlyList<KopsChange>? changes = null, CancellationToken cancellationToken = default)
    {
        var location = Location(name);
        var place = await BucketPlace.FindAsync(session, location.Bucket!, feedback, cancellationToken).ConfigureAwait(false);
        return place.Owner switch
        {
            BucketOwner.Nobody => throw Faults.StateStoreNotFound(location.Url),
            // A store that another account shares can be used, so it can be read.
            _ => await ReadAsync(location, place.Region, changes, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Reads all stores of the account that KopsPS made, many at once, in the order of their names.</summary>
    /// <param name="wanted">Which names to read; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">Those of <see cref="AwsFaults"/>.</exception>
    public async IAsyncEnumerable<KopsStateStore> ReadAllAsync(
        Func<string, bool>? wanted = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var slots = new SemaphoreSlim(AtOnce);
        var readings = (await NamesAsync(cancellationToken).ConfigureAwait(false)).Where(name => wanted?.Invoke(name) ?? true)
            .Select(name => OneAsync(name)).ToArray();
        foreach (var reading in readings)
        {
            if (await reading.ConfigureAwait(false) is { } store)
            {
                yield return store;
            }
        }

        async Task<KopsStateStore?> OneAsync(string name)
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var region = await RegionAsync(name, cancellationToken).ConfigureAwait(false);
                var calls = new BucketCalls(session, name, region, WaitPace.Default);
                var tags = await BucketState.TagsAsync(calls, cancellationToken).ConfigureAwait(false);
                return IsStateStore(tags) ? await ReadAsync(Location(name), region, null, cancellationToken).ConfigureAwait(false) : null;
            }
            catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "KopsStateStoreNotFound" or "AwsRequestRefused")
            {
                feedback.Verbose($"{name} is passed over: {fault.Message}");
                return null;
            }
            finally
            {
                slots.Release();
            }
        }
    }

    /// <summary>Names of all buckets of the account.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="KopsException">Those of <see cref="AwsFaults"/>.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken = default)
    {
        var names = new List<string>();
        string? next = null;
        do
        {
            var page = await AwsFaults.CallAsync(
                session, "s3:ListAllMyBuckets", null,
                async () =>
                {
                    await session.PrepareS3Async(cancellationToken).ConfigureAwait(false);
                    return await session.S3().ListBucketsAsync(new ListBucketsRequest { ContinuationToken = next }, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            names.AddRange((page.Buckets ?? []).Select(bucket => bucket.BucketName));
            next = string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken;
        }
        while (next is not null);

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>All buckets of the account that KopsPS made, by their tags alone; many are asked at once.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">Those of <see cref="AwsFaults"/>.</exception>
    internal async Task<IReadOnlyList<OwnedBucket>> OwnedAsync(CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(AtOnce);
        var readings = (await NamesAsync(cancellationToken).ConfigureAwait(false)).Select(async name =>
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var region = await RegionAsync(name, cancellationToken).ConfigureAwait(false);
                var tags = await BucketState.TagsAsync(new BucketCalls(session, name, region, WaitPace.Default), cancellationToken).ConfigureAwait(false);
                return OwnershipTags.AreOurs(tags) ? new OwnedBucket(name, region, tags.GetValueOrDefault(OwnershipTags.EnvironmentKey), DiscoveryStoreTags.AreOn(tags)) : null;
            }
            catch (KopsException fault) when (fault.Id is "AwsAccessDenied" or "KopsStateStoreNotFound" or "AwsRequestRefused")
            {
                // Others' buckets may be closed to this identity; its own it can read.
                feedback.Verbose($"{name} is passed over: {fault.Message}");
                return null;
            }
            finally
            {
                slots.Release();
            }
        }).ToArray();
        return [.. (await Task.WhenAll(readings).ConfigureAwait(false)).OfType<OwnedBucket>()];
    }

    /// <summary>The location that a name of a bucket or a location means.</summary>
    /// <param name="name">Name of the bucket, or <c>s3://</c> and the name.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreInvalid</c>.</exception>
    public static StateStoreLocation Location(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var location = StateStoreLocation.Parse(name.Contains("://", StringComparison.Ordinal) ? name : $"s3://{name}");
        return location.Bucket is null ? throw Faults.StateStoreInvalid(name, "it is a folder, which has no bucket's settings") : location;
    }

    private static bool IsStateStore(IReadOnlyDictionary<string, string> tags) =>
        OwnershipTags.AreOurs(tags) && !DiscoveryStoreTags.AreOn(tags);

    private async Task<string?> RegionAsync(string bucket, CancellationToken cancellationToken) =>
        (await BucketPlace.HeadAsync(session, bucket, null, session.Region, cancellationToken).ConfigureAwait(false)).Region;

    private async Task<KopsStateStore> ReadAsync(
        StateStoreLocation location, string? region, IReadOnlyList<KopsChange>? changes, CancellationToken cancellationToken)
    {
        var calls = new BucketCalls(session, location.Bucket!, region, WaitPace.Default);
        var reading = BucketState.ReadAsync(calls, cancellationToken);
        var (clusters, unread) = await ClustersAsync(location, region, cancellationToken).ConfigureAwait(false);
        var state = await reading.ConfigureAwait(false);
        var skipped = new List<KopsSkippedCheck>();
        T? Known<T>(string name, BucketReading<T> one)
        {
            if (one.Fault is { } fault)
            {
                skipped.Add(new KopsSkippedCheck { Code = name, Reason = fault.Message });
            }

            return one.Value;
        }

        var encryption = Known("Encryption", state.Encryption);
        var blocks = Known("PublicAccess", state.PublicAccessBlock);
        var policy = Known("Policy", state.Policy);
        var lifecycle = Known("OldVersions", state.Lifecycle);
        var tags = Known("Tags", state.Tags) ?? new Dictionary<string, string>();
        var logging = Known("Logging", state.Logging);
        if (unread is not null)
        {
            skipped.Add(new KopsSkippedCheck { Code = "Clusters", Reason = unread.Message });
        }

        return new KopsStateStore
        {
            Name = location.Bucket!,
            StateStore = location.Url,
            Region = region,
            Versioning = Known("Versioning", state.Versioning),
            Encryption = state.Encryption.Fault is null ? BucketText.Encryption(encryption) : null,
            KmsKey = encryption?.ServerSideEncryptionByDefault?.ServerSideEncryptionKeyManagementServiceKeyId is { Length: > 0 } key ? key : null,
            PublicAccessBlocked = state.PublicAccessBlock.Fault is null
                ? blocks is { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } : null,
            PublicAccess = state.PublicAccessBlock.Fault is null ? BucketText.Blocks(blocks) : null,
            Ownership = Known("Ownership", state.Ownership),
            TlsOnly = policy?.IsTlsOnly(location.Bucket!),
            NoncurrentVersionDays = lifecycle is null ? null : BucketText.NoncurrentDays(lifecycle),
            LogTarget = logging is null ? null : $"{logging.TargetBucketName}/{logging.TargetPrefix}",
            TrustedAccounts = policy?.TrustedAccounts ?? [],
            ClusterCount = unread is null ? clusters.Length : null,
            Clusters = clusters,
            Owned = OwnershipTags.AreOurs(tags),
            EnvironmentName = tags.GetValueOrDefault(OwnershipTags.EnvironmentKey),
            Tags = new SortedList(tags.ToDictionary(tag => tag.Key, tag => tag.Value)),
            Changes = [.. changes ?? []],
            NotChecked = [.. skipped],
            ProfileName = session.ProfileName,
            EndpointUrl = session.EndpointUrl,
        };
    }

    private async Task<(string[] Names, KopsException? Fault)> ClustersAsync(StateStoreLocation location, string? region, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new ClusterReader(
                StateStores.Open(location, session, feedback),
                new ManifestOrigin(location.Url, region, session.ProfileName, session.EndpointUrl));
            var names = new List<string>();
            await foreach (var outcome in reader.ReadClustersAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                names.Add(outcome.Name);
            }

            return ([.. names], null);
        }
        catch (KopsException fault) when (fault.Id == "KopsStateStoreInvalid")
        {
            // Folders, but none of a cluster.
            return ([], null);
        }
        catch (KopsException fault) when (fault.Kind == FaultKind.PermissionDenied)
        {
            return ([], fault);
        }
    }
}
