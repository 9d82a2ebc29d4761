using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>Reads users and roles with all that belongs to them.</summary>
internal sealed class IdentityReader(IdentityAccount account)
{
    private readonly IIdentityManagement _iam = account.Iam;

    /// <summary>A user and its group; parts that are not there are null.</summary>
    /// <param name="name">The user.</param>
    /// <param name="group">Its group; null takes the one that its tags name, else the one of its name, else its only one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IdentityState> UserAsync(string name, string? group, CancellationToken cancellationToken)
    {
        var user = (await account.FindAsync("GetUser", name, () => _iam.GetUserAsync(new() { UserName = name }, cancellationToken), cancellationToken).ConfigureAwait(false))?.User;
        IReadOnlyList<string> groups = user is null ? [] : await GroupsAsync(name, cancellationToken).ConfigureAwait(false);
        var holder = group ?? user?.Tags.GetValueOrDefault(IdentityTags.Group)
            ?? (groups.Count == 0 || groups.Contains(name, StringComparer.Ordinal) ? name : groups[0]);
        var (found, members) = await GroupAsync(holder, cancellationToken).ConfigureAwait(false);
        var elsewhere = new List<AttachedPolicy>();
        if (user is not null)
        {
            elsewhere.AddRange(await UserPoliciesAsync(name, cancellationToken).ConfigureAwait(false));
            foreach (var other in groups.Where(one => one != holder))
            {
                elsewhere.AddRange(await GroupPoliciesAsync(other, cancellationToken).ConfigureAwait(false));
            }
        }

        return new IdentityState
        {
            User = user,
            Group = found,
            Members = members,
            Groups = groups,
            Attached = found is null ? [] : await GroupPoliciesAsync(holder, cancellationToken).ConfigureAwait(false),
            AttachedElsewhere = elsewhere,
            Keys = user is null ? [] : await KeysAsync(name, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>A role; parts that are not there are null.</summary>
    public async Task<IdentityState> RoleAsync(string name, CancellationToken cancellationToken)
    {
        var role = (await account.FindAsync("GetRole", name, () => _iam.GetRoleAsync(new() { RoleName = name }, cancellationToken), cancellationToken).ConfigureAwait(false))?.Role;
        if (role is null)
        {
            return new IdentityState();
        }

        return new IdentityState
        {
            Role = role,
            Attached = await RolePoliciesAsync(name, cancellationToken).ConfigureAwait(false),
            InstanceProfiles = await AllAsync("ListInstanceProfilesForRole", name, marker => _iam.ListInstanceProfilesForRoleAsync(new() { RoleName = name, Marker = marker }, cancellationToken), page => page.InstanceProfiles, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>An instance profile, or null.</summary>
    public async Task<InstanceProfile?> InstanceProfileAsync(string name, CancellationToken cancellationToken) =>
        (await account.FindAsync("GetInstanceProfile", name, () => _iam.GetInstanceProfileAsync(new() { InstanceProfileName = name }, cancellationToken), cancellationToken).ConfigureAwait(false))?.InstanceProfile;

    /// <summary>A provider of identities, or null.</summary>
    public Task<GetOpenIDConnectProviderResponse?> ProviderAsync(string arn, CancellationToken cancellationToken) =>
        account.FindAsync("GetOpenIDConnectProvider", arn, () => _iam.GetOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn }, cancellationToken), cancellationToken);

    /// <summary>A managed policy, or null.</summary>
    public async Task<ManagedPolicy?> PolicyAsync(string arn, CancellationToken cancellationToken) =>
        (await account.FindAsync("GetPolicy", arn, () => _iam.GetPolicyAsync(new() { PolicyArn = arn }, cancellationToken), cancellationToken).ConfigureAwait(false))?.Policy;

    /// <summary>What a managed policy says now.</summary>
    public async Task<string> DocumentAsync(ManagedPolicy policy, CancellationToken cancellationToken) =>
        (await account.AskAsync("GetPolicyVersion", policy.Arn, () => _iam.GetPolicyVersionAsync(new() { PolicyArn = policy.Arn, VersionId = policy.DefaultVersionId }, cancellationToken), cancellationToken).ConfigureAwait(false)).PolicyVersion.Document;

    /// <summary>A group and its users; nulls where there is none.</summary>
    public Task<(Group? Group, IReadOnlyList<string> Members)> GroupAsync(string name, CancellationToken cancellationToken) => account.AskAsync<(Group?, IReadOnlyList<string>)>(
        "GetGroup",
        name,
        async () =>
        {
            Group? group = null;
            try
            {
                var users = await IdentityPages.AllAsync(
                    async marker =>
                    {
                        var page = await _iam.GetGroupAsync(new() { GroupName = name, Marker = marker }, cancellationToken).ConfigureAwait(false);
                        group = page.Group;
                        return page;
                    },
                    page => page.Users,
                    cancellationToken).ConfigureAwait(false);
                return (group, [.. users.Select(user => user.UserName)]);
            }
            catch (Amazon.Runtime.AmazonServiceException fault) when (AwsFaults.IsNotFound(fault))
            {
                return (null, []);
            }
        },
        cancellationToken);

    /// <summary>Managed policies of a group.</summary>
    public Task<List<AttachedPolicy>> GroupPoliciesAsync(string name, CancellationToken cancellationToken) => AllAsync(
        "ListAttachedGroupPolicies", name, marker => _iam.ListAttachedGroupPoliciesAsync(new() { GroupName = name, Marker = marker }, cancellationToken), page => page.AttachedPolicies, cancellationToken);

    /// <summary>Managed policies of a user itself.</summary>
    public Task<List<AttachedPolicy>> UserPoliciesAsync(string name, CancellationToken cancellationToken) => AllAsync(
        "ListAttachedUserPolicies", name, marker => _iam.ListAttachedUserPoliciesAsync(new() { UserName = name, Marker = marker }, cancellationToken), page => page.AttachedPolicies, cancellationToken);

    /// <summary>Managed policies of a role.</summary>
    public Task<List<AttachedPolicy>> RolePoliciesAsync(string name, CancellationToken cancellationToken) => AllAsync(
        "ListAttachedRolePolicies", name, marker => _iam.ListAttachedRolePoliciesAsync(new() { RoleName = name, Marker = marker }, cancellationToken), page => page.AttachedPolicies, cancellationToken);

    /// <summary>Access keys of a user.</summary>
    public Task<List<AccessKeyMetadata>> KeysAsync(string name, CancellationToken cancellationToken) => AllAsync(
        "ListAccessKeys", name, marker => _iam.ListAccessKeysAsync(new() { UserName = name, Marker = marker }, cancellationToken), page => page.AccessKeyMetadata, cancellationToken);

    /// <summary>The account's own managed policies whose name begins so, without their tags.</summary>
    public async Task<IReadOnlyList<ManagedPolicy>> OwnPoliciesAsync(string prefix, CancellationToken cancellationToken) =>
    [
        .. (await AllAsync("ListPolicies", prefix, marker => _iam.ListPoliciesAsync(new() { Scope = "Local", Marker = marker }, cancellationToken), page => page.Policies, cancellationToken).ConfigureAwait(false))
            .Where(policy => policy.PolicyName.StartsWith(prefix, StringComparison.Ordinal)),
    ];

    /// <summary>All users of the account, without their tags.</summary>
    public Task<List<User>> UsersAsync(CancellationToken cancellationToken) => AllAsync(
        "ListUsers", null, marker => _iam.ListUsersAsync(new() { Marker = marker }, cancellationToken), page => page.Users, cancellationToken);

    /// <summary>All roles of the account but those of AWS' services, without their tags.</summary>
    public async Task<IReadOnlyList<Role>> RolesAsync(CancellationToken cancellationToken) =>
    [
        .. (await AllAsync("ListRoles", null, marker => _iam.ListRolesAsync(new() { Marker = marker }, cancellationToken), page => page.Roles, cancellationToken).ConfigureAwait(false))
            .Where(role => !role.Path.StartsWith("/aws-", StringComparison.Ordinal)),
    ];

    /// <summary>Reads a list whole.</summary>
    public Task<List<T>> AllAsync<TPage, T>(
        string action, string? target, Func<string?, Task<TPage>> page, Func<TPage, IEnumerable<T>> items, CancellationToken cancellationToken)
        where TPage : IdentityManagementPage =>
        account.AskAsync(action, target, () => IdentityPages.AllAsync(page, items, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<string>> GroupsAsync(string name, CancellationToken cancellationToken) =>
    [
        .. (await AllAsync("ListGroupsForUser", name, marker => _iam.ListGroupsForUserAsync(new() { UserName = name, Marker = marker }, cancellationToken), page => page.Groups, cancellationToken).ConfigureAwait(false))
            .Select(group => group.GroupName),
    ];
}
