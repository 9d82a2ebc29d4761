using System.Text.RegularExpressions;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.Identity;

/// <summary>Makes the users and roles that work with kops, reads them, and takes them away again.</summary>
/// <param name="session">Who asks, and where.</param>
/// <param name="feedback">Where to tell what is done.</param>
public sealed partial class IdentityProvisioner(AwsSession session, IFeedback feedback)
{
    /// <summary>What <see cref="ApplyAsync"/> would do; changes nothing.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">As for <see cref="ApplyAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanAsync(IdentityRequest request, CancellationToken cancellationToken = default)
    {
        var (steps, _) = await StepsAsync(request, cancellationToken).ConfigureAwait(false);
        return [.. steps.Select(step => step.Change)];
    }

    /// <summary>
    /// Makes the identity, or brings it to what is wanted. Done again it keeps what is there; ended half-way, the same call goes on.
    /// A user without an access key gets one. Waits until what is new can be used.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it; an access key that nobody got is deleted.</param>
    /// <exception cref="KopsException">
    /// <c>KopsIdentityNameInvalid</c>, <c>KopsIdentityExists</c>, <c>KopsTagInvalid</c>, <c>KopsPolicyNotFound</c>, <c>KopsPolicyLimit</c>,
    /// <c>KopsPolicyTooLarge</c>, <c>KopsPolicyScopeInvalid</c>, <c>KopsAccessKeyLimit</c>, <c>KopsAccessKeySecretUnknown</c>,
    /// <c>KopsProfileExists</c>, <c>KopsProfileNameInvalid</c>, <c>KopsProfileNotStored</c>, <c>KopsIdentityNotUsable</c>, and the faults of AWS' calls.
    /// </exception>
    public async Task<KopsIdentity> ApplyAsync(IdentityRequest request, CancellationToken cancellationToken = default)
    {
        var (steps, key) = await StepsAsync(request, cancellationToken).ConfigureAwait(false);
        var changes = await IdentityStep.RunAsync(steps, $"Setting up {request.Name}", feedback, cancellationToken).ConfigureAwait(false);
        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        var reader = new IdentityReader(account);
        IdentityState? state = null;
        var fault = await request.Pace.UntilAsync(
            async () =>
            {
                state = await ReadAsync(reader, request, cancellationToken).ConfigureAwait(false);
                return IsWhole(state, request) ? null : new TimeoutException($"IAM does not show {request.Name} as it was made yet.");
            },
            cancellationToken).ConfigureAwait(false);
        if (fault is not null && key?.AccessKeyId is null)
        {
            throw Faults.IdentityNotUsable(request.Name, "Not every part", request.Pace.Limit, fault);
        }

        return Model(request.Name, state!, changes, key);
    }

    /// <summary>Reads a user or role, or both where they have the same name.</summary>
    /// <param name="name">Name, or ARN of a user or role.</param>
    /// <param name="kind">Only a user or a role; null for either.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KopsIdentityNotFound</c>, <c>KopsIdentityNameInvalid</c>, and the faults of AWS' calls.</exception>
    public async Task<IReadOnlyList<KopsIdentity>> GetAsync(string name, KopsIdentityKind? kind, CancellationToken cancellationToken = default)
    {
        var (bare, told) = Split(name, kind);
        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(new IdentityReader(account), bare, told, cancellationToken).ConfigureAwait(false);
        return found.Count > 0
            ? [.. found.Select(state => Model(bare, state, [], null))]
            : throw Faults.IdentityNotFound(bare, told, account.Id);
    }

    /// <summary>Reads all users and roles that KopsPS made.</summary>
    /// <param name="kind">Only users or roles; null for both.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<KopsIdentity> GetOwnedAsync(
        KopsIdentityKind? kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const int AtOnce = 8;
        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        var reader = new IdentityReader(account);
        var names = new List<(string Name, KopsIdentityKind Kind)>();
        if (kind is not KopsIdentityKind.Role)
        {
            names.AddRange((await reader.UsersAsync(cancellationToken).ConfigureAwait(false)).Select(user => (user.UserName, KopsIdentityKind.User)));
        }

        if (kind is not KopsIdentityKind.User)
        {
            names.AddRange((await reader.RolesAsync(cancellationToken).ConfigureAwait(false)).Select(role => (role.RoleName, KopsIdentityKind.Role)));
        }

