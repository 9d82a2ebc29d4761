using System.Collections;
using System.Net;
using System.Net.Sockets;
using Amazon;
using Amazon.S3;
using Amazon.S3.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Buckets;

/// <summary>
/// Makes buckets for OIDC documents, which AWS fetches without an identity. kops' page on AWS demands ownership
/// <c>BucketOwnerPreferred</c>, no public-access blocks and a public-read ACL (https://kops.sigs.k8s.io/getting_started/aws/);
/// newer kops writes no ACL on an object where the bucket's policy is public, so the policy lets everybody read too.
/// </summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
/// <param name="pace">How long to wait for what was made; null for <see cref="WaitPace.Default"/>.</param>
public sealed class DiscoveryStoreProvisioner(AwsSession session, IFeedback feedback, WaitPace? pace = null)
{
    /// <summary>Times to look for the tags of a bucket that has none.</summary>
    private const int Looks = 3;

    private const string Everybody = "http://acs.amazonaws.com/groups/global/AllUsers";

    private readonly WaitPace _pace = pace ?? WaitPace.Default;

    /// <summary>What <see cref="ApplyAsync"/> would do; reads only.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">
    /// <c>KopsBucketNameInvalid</c>, <c>AwsRegionInvalid</c>, <c>AwsRegionNotSet</c>, <c>KopsTagInvalid</c>, <c>KopsStateStoreNameTaken</c>,
    /// <c>KopsStateStoreExists</c>, <c>KopsDiscoveryPublicAccessForbidden</c>, and those of <see cref="AwsFaults"/>.
    /// </exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(DiscoveryStoreRequest request, CancellationToken cancellationToken = default) =>
        (await PrepareAsync(request, cancellationToken).ConfigureAwait(false)).Changes;

    /// <summary>Makes the bucket, or completes one of ours, and waits until a document in it can be fetched without an identity.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it; the next run goes on from there.</param>
    /// <exception cref="KopsException">As for <see cref="PlanAsync"/>; <c>KopsStateStoreNotUsable</c>, <c>KopsDiscoveryNotReadable</c>.</exception>
    public async Task<KopsDiscoveryStore> ApplyAsync(DiscoveryStoreRequest request, CancellationToken cancellationToken = default)
    {
        var plan = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        var activity = $"Setting up the discovery store {plan.Bucket}";
        var calls = new BucketCalls(session, plan.Bucket, plan.Region, _pace);
        try
        {
            if (plan.IsNew)
            {
                feedback.Progress(new ProgressReport(activity, $"Making the bucket in {plan.Region}", 0));
                await new BucketCreation(calls, plan.Region, feedback).RunAsync(ObjectOwnership.BucketOwnerPreferred, plan.Tags, cancellationToken).ConfigureAwait(false);
            }

            await BucketSettler.SettleAsync(calls, token => AspectsAsync(calls, plan, token), activity, feedback, cancellationToken).ConfigureAwait(false);
            feedback.Progress(new ProgressReport(activity, "Fetching without an identity", 95));
            await UntilReadableAsync(calls, plan, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }

        var state = await BucketState.ReadAsync(calls, cancellationToken).ConfigureAwait(false);
        var tags = state.Tags.Value ?? plan.Tags;
        return new KopsDiscoveryStore
        {
            Name = plan.Bucket,
            DiscoveryStore = $"s3://{plan.Bucket}",
            Address = Address(plan),
            Region = plan.Region,
            Readable = true,
            Ownership = state.Ownership.Value,
            PublicAccess = BucketText.Blocks(state.PublicAccessBlock.Value),
            EnvironmentName = tags.GetValueOrDefault(OwnershipTags.EnvironmentKey),
            Tags = new SortedList(tags.ToDictionary(tag => tag.Key, tag => tag.Value)),
            Changes = [.. plan.Changes],
            NotChecked = plan.Unread is null ? [] : [new KopsSkippedCheck { Code = "AccountPublicAccess", Reason = plan.Unread }],
            ProfileName = session.ProfileName,
            EndpointUrl = session.EndpointUrl,
        };
    }

    /// <summary>What <see cref="RemoveAsync"/> would do; reads only.</summary>
    /// <param name="request">What to remove.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreNotFound</c>, <c>KopsDiscoveryStoreNotEmpty</c>, <c>KopsStateStoreNotEmpty</c>, <c>KopsStateStoreNotOurs</c>.</exception>
    public Task<IReadOnlyList<KopsChange>> PlanRemovalAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken = default) =>
        new StateStoreRemover(session, feedback, _pace).PlanAsync(request with { IsDiscoveryStore = true }, cancellationToken);

