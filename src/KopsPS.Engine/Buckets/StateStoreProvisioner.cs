using System.Text.RegularExpressions;
using Amazon.S3;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Buckets;

/// <summary>Makes buckets for state stores, or brings existing ones to the wanted state.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where to tell what is done.</param>
/// <param name="pace">How long to wait for what was made; null for <see cref="WaitPace.Default"/>.</param>
public sealed partial class StateStoreProvisioner(AwsSession session, IFeedback feedback, WaitPace? pace = null)
{
    private readonly WaitPace _pace = pace ?? WaitPace.Default;

    /// <summary>What <see cref="ApplyAsync"/> would do; reads only.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException">
    /// <c>KopsBucketNameInvalid</c>, <c>AwsRegionInvalid</c>, <c>AwsRegionNotSet</c>, <c>AwsAccountInvalid</c>, <c>KopsTagInvalid</c>,
    /// <c>KopsStateStoreNameTaken</c>, <c>KopsStateStoreExists</c>, <c>KopsStateStoreNotFound</c>, and those of <see cref="AwsFaults"/>.
    /// </exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(StateStoreRequest request, CancellationToken cancellationToken = default)
    {
        var plan = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        return plan.Changes;
    }

    /// <summary>
    /// Makes the bucket, or changes what differs, and waits until it can be used. Safe to run again after it was ended, and
    /// beside another run of the same.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it; what was done stays, and the next run goes on from there.</param>
    /// <exception cref="KopsException">As for <see cref="PlanAsync"/>; <c>KopsLogBucketNotUsable</c>, <c>KopsStateStoreNotUsable</c>.</exception>
    public async Task<KopsStateStore> ApplyAsync(StateStoreRequest request, CancellationToken cancellationToken = default)
    {
        var plan = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        var activity = $"Setting up the state store {plan.Bucket}";
        var calls = new BucketCalls(session, plan.Bucket, plan.Region, _pace);
        try
        {
            if (plan.IsNew)
            {
                feedback.Progress(new ProgressReport(activity, $"Making the bucket in {plan.Region}", 0));
                await new BucketCreation(calls, plan.Region, feedback).RunAsync(ObjectOwnership.BucketOwnerEnforced, plan.Tags, cancellationToken).ConfigureAwait(false);
            }

            await BucketSettler.SettleAsync(
                calls, async token => Aspects(calls, await BucketState.ReadAsync(calls, token).ConfigureAwait(false), plan, request), activity, feedback, cancellationToken)
                .ConfigureAwait(false);
            feedback.Progress(new ProgressReport(activity, "Trying to write", 95));
            plan = await TryAsync(calls, plan, request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, "", Completed: true));
        }

        return await new StateStoreInventory(session, feedback).ReadAsync(plan.Bucket, plan.Changes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What <see cref="RemoveAsync"/> would do; reads only.</summary>
    /// <param name="request">What to remove.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="KopsException"><c>KopsStateStoreNotFound</c>, <c>KopsStateStoreNotEmpty</c>, <c>KopsStateStoreNotOurs</c>, and those of <see cref="AwsFaults"/>.</exception>
    public Task<IReadOnlyList<KopsChange>> PlanRemovalAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken = default) =>
        new StateStoreRemover(session, feedback, _pace).PlanAsync(request, cancellationToken);

    /// <summary>Deletes all versions of all objects, then the bucket. Clusters in it are never removed.</summary>
    /// <param name="request">What to remove.</param>
    /// <param name="cancellationToken">Ends it; the next run goes on with what is left.</param>
    /// <exception cref="KopsException">As for <see cref="PlanRemovalAsync"/>; <c>KopsStateStoreRemovalIncomplete</c>.</exception>
    public Task<IReadOnlyList<KopsChange>> RemoveAsync(StateStoreRemovalRequest request, CancellationToken cancellationToken = default) =>
        new StateStoreRemover(session, feedback, _pace).RemoveAsync(request, cancellationToken);