        // Lists come without tags: each has to be asked.
        var done = 0;
        foreach (var some in names.Chunk(AtOnce))
        {
            feedback.Progress(new ProgressReport("Looking for identities", $"{done} of {names.Count}", done * 100 / names.Count));
            var states = await Task.WhenAll(some.Select(async one =>
            {
                var tags = one.Kind == KopsIdentityKind.User
                    ? (await account.FindAsync("GetUser", one.Name, () => account.Iam.GetUserAsync(new() { UserName = one.Name }, cancellationToken), cancellationToken).ConfigureAwait(false))?.User.Tags
                    : (await account.FindAsync("GetRole", one.Name, () => account.Iam.GetRoleAsync(new() { RoleName = one.Name }, cancellationToken), cancellationToken).ConfigureAwait(false))?.Role.Tags;
                // Management servers and clusters have roles too; those that work with kops say how.
                return tags is not null && OwnershipTags.AreOurs(tags) && tags.ContainsKey(IdentityTags.Access)
                    ? await StateAsync(reader, one.Name, one.Kind, cancellationToken).ConfigureAwait(false)
                    : null;
            })).ConfigureAwait(false);
            done += some.Length;
            foreach (var (one, state) in some.Zip(states))
            {
                if (state?.Arn is not null)
                {
                    yield return Model(one.Name, state, [], null);
                }
            }
        }

