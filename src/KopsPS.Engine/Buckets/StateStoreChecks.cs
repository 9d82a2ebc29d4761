using System.Runtime.CompilerServices;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Buckets;

/// <summary>Checks whether a store's bucket is there, is as it should be, and can be used.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
public sealed class StateStoreChecks(AwsSession session, IFeedback feedback)
{
    /// <summary>Checks that decide: where one of them could not run, nobody knows whether the store can be used.</summary>
    public static IReadOnlySet<string> Decisive { get; } = new HashSet<string>(StringComparer.Ordinal) { "Bucket", "PublicAccess" };

    /// <summary>Runs all checks.</summary>
    /// <param name="request">What is wanted; the region told is checked too.</param>
    /// <param name="probe">Whether to write, read and delete an object.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <exception cref="KopsException">The credentials' faults, <c>AwsUnreachable</c>, <c>KopsStateStoreInvalid</c>.</exception>
    public async IAsyncEnumerable<KopsCheck> RunAsync(
        StateStoreRequest request, bool probe = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var bucket = StateStoreInventory.Location(request.Name).Bucket!;
        KopsCheck Check(string name, KopsCheckVerdict verdict, string found, string wanted, string? remedy = null) =>
            new() { Name = name, Verdict = verdict, Found = found, Wanted = wanted, Remedy = verdict == KopsCheckVerdict.Pass ? null : remedy, Target = bucket };

        BucketPlace? place = null;
        KopsException? hidden = null;
        try
        {
            place = await BucketPlace.FindAsync(session, bucket, feedback, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Kind == FaultKind.PermissionDenied)
        {
            hidden = fault;
        }

        if (place is not { Owner: BucketOwner.Us })
        {
            yield return place?.Owner switch
            {
                BucketOwner.Nobody => Check(
                    "Bucket", KopsCheckVerdict.Fail, "does not exist", "a bucket of this account",
                    $"New-KopsStateStore -Name {bucket}{((request.Region ?? session.Region) is { } region ? $" -Region {region}" : "")}"),
                BucketOwner.SomebodyElse => Check("Bucket", KopsCheckVerdict.Fail, "belongs to somebody else", "a bucket of this account", "Choose another name, or the profile of its account."),
                _ => Check("Bucket", KopsCheckVerdict.Fail, hidden!.Message, "a bucket that this identity may use", hidden.RecommendedAction),
            };
            yield break;
        }

        yield return Check("Bucket", KopsCheckVerdict.Pass, $"exists in {place.Region}", "a bucket of this account");
        var wantedRegion = request.Region ?? session.Region;
        if (wantedRegion is not null)
        {
            yield return Check(
                "Region", wantedRegion == place.Region ? KopsCheckVerdict.Pass : KopsCheckVerdict.Warn, place.Region!, wantedRegion,
                "A bucket cannot be moved; each read of it crosses regions. A new store in the cluster's region is faster.");
        }

        var calls = new BucketCalls(session, bucket, place.Region, WaitPace.Default);
        var state = await BucketState.ReadAsync(calls, cancellationToken).ConfigureAwait(false);
        var tlsOnly = BucketTransport.TlsOnly(session, request.TlsOnly);
        var tags = new Dictionary<string, string>(OwnershipTags.For(request.Environment, null, request.Tags));
        tags.Remove(OwnershipTags.OwnerKey);
        foreach (var aspect in new BucketAspects(calls, state, place.Region!).OfStateStore(request, tags, tlsOnly))
        {
            if (aspect.Name == "Tags" && tags.Count == 0)
            {
                continue;
            }

            yield return aspect.Met switch
            {
                null => Check(aspect.Name, KopsCheckVerdict.NotChecked, aspect.Found, aspect.Wanted, aspect.Fault!.RecommendedAction),
                true => Check(aspect.Name, KopsCheckVerdict.Pass, aspect.Found, aspect.Wanted),
                false => Check(aspect.Name, aspect.IfNot, aspect.Found, aspect.Wanted, $"Set-KopsStateStore -Name {bucket}{Parameter(aspect.Name, request)}"),
            };
        }

        if (!tlsOnly)
        {
            yield return Check(
                "TlsOnly", KopsCheckVerdict.NotChecked, $"the endpoint {session.Endpoint("S3")} has no TLS itself", "requests without TLS are denied",
                "Use an endpoint of https.");
        }

        if (probe)
        {
            yield return await BucketProbe.TryAsync(calls, cancellationToken).ConfigureAwait(false) is { } fault
                ? Check("Access", KopsCheckVerdict.Fail, fault.Message, "an object can be written, read and deleted", fault.RecommendedAction)
                : Check("Access", KopsCheckVerdict.Pass, "an object was written, read and deleted", "an object can be written, read and deleted");
        }
        else
        {
            yield return Check("Access", KopsCheckVerdict.NotChecked, "writing was not asked for", "an object can be written, read and deleted", $"Test-KopsStateStore -Name {bucket}");
        }
    }

    private static string Parameter(string aspect, StateStoreRequest request) => aspect switch
    {
        "Encryption" when request.KmsKey is { } key => $" -KmsKey {key}",
        "OldVersions" when request.NoncurrentDays is { } days => $" -NoncurrentVersionDay {days}",
        "Logging" => $" -LogBucket {request.LogBucket}",
        "TrustedAccounts" => $" -TrustedAccount {(request.TrustedAccounts!.Count == 0 ? "@()" : string.Join(",", request.TrustedAccounts.Select(account => $"'{account}'")))}",
        _ => "",
    };
}
