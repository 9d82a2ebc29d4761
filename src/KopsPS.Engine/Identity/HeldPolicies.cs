using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>Brings the managed policies of a group or role to what is asked.</summary>
internal sealed class HeldPolicies(IdentityAccount account, IdentityReader reader, IdentityRequest request)
{
    /// <summary>IAM's default quota of managed policies for a group or role.</summary>
    private const int AttachLimit = 10;

    /// <summary>Versions that a managed policy can have.</summary>
    private const int VersionLimit = 5;

    private readonly IIdentityManagement _iam = account.Iam;

    private bool IsGroup => request.Kind == KopsIdentityKind.User;

    /// <summary>Name of a policy of its own.</summary>
    /// <param name="holder">Group or role.</param>
    /// <param name="number">0 for the first one.</param>
    public static string OwnName(string holder, int number) => number == 0 ? $"{holder}-kops" : $"{holder}-kops-{number + 1}";

    /// <summary>The documents of its own policies.</summary>
    public IReadOnlyList<string> Documents() =>
        request.Scope is null ? [] : LeastPrivilegePolicy.Documents(request.Scope, account.Partition, account.Id);

    /// <summary>What is to be done.</summary>
    /// <param name="attached">What it holds now.</param>
    /// <param name="documents">Documents of its own policies.</param>
    /// <param name="owned">Whether KopsPS made the holder, so that policies not asked for may go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<IdentityStep>> PlanAsync(
        IReadOnlyList<AttachedPolicy> attached, IReadOnlyList<string> documents, bool owned, CancellationToken cancellationToken)
    {
        foreach (var arn in request.PolicyArns.Append(request.PermissionsBoundary).OfType<string>())
        {
            if (!arn.StartsWith("arn:", StringComparison.Ordinal) || !arn.Contains(":policy/", StringComparison.Ordinal))
            {
                throw Faults.PolicyArnInvalid(arn);
            }

            _ = await reader.PolicyAsync(arn, cancellationToken).ConfigureAwait(false) ?? throw Faults.PolicyNotFound(arn, null);
        }

        var steps = new List<IdentityStep>();
        var wanted = new List<string>();
        for (var i = 0; i < documents.Count; i++)
        {
            var name = OwnName(request.Holder, i);
            steps.Add(await OwnAsync(name, documents[i], cancellationToken).ConfigureAwait(false));
            wanted.Add(account.PolicyArn(name));
        }

        wanted.AddRange(request.Scope is null ? FullAccessPolicies.Arns(account.Partition) : []);
        wanted.AddRange(request.PolicyArns);
        wanted = [.. wanted.Distinct(StringComparer.Ordinal)];
        var surplus = owned ? attached.Where(policy => !wanted.Contains(policy.PolicyArn) && IsOfOurs(policy)).ToArray() : [];
        var total = wanted.Union(attached.Select(policy => policy.PolicyArn)).Except(surplus.Select(policy => policy.PolicyArn)).Count();
        if (total > AttachLimit)
        {
            throw Faults.PoliciesTooMany(request.Holder, total, AttachLimit);
        }

        // What is too much goes first, or there may be no room for the new.
        steps.AddRange(surplus.Select(policy => IdentityStep.Delete("PolicyAttachment", policy.PolicyName, $"from {Where()}", token => DetachAsync(policy.PolicyArn, token))));
        foreach (var arn in wanted)
        {
            var name = arn[(arn.LastIndexOf('/') + 1)..];
            steps.Add(attached.Any(policy => policy.PolicyArn == arn)
                ? IdentityStep.Keep("PolicyAttachment", name, $"to {Where()}")
                : IdentityStep.Create("PolicyAttachment", name, $"to {Where()}", token => AttachAsync(arn, token)));
        }

        return steps;
    }

    private string Where() => IsGroup ? $"the group {request.Holder}" : $"the role {request.Holder}";

    /// <summary>The policies that KopsPS attaches; others that somebody added are left.</summary>
    private bool IsOfOurs(AttachedPolicy policy) =>
        FullAccessPolicies.Arns(account.Partition).Contains(policy.PolicyArn)
        || policy.PolicyName == OwnName(request.Holder, 0) || policy.PolicyName.StartsWith($"{request.Holder}-kops-", StringComparison.Ordinal);

    private Task<bool> AttachAsync(string arn, CancellationToken token) => IsGroup
        ? account.ChangeAsync("AttachGroupPolicy", request.Holder, () => _iam.AttachGroupPolicyAsync(new() { GroupName = request.Holder, PolicyArn = arn }, token), request.Pace, token)
        : account.ChangeAsync("AttachRolePolicy", request.Holder, () => _iam.AttachRolePolicyAsync(new() { RoleName = request.Holder, PolicyArn = arn }, token), request.Pace, token);

    private Task DetachAsync(string arn, CancellationToken token) => IsGroup
        ? account.RemoveAsync("DetachGroupPolicy", request.Holder, () => _iam.DetachGroupPolicyAsync(new() { GroupName = request.Holder, PolicyArn = arn }, token), request.Pace, token)
        : account.RemoveAsync("DetachRolePolicy", request.Holder, () => _iam.DetachRolePolicyAsync(new() { RoleName = request.Holder, PolicyArn = arn }, token), request.Pace, token);

    private async Task<IdentityStep> OwnAsync(string name, string document, CancellationToken cancellationToken)
    {
        var arn = account.PolicyArn(name);
        var tags = IdentityTags.Owned(request);
        tags[IdentityTags.Digest] = PolicyDocument.Digest(document);
        if (await reader.PolicyAsync(arn, cancellationToken).ConfigureAwait(false) is not { } policy)
        {
            return IdentityStep.Create("Policy", name, $"{document.Length:N0} characters", token => account.ChangeAsync(
                "CreatePolicy",
                name,
                () => _iam.CreatePolicyAsync(
                    new() { PolicyName = name, PolicyDocument = document, Description = "What kops needs, and no more", Tags = tags }, token),
                request.Pace,
                token));
        }

        if (PolicyDocument.Same(await reader.DocumentAsync(policy, cancellationToken).ConfigureAwait(false), document))
        {
            return IdentityStep.Keep("Policy", name);
        }

        return IdentityStep.Alter("Policy", name, "a new version", async token =>
        {
            await MakeRoomAsync(policy, token).ConfigureAwait(false);
            await account.ChangeAsync(
                "CreatePolicyVersion", arn, () => _iam.CreatePolicyVersionAsync(new() { PolicyArn = arn, PolicyDocument = document, SetAsDefault = true }, token), request.Pace, token).ConfigureAwait(false);
            if (OwnershipTags.AreOurs(policy.Tags))
            {
                await account.ChangeAsync("TagPolicy", arn, () => _iam.TagPolicyAsync(new() { PolicyArn = arn, Tags = tags }, token), request.Pace, token).ConfigureAwait(false);
            }
        });
    }

    /// <summary>The oldest version that is not in force goes where all places are taken.</summary>
    private async Task MakeRoomAsync(ManagedPolicy policy, CancellationToken cancellationToken)
    {
        var versions = await reader.AllAsync(
            "ListPolicyVersions", policy.Arn, marker => _iam.ListPolicyVersionsAsync(new() { PolicyArn = policy.Arn, Marker = marker }, cancellationToken), page => page.Versions, cancellationToken).ConfigureAwait(false);
        if (versions.Count >= VersionLimit)
        {
            var oldest = versions.Where(version => !version.IsDefaultVersion).MinBy(version => version.CreateDate)!;
            await account.RemoveAsync(
                "DeletePolicyVersion", policy.Arn, () => _iam.DeletePolicyVersionAsync(new() { PolicyArn = policy.Arn, VersionId = oldest.VersionId }, cancellationToken), request.Pace, cancellationToken).ConfigureAwait(false);
        }
    }
}
