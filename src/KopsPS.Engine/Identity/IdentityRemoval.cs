using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>
/// What it takes to remove an identity. The user or role itself goes last, so that a removal that was ended half-way finds
/// what is left.
/// </summary>
internal sealed class IdentityRemoval(AwsSession session, IdentityAccount account, IdentityReader reader, IdentityPace pace)
{
    private readonly IIdentityManagement _iam = account.Iam;

    /// <summary>The steps, in the order in which AWS takes them.</summary>
    public Task<IReadOnlyList<IdentityStep>> PlanAsync(IdentityState state, CancellationToken cancellationToken) =>
        state.Role is null ? UserAsync(state, cancellationToken) : RoleAsync(state, state.Role, cancellationToken);

    private async Task<IReadOnlyList<IdentityStep>> UserAsync(IdentityState state, CancellationToken cancellationToken)
    {
        var name = state.User!.UserName;
        var steps = new List<IdentityStep>();
        foreach (var key in state.Keys)
        {
            steps.Add(Delete("AccessKey", key.AccessKeyId, $"of {name}", "DeleteAccessKey", token => _iam.DeleteAccessKeyAsync(new() { UserName = name, AccessKeyId = key.AccessKeyId }, token)));
        }

        var file = new CredentialsFile(session.Environment, pace);
        var ids = state.Keys.Select(key => key.AccessKeyId).ToArray();
        foreach (var profile in await file.FindStoredAsync(ids, cancellationToken).ConfigureAwait(false))
        {
            steps.Add(IdentityStep.Delete("Profile", profile, file.FilePath, token => file.ForgetAsync(ids, token)));
        }

        foreach (var policy in await reader.UserPoliciesAsync(name, cancellationToken).ConfigureAwait(false))
        {
            steps.Add(Delete("PolicyAttachment", policy.PolicyName, $"from the user {name}", "DetachUserPolicy", token => _iam.DetachUserPolicyAsync(new() { UserName = name, PolicyArn = policy.PolicyArn }, token)));
        }

        foreach (var own in await reader.AllAsync("ListUserPolicies", name, marker => _iam.ListUserPoliciesAsync(new() { UserName = name, Marker = marker }, cancellationToken), page => page.PolicyNames, cancellationToken).ConfigureAwait(false))
        {
            steps.Add(Delete("InlinePolicy", own, $"of the user {name}", "DeleteUserPolicy", token => _iam.DeleteUserPolicyAsync(new() { UserName = name, PolicyName = own }, token)));
        }

        foreach (var group in state.Groups)
        {
            steps.Add(Delete("GroupMembership", name, $"in the group {group}", "RemoveUserFromGroup", token => _iam.RemoveUserFromGroupAsync(new() { GroupName = group, UserName = name }, token)));
        }

        if (state.Group is { } held && held.Path == IdentityTags.GroupPath && state.Members.All(member => member == name))
        {
            steps.AddRange(await GroupAsync(held.GroupName, state.Attached, cancellationToken).ConfigureAwait(false));
        }

        steps.Add(Delete("User", name, null, "DeleteUser", token => _iam.DeleteUserAsync(new() { UserName = name }, token)));
        return steps;
    }

    private async Task<IReadOnlyList<IdentityStep>> GroupAsync(string group, IReadOnlyList<AttachedPolicy> attached, CancellationToken cancellationToken)
    {
        var steps = new List<IdentityStep>();
        foreach (var policy in attached)
        {
            steps.Add(Delete("PolicyAttachment", policy.PolicyName, $"from the group {group}", "DetachGroupPolicy", token => _iam.DetachGroupPolicyAsync(new() { GroupName = group, PolicyArn = policy.PolicyArn }, token)));
        }

        foreach (var own in await reader.AllAsync("ListGroupPolicies", group, marker => _iam.ListGroupPoliciesAsync(new() { GroupName = group, Marker = marker }, cancellationToken), page => page.PolicyNames, cancellationToken).ConfigureAwait(false))
        {
            steps.Add(Delete("InlinePolicy", own, $"of the group {group}", "DeleteGroupPolicy", token => _iam.DeleteGroupPolicyAsync(new() { GroupName = group, PolicyName = own }, token)));
        }

        steps.AddRange(await OwnPoliciesAsync(group, attached, cancellationToken).ConfigureAwait(false));
        steps.Add(Delete("Group", group, null, "DeleteGroup", token => _iam.DeleteGroupAsync(new() { GroupName = group }, token)));
        return steps;
    }