    /// <summary>
    /// Waits until the store can be written. A service that does not read the condition of the policy that demands TLS denies
    /// everything by it, kops included: there the policy goes again.
    /// </summary>
    private async Task<Plan> TryAsync(BucketCalls calls, Plan plan, StateStoreRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await BucketSettler.UntilWritableAsync(calls, cancellationToken).ConfigureAwait(false);
            return plan;
        }
        catch (KopsException fault) when (fault.Id == "AwsAccessDenied" && plan.TlsOnly
            && plan.Changes.Any(change => change.Kind == "BucketPolicy"))
        {
            await BucketAspects.AllowInsecureTransportAsync(calls, cancellationToken).ConfigureAwait(false);
            if (await BucketProbe.TryAsync(calls, cancellationToken).ConfigureAwait(false) is not null)
            {
                // It was not the policy.
                await BucketAspects.DenyInsecureTransportAsync(calls, plan.Region, cancellationToken).ConfigureAwait(false);
                throw;
            }

            if (request.TlsOnly == true)
            {
                throw Faults.StateStoreNotUsable(plan.Bucket, "This S3 denies everything by a policy that denies requests without TLS: it does not read the policy's condition. The policy is taken back.", fault);
            }

            feedback.Warning($"This S3 denies everything in {plan.Bucket} by the policy that denies requests without TLS: it does not read the policy's condition. The policy is left out.");
            var changes = plan.Changes.Where(change => change.Kind != "BucketPolicy").ToArray();
            return plan with
            {
                Changes = changes.Length > 0 ? changes : [new KopsChange { Action = KopsChangeAction.Keep, Kind = "Bucket", Name = plan.Bucket, Detail = "as it can be here" }],
            };
        }
    }

    private async Task<Plan> PrepareAsync(StateStoreRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var bucket = request.Existing ? BucketName.Bare(request.Name) : BucketName.Check(request.Name);
        foreach (var account in request.TrustedAccounts ?? [])
        {
            if (!Account().IsMatch(account))
            {
                throw Faults.AccountInvalid(account);
            }
        }

        var tags = new Dictionary<string, string>(OwnershipTags.For(request.Environment, null, request.Tags));
        if (request.Existing)
        {
            // Whose a bucket is does not change by changing its settings.
            tags.Remove(OwnershipTags.OwnerKey);
        }

        if ((request.Region ?? session.Region) is { } told)
        {
            await AwsRegions.CheckAsync(told, session, feedback, cancellationToken).ConfigureAwait(false);
        }

        if (BucketName.Warning(bucket) is { } warning)
        {
            feedback.Warning(warning);
        }

        var place = await BucketPlace.FindAsync(session, bucket, feedback, cancellationToken).ConfigureAwait(false);
        if (place.Owner == BucketOwner.SomebodyElse)
        {
            throw Faults.StateStoreNameTaken(bucket);
        }

        if (place.Owner == BucketOwner.Nobody)
        {
            if (request.Existing)
            {
                throw Faults.StateStoreNotFound($"s3://{bucket}");
            }

            var region = request.Region ?? session.Region ?? throw Faults.RegionNotSet();
            var fresh = new Plan(bucket, region, true, tags, TlsOnly(request), []);
            var none = Aspects(new BucketCalls(session, bucket, region, _pace), BucketState.Nothing, fresh, request);
            return fresh with
            {
                Changes =
                [
                    new KopsChange { Action = KopsChangeAction.Create, Kind = "Bucket", Name = bucket, Detail = $"in {region}" },
                    .. none.Select(aspect => aspect.Change(bucket, isNew: true)),
                ],
            };
        }

        var wanted = request.Region ?? (request.Existing ? null : session.Region);
        if (wanted is not null && place.Region is { } found && wanted != found)
        {
            throw Faults.StateStoreExists(bucket, found, wanted, "Set-KopsStateStore");
        }

        var calls = new BucketCalls(session, bucket, place.Region, _pace);
        var state = await BucketState.ReadAsync(calls, cancellationToken).ConfigureAwait(false);
        if (!request.Existing && !OwnershipTags.AreOurs(state.Tags.Fault is null ? state.Tags.Value! : throw state.Tags.Fault))
        {
            throw Faults.StateStoreExists(bucket, place.Region, null, "Set-KopsStateStore");
        }

        if (state.Tags.Value is { } marks && DiscoveryStoreTags.AreOn(marks))
        {
            throw Faults.StateStoreIsDiscoveryStore(bucket);
        }

        var own = request.Existing ? tags : OwnershipTags.Beside(tags, state.Tags.Value!);
        var plan = new Plan(bucket, place.Region ?? wanted ?? "us-east-1", false, own, TlsOnly(request), []);
        var changes = BucketSettler.Readable(Aspects(calls, state, plan, request)).Where(aspect => aspect.Met == false).Select(aspect => aspect.Change(bucket, isNew: false)).ToArray();
        return plan with
        {
            Changes = changes.Length > 0 ? changes : [new KopsChange { Action = KopsChangeAction.Keep, Kind = "Bucket", Name = bucket, Detail = "as it should be" }],
        };
    }

    private static IReadOnlyList<BucketAspect> Aspects(BucketCalls calls, BucketState state, Plan plan, StateStoreRequest request) =>
        new BucketAspects(calls, state, plan.Region).OfStateStore(request, plan.Tags, plan.TlsOnly);

    private bool TlsOnly(StateStoreRequest request)
    {
        var wanted = BucketTransport.TlsOnly(session, request.TlsOnly);
        if (!wanted && request.TlsOnly is null)
        {
            feedback.Warning($"The endpoint {session.Endpoint("S3")} has no TLS, and a policy that demands it would lock everybody out there: it is left out.");
        }

        return wanted;
    }

    [GeneratedRegex(@"^[0-9]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    private sealed record Plan(
        string Bucket, string Region, bool IsNew, IReadOnlyDictionary<string, string> Tags, bool TlsOnly, IReadOnlyList<KopsChange> Changes);
}