    /// <summary>Deletes the documents and the bucket.</summary>
    /// <param name="request">What to remove.</param>
    /// <param name="cancellationToken">Ends it; the next run goes on with what is left.</param>
    /// <exception cref="KopsException">As for <see cref="PlanRemovalAsync"/>; <c>KopsStateStoreRemovalIncomplete</c>.</exception>
    public Task<IReadOnlyList<KopsChange>> RemoveAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken = default) =>
        new StateStoreRemover(session, feedback, _pace).RemoveAsync(request with { IsDiscoveryStore = true }, cancellationToken);

    /// <summary>Checks whether a bucket can be a cluster's discovery store: it is there, open to readers, and a document in it can be fetched without an identity.</summary>
    /// <param name="store">Name of the bucket, or its location, which may have a prefix.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreInvalid</c>, and those of AWS' credentials.</exception>
    public async Task<IReadOnlyList<KopsCheck>> TestAsync(string store, CancellationToken cancellationToken = default)
    {
        var bucket = StateStoreInventory.Location(store).Bucket!;
        KopsCheck Check(string name, KopsCheckVerdict verdict, string found, string wanted, string? remedy = null) =>
            new() { Name = name, Verdict = verdict, Found = found, Wanted = wanted, Remedy = verdict == KopsCheckVerdict.Pass ? null : remedy, Target = bucket };

        var remedy = $"New-KopsDiscoveryStore -Name {bucket}{(session.Region is { } here ? $" -Region {here}" : "")}";
        BucketPlace place;
        try
        {
            place = await BucketPlace.FindAsync(session, bucket, feedback, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault) when (fault.Kind == FaultKind.PermissionDenied)
        {
            return [Check("Bucket", KopsCheckVerdict.Fail, fault.Message, "a bucket that this identity may use", fault.RecommendedAction)];
        }

        if (place.Owner != BucketOwner.Us)
        {
            return place.Owner == BucketOwner.Nobody
                ? [Check("Bucket", KopsCheckVerdict.Fail, "does not exist", "a bucket of this account", remedy)]
                : [Check("Bucket", KopsCheckVerdict.Fail, "belongs to somebody else", "a bucket of this account", "Choose another name, or the profile of its account.")];
        }

        var calls = new BucketCalls(session, bucket, place.Region, _pace);
        var plan = new Plan(bucket, place.Region!, false, new Dictionary<string, string>(), null, []);
        var (blocks, unread) = await AccountPublicAccess.ReadAsync(session, place.Account, place.Region!, cancellationToken).ConfigureAwait(false);
        var checks = new List<KopsCheck>
        {
            Check("Bucket", KopsCheckVerdict.Pass, $"exists in {place.Region}", "a bucket of this account"),
            unread is null
                ? Check("AccountPublicAccess", blocks.Count == 0 ? KopsCheckVerdict.Pass : KopsCheckVerdict.Fail, blocks.Count == 0 ? "not blocked" : string.Join(", ", blocks), "not blocked", "aws s3control delete-public-access-block --account-id " + place.Account)
                : Check("AccountPublicAccess", KopsCheckVerdict.NotChecked, unread, "not blocked"),
        };
        foreach (var aspect in (await AspectsAsync(calls, plan, cancellationToken).ConfigureAwait(false)).Where(aspect => aspect.Name != "Tags"))
        {
            checks.Add(aspect.Met is { } met
                ? Check(aspect.Name, met ? KopsCheckVerdict.Pass : aspect.IfNot, aspect.Found, aspect.Wanted, remedy)
                : Check(aspect.Name, KopsCheckVerdict.NotChecked, aspect.Found, aspect.Wanted, aspect.Fault!.RecommendedAction));
        }

        checks.Add(await TryReadAsync().ConfigureAwait(false));
        return checks;

        async Task<KopsCheck> TryReadAsync()
        {
            const string wanted = "a document that can be fetched without an identity";
            try
            {
                await using var document = await BucketProbe.WriteAsync(calls, cancellationToken).ConfigureAwait(false);
                var why = await FetchAsync($"{Address(plan)}/{document.Key}", document.Key, cancellationToken).ConfigureAwait(false);
                return Check("Readable", why is null ? KopsCheckVerdict.Pass : KopsCheckVerdict.Fail, why ?? "a document was fetched", wanted, remedy);
            }
            catch (KopsException fault)
            {
                return Check("Readable", KopsCheckVerdict.Fail, fault.Message, wanted, fault.RecommendedAction);
            }
        }
    }

    private async Task<Plan> PrepareAsync(DiscoveryStoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var bucket = BucketName.Check(request.Name);
        if (bucket.Contains('.', StringComparison.Ordinal))
        {
            throw Faults.BucketNameInvalid(request.Name, "AWS fetches the documents from a host with the bucket's name, whose certificate does not fit one with dots");
        }

        var tags = DiscoveryStoreTags.With(OwnershipTags.For(request.Environment, null, request.Tags));
        if ((request.Region ?? session.Region) is { } told)
        {
            await AwsRegions.CheckAsync(told, session, feedback, cancellationToken).ConfigureAwait(false);
        }

        var place = await BucketPlace.FindAsync(session, bucket, feedback, cancellationToken).ConfigureAwait(false);
        if (place.Owner == BucketOwner.SomebodyElse)
        {
            throw Faults.StateStoreNameTaken(bucket);
        }

        var wanted = request.Region ?? session.Region;
        if (wanted is not null && place.Region is { } found && wanted != found)
        {
            throw Faults.StateStoreExists(bucket, found, wanted, "");
        }

        var region = place.Region ?? wanted ?? throw Faults.RegionNotSet();
        var calls = new BucketCalls(session, bucket, region, _pace);
        var isNew = place.Owner == BucketOwner.Nobody;
        if (!isNew)
        {
            var marks = await MarksAsync(calls, cancellationToken).ConfigureAwait(false);

            // Making a foreign bucket public is nothing to do in passing.
            tags = IsOurs(marks) ? OwnershipTags.Beside(tags, marks) : throw Faults.DiscoveryStoreExists(bucket, region);
        }

        var (blocks, unread) = await AccountPublicAccess.ReadAsync(session, place.Account, region, cancellationToken).ConfigureAwait(false);
        if (blocks.Count > 0)
        {
            throw Faults.PublicAccessForbidden(bucket, place.Account!, string.Join(", ", blocks));
        }

        if (unread is not null)
        {
            feedback.Verbose($"Whether the account forbids public buckets could not be read: {unread}");
        }

        var plan = new Plan(bucket, region, isNew, tags, unread, []);
        if (isNew)
        {
            return plan with
            {
                Changes =
                [
                    new KopsChange { Action = KopsChangeAction.Create, Kind = "Bucket", Name = bucket, Detail = $"in {region}" },
                    .. (await AspectsAsync(calls, plan, CancellationToken.None, read: false).ConfigureAwait(false)).Select(aspect => aspect.Change(bucket, isNew: true)),
                ],
            };
        }

        var open = BucketSettler.Readable(await AspectsAsync(calls, plan, cancellationToken).ConfigureAwait(false)).Where(aspect => aspect.Met == false)
            .Select(aspect => aspect.Change(bucket, isNew: false)).ToArray();
        return plan with
        {
            Changes = open.Length > 0 ? open : [new KopsChange { Action = KopsChangeAction.Keep, Kind = "Bucket", Name = bucket, Detail = "as it should be" }],
        };
    }

    /// <summary>The bucket's tags. One without any may be another run's, which has just made it and marks it in a moment.</summary>
    private async Task<IReadOnlyDictionary<string, string>> MarksAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var tags = await BucketState.TagsAsync(calls, cancellationToken).ConfigureAwait(false);
            if (tags.Count > 0 || look >= Math.Min(_pace.Attempts, Looks))
            {
                return tags;
            }

            await Task.Delay(_pace.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOurs(IReadOnlyDictionary<string, string> tags) => OwnershipTags.AreOurs(tags) && DiscoveryStoreTags.AreOn(tags);

    private static async Task<IReadOnlyList<BucketAspect>> AspectsAsync(BucketCalls calls, Plan plan, CancellationToken cancellationToken, bool read = true)
    {
        var state = read ? await BucketState.ReadAsync(calls, cancellationToken).ConfigureAwait(false) : BucketState.Nothing;
        var isPublic = read && await IsPublicAsync(calls, cancellationToken).ConfigureAwait(false);
        return
        [
            .. new BucketAspects(calls, state, plan.Region).OfDiscoveryStore(plan.Tags),
            new BucketAspect(
                "Acl", "BucketAcl", isPublic ? "public-read" : "private", "public-read", isPublic, KopsCheckVerdict.Warn, null,
                token => calls.WriteAsync(
                    "s3:PutBucketAcl",
                    (s3, stop) => s3.PutBucketAclAsync(new PutBucketAclRequest { BucketName = calls.Bucket, ACL = S3CannedACL.PublicRead }, stop), token)),
        ];
    }

    private static async Task<bool> IsPublicAsync(BucketCalls calls, CancellationToken cancellationToken)
    {
        var answer = await calls.CallAsync(
            "s3:GetBucketAcl", (s3, token) => s3.GetBucketAclAsync(new GetBucketAclRequest { BucketName = calls.Bucket }, token), cancellationToken).ConfigureAwait(false);
        return (answer.Grants ?? []).Any(grant => grant.Grantee?.URI == Everybody && grant.Permission == S3Permission.READ);
    }

    /// <summary>Fetches a document as AWS' token service will, which shows what no setting does: rules of the organization.</summary>
    private async Task UntilReadableAsync(BucketCalls calls, Plan plan, CancellationToken cancellationToken)
    {
        await using var document = await BucketProbe.WriteAsync(calls, cancellationToken).ConfigureAwait(false);
        var address = $"{Address(plan)}/{document.Key}";
        for (var attempt = 1; await FetchAsync(address, document.Key, cancellationToken).ConfigureAwait(false) is { } why; attempt++)
        {
            if (attempt >= Math.Min(calls.Pace.Attempts, 15))
            {
                throw Faults.DiscoveryNotReadable(plan.Bucket, address, why);
            }

            await Task.Delay(calls.Pace.Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> FetchAsync(string address, string content, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await session.Anonymous().GetAsync(new Uri(address), cancellationToken).ConfigureAwait(false);
            return answer.StatusCode != HttpStatusCode.OK ? $"{(int)answer.StatusCode} {answer.ReasonPhrase}"
                : await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false) == content ? null : "something else came back";
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return CredentialFaults.Cause(fault) ?? fault.Message;
        }
    }

    private string Address(Plan plan) => session.Endpoint("S3") is { } endpoint
        ? $"{endpoint.TrimEnd('/')}/{plan.Bucket}"
        : $"https://{plan.Bucket}.s3.{plan.Region}.{RegionEndpoint.GetBySystemName(plan.Region).PartitionDnsSuffix}";

    private sealed record Plan(
        string Bucket, string Region, bool IsNew, IReadOnlyDictionary<string, string> Tags, string? Unread, IReadOnlyList<KopsChange> Changes);
}