    private async Task<IReadOnlyList<IdentityStep>> RoleAsync(IdentityState state, Role role, CancellationToken cancellationToken)
    {
        var name = role.RoleName;
        var steps = new List<IdentityStep>();
        var profiles = state.InstanceProfiles.ToList();
        if (profiles.All(profile => profile.InstanceProfileName != name) && await reader.InstanceProfileAsync(name, cancellationToken).ConfigureAwait(false) is { Roles.Count: 0 } emptied)
        {
            profiles.Add(emptied);
        }

        foreach (var profile in profiles)
        {
            var id = profile.InstanceProfileName;
            var whole = await reader.InstanceProfileAsync(id, cancellationToken).ConfigureAwait(false);
            if (whole?.Roles.Count > 0)
            {
                steps.Add(Delete("InstanceProfileRole", name, $"in the instance profile {id}", "RemoveRoleFromInstanceProfile", token => _iam.RemoveRoleFromInstanceProfileAsync(new() { InstanceProfileName = id, RoleName = name }, token)));
            }

            if (whole is not null && OwnershipTags.AreOurs(whole.Tags))
            {
                steps.Add(Delete("InstanceProfile", id, null, "DeleteInstanceProfile", token => _iam.DeleteInstanceProfileAsync(new() { InstanceProfileName = id }, token)));
            }
        }

        foreach (var policy in state.Attached)
        {
            steps.Add(Delete("PolicyAttachment", policy.PolicyName, $"from the role {name}", "DetachRolePolicy", token => _iam.DetachRolePolicyAsync(new() { RoleName = name, PolicyArn = policy.PolicyArn }, token)));
        }

        foreach (var own in await reader.AllAsync("ListRolePolicies", name, marker => _iam.ListRolePoliciesAsync(new() { RoleName = name, Marker = marker }, cancellationToken), page => page.PolicyNames, cancellationToken).ConfigureAwait(false))
        {
            steps.Add(Delete("InlinePolicy", own, $"of the role {name}", "DeleteRolePolicy", token => _iam.DeleteRolePolicyAsync(new() { RoleName = name, PolicyName = own }, token)));
        }

        steps.AddRange(await OwnPoliciesAsync(name, state.Attached, cancellationToken).ConfigureAwait(false));
        steps.AddRange(await ProvidersAsync(role, cancellationToken).ConfigureAwait(false));
        steps.Add(Delete("Role", name, null, "DeleteRole", token => _iam.DeleteRoleAsync(new() { RoleName = name }, token)));
        return steps;
    }

    /// <summary>Policies made for the holder, unless somebody else holds them too.</summary>
    private async Task<IReadOnlyList<IdentityStep>> OwnPoliciesAsync(string holder, IReadOnlyList<AttachedPolicy> attached, CancellationToken cancellationToken)
    {
        var steps = new List<IdentityStep>();
        var named = (await reader.OwnPoliciesAsync(HeldPolicies.OwnName(holder, 0), cancellationToken).ConfigureAwait(false)).Where(policy => IsOwnName(policy.PolicyName, holder));
        foreach (var listed in named)
        {
            if (await reader.PolicyAsync(listed.Arn, cancellationToken).ConfigureAwait(false) is not { } policy || !OwnershipTags.AreOurs(policy.Tags)
                || policy.AttachmentCount > attached.Count(one => one.PolicyArn == policy.Arn))
            {
                continue;
            }

            steps.Add(IdentityStep.Delete("Policy", policy.PolicyName, null, async token =>
            {
                var versions = await account.FindAsync("ListPolicyVersions", policy.Arn, () => _iam.ListPolicyVersionsAsync(new() { PolicyArn = policy.Arn }, token), token).ConfigureAwait(false);
                foreach (var version in versions?.Versions.Where(version => !version.IsDefaultVersion) ?? [])
                {
                    await account.RemoveAsync("DeletePolicyVersion", policy.Arn, () => _iam.DeletePolicyVersionAsync(new() { PolicyArn = policy.Arn, VersionId = version.VersionId }, token), pace, token).ConfigureAwait(false);
                }

                await account.RemoveAsync("DeletePolicy", policy.Arn, () => _iam.DeletePolicyAsync(new() { PolicyArn = policy.Arn }, token), pace, token).ConfigureAwait(false);
            }));
        }

        return steps;
    }

    /// <summary>The role's providers that KopsPS made, unless another role trusts them.</summary>
    private async Task<IReadOnlyList<IdentityStep>> ProvidersAsync(Role role, CancellationToken cancellationToken)
    {
        var steps = new List<IdentityStep>();
        foreach (var arn in TrustReader.Providers(role.AssumeRolePolicyDocument))
        {
            if (await reader.ProviderAsync(arn, cancellationToken).ConfigureAwait(false) is not { } provider || !OwnershipTags.AreOurs(provider.Tags))
            {
                continue;
            }

            var roles = await reader.RolesAsync(cancellationToken).ConfigureAwait(false);
            if (roles.All(other => other.RoleName == role.RoleName || !TrustReader.Providers(other.AssumeRolePolicyDocument).Contains(arn)))
            {
                steps.Add(Delete("OpenIDConnectProvider", $"https://{provider.Url}", null, "DeleteOpenIDConnectProvider", token => _iam.DeleteOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn }, token)));
            }
        }

        return steps;
    }

    private IdentityStep Delete(string kind, string name, string? detail, string action, Func<CancellationToken, Task> call) =>
        IdentityStep.Delete(kind, name, detail, token => account.RemoveAsync(action, name, () => call(token), pace, token));

    private static bool IsOwnName(string policy, string holder)
    {
        var first = HeldPolicies.OwnName(holder, 0);
        return policy == first || (policy.StartsWith(first + "-", StringComparison.Ordinal) && policy[(first.Length + 1)..].All(char.IsAsciiDigit));
    }
}