        feedback.Progress(new ProgressReport("Looking for identities", "Done", 100, Completed: true));
    }

    /// <summary>Checks an identity against what it was asked to be: one check for each aspect.</summary>
    /// <param name="name">Name, or ARN of a user or role.</param>
    /// <param name="kind">Only a user or a role; null for either.</param>
    /// <param name="time">Clock for the age of keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException"><c>KopsIdentityAmbiguous</c>, <c>KopsIdentityNameInvalid</c>, and the faults of AWS' calls.</exception>
    public async Task<IReadOnlyList<KopsCheck>> TestAsync(
        string name, KopsIdentityKind? kind, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var (bare, told) = Split(name, kind);
        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        var reader = new IdentityReader(account);
        var found = await FindAsync(reader, bare, told, cancellationToken).ConfigureAwait(false);
        return found.Count > 1
            ? throw Faults.IdentityAmbiguous(bare)
            : await new IdentityChecks(account, reader, time ?? TimeProvider.System).RunAsync(bare, told, found.SingleOrDefault(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What <see cref="RemoveAsync"/> would remove; changes nothing.</summary>
    /// <param name="name">Name; or ARN, which also takes what KopsPS did not make.</param>
    /// <param name="kind">Only a user or a role; null for either.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">As for <see cref="RemoveAsync"/>.</exception>
    public async Task<IReadOnlyList<KopsChange>> PlanRemovalAsync(string name, KopsIdentityKind? kind, CancellationToken cancellationToken = default) =>
        [.. (await RemovalAsync(name, kind, IdentityPace.Default, cancellationToken).ConfigureAwait(false)).Select(step => step.Change)];

    /// <summary>
    /// Removes a user or role with its keys, policies, group, instance profile and provider, as far as nobody else uses them.
    /// Ended half-way, the same call goes on.
    /// </summary>
    /// <param name="name">Name; or ARN, which also takes what KopsPS did not make.</param>
    /// <param name="kind">Only a user or a role; null for either.</param>
    /// <param name="pace">How to wait where IAM is busy.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KopsException">
    /// <c>KopsIdentityNotFound</c>, <c>KopsIdentityNotOwned</c>, <c>KopsIdentityAmbiguous</c>, <c>KopsIdentityNameInvalid</c>, and the faults of AWS' calls.
    /// </exception>
    public async Task<IReadOnlyList<KopsChange>> RemoveAsync(
        string name, KopsIdentityKind? kind, IdentityPace? pace = null, CancellationToken cancellationToken = default) =>
        await IdentityStep.RunAsync(
            await RemovalAsync(name, kind, pace ?? IdentityPace.Default, cancellationToken).ConfigureAwait(false), $"Removing {name}", feedback, cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<IdentityStep>> RemovalAsync(string name, KopsIdentityKind? kind, IdentityPace pace, CancellationToken cancellationToken)
    {
        var (bare, told) = Split(name, kind);
        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        var reader = new IdentityReader(account);
        var found = await FindAsync(reader, bare, told, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            0 => throw Faults.IdentityNotFound(bare, told, account.Id),
            > 1 => throw Faults.IdentityAmbiguous(bare),
            _ when !found[0].Owned && bare == name => throw Faults.IdentityNotOwned(bare, found[0].Arn!),
            _ => await new IdentityRemoval(session, account, reader, pace).PlanAsync(found[0], cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<(IReadOnlyList<IdentityStep> Steps, UserKey? Key)> StepsAsync(IdentityRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckName(request.Name);
        CheckName(request.Holder);
        _ = IdentityTags.Owned(request);
        var account = await IdentityAccount.OpenAsync(session, cancellationToken).ConfigureAwait(false);
        var reader = new IdentityReader(account);
        var state = await ReadAsync(reader, request, cancellationToken).ConfigureAwait(false);
        if (request.Kind == KopsIdentityKind.Role)
        {
            return (await new RolePlan(account, reader, request).PlanAsync(state, cancellationToken).ConfigureAwait(false), null);
        }

        var key = new UserKey(session, account, request, feedback);
        var keySteps = await key.PlanAsync(state, cancellationToken).ConfigureAwait(false);
        return ([.. await new UserPlan(account, reader, request).PlanAsync(state, cancellationToken).ConfigureAwait(false), .. keySteps], key);
    }

    private static Task<IdentityState> ReadAsync(IdentityReader reader, IdentityRequest request, CancellationToken cancellationToken) =>
        request.Kind == KopsIdentityKind.User ? reader.UserAsync(request.Name, request.Holder, cancellationToken) : reader.RoleAsync(request.Name, cancellationToken);

    private static Task<IdentityState> StateAsync(IdentityReader reader, string name, KopsIdentityKind kind, CancellationToken cancellationToken) =>
        kind == KopsIdentityKind.User ? reader.UserAsync(name, null, cancellationToken) : reader.RoleAsync(name, cancellationToken);

    /// <summary>IAM shows all that was made: only then do EC2 and others see it too.</summary>
    private static bool IsWhole(IdentityState state, IdentityRequest request) =>
        state.Arn is not null
        && (request.Scope is not null || FullAccessPolicies.Names.All(name => state.Attached.Any(policy => policy.PolicyName == name)))
        && (request.Kind == KopsIdentityKind.User
            ? state.Members.Contains(request.Name, StringComparer.Ordinal)
            : !request.Trust!.ForInstances || state.InstanceProfiles.Any(profile => profile.InstanceProfileName == request.Name));

    private static async Task<IReadOnlyList<IdentityState>> FindAsync(
        IdentityReader reader, string name, KopsIdentityKind? kind, CancellationToken cancellationToken)
    {
        var kinds = kind is { } one ? [one] : new[] { KopsIdentityKind.User, KopsIdentityKind.Role };
        var states = await Task.WhenAll(kinds.Select(each => StateAsync(reader, name, each, cancellationToken))).ConfigureAwait(false);
        return [.. states.Where(state => state.Arn is not null)];
    }

    private KopsIdentity Model(string name, IdentityState state, IReadOnlyList<KopsChange> changes, UserKey? key) => new()
    {
        IdentityName = name,
        Kind = state.Role is null ? KopsIdentityKind.User : KopsIdentityKind.Role,
        Arn = state.Arn ?? "",
        Group = state.Group?.GroupName,
        Policies = [.. state.Attached.Concat(state.AttachedElsewhere).Select(policy => policy.PolicyName).Distinct()],
        Trust = state.Role is { } role ? [.. TrustReader.Subjects(role.AssumeRolePolicyDocument)] : [],
        InstanceProfile = state.InstanceProfiles.Select(profile => profile.InstanceProfileName).FirstOrDefault(),
        PermissionsBoundary = state.Boundary,
        AccessKeyIds = [.. state.Keys.Select(one => one.AccessKeyId).Union(key?.AccessKeyId is { } made ? [made] : [])],
        AccessKeyId = key?.AccessKeyId,
        SecretAccessKey = key?.Secret,
        ProfileStored = key?.ProfileStored,
        Owned = state.Owned,
        Created = state.User?.CreateDate ?? state.Role?.CreateDate,
        Tags = state.Tags,
        Changes = [.. changes],
        Region = session.Region,
        ProfileName = session.ProfileName,
        EndpointUrl = session.EndpointUrl,
    };

    private static (string Name, KopsIdentityKind? Kind) Split(string name, KopsIdentityKind? kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Arn().Match(name) is { Success: true } match)
        {
            return (match.Groups["name"].Value, match.Groups["kind"].Value == "user" ? KopsIdentityKind.User : KopsIdentityKind.Role);
        }

        CheckName(name);
        return (name, kind);
    }

    private static void CheckName(string name)
    {
        if (!IdentityName().IsMatch(name))
        {
            throw Faults.IdentityNameInvalid(name, "IAM takes 1 to 64 characters of a few kinds");
        }
    }

    [GeneratedRegex(@"^arn:[a-z-]+:iam::\d{12}:(?<kind>user|role)/(?:.*/)?(?<name>[\w+=,.@-]{1,64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdentityName();
}
