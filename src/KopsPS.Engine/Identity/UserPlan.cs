using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>What it takes to have a user in its group, without its access key.</summary>
internal sealed class UserPlan(IdentityAccount account, IdentityReader reader, IdentityRequest request)
{
    private readonly IIdentityManagement _iam = account.Iam;

    /// <summary>The steps, in the order in which they can be done.</summary>
    public async Task<IReadOnlyList<IdentityStep>> PlanAsync(IdentityState state, CancellationToken cancellationToken)
    {
        var held = new HeldPolicies(account, reader, request);
        var documents = held.Documents();
        var steps = new List<IdentityStep>();
        var name = request.Name;
        var tags = OwnershipTags.Beside(IdentityTags.For(request, null, documents.Count), state.Tags);
        if (state.User is null)
        {
            steps.Add(IdentityStep.Create("User", name, request.PermissionsBoundary is { } limit ? $"limited by {limit}" : null, token => account.ChangeAsync(
                "CreateUser",
                name,
                () => _iam.CreateUserAsync(new() { UserName = name, PermissionsBoundary = request.PermissionsBoundary, Tags = tags }, token),
                request.Pace,
                token)));
        }
        else
        {
            steps.Add(IdentityStep.Keep("User", name, state.Owned ? null : "not made by KopsPS; removal will leave it"));
            if (request.PermissionsBoundary is { } boundary && boundary != state.Boundary)
            {
                steps.Add(IdentityStep.Alter("User", name, $"limited by {boundary}, was {state.Boundary ?? "not limited"}", token => account.ChangeAsync(
                    "PutUserPermissionsBoundary", name, () => _iam.PutUserPermissionsBoundaryAsync(new() { UserName = name, PermissionsBoundary = boundary }, token), request.Pace, token)));
            }

            if (state.Owned && tags.Any(tag => !state.Tags.TryGetValue(tag.Key, out var value) || value != tag.Value))
            {
                steps.Add(IdentityStep.Alter("User", name, "tags", token => account.ChangeAsync(
                    "TagUser", name, () => _iam.TagUserAsync(new() { UserName = name, Tags = tags }, token), request.Pace, token)));
            }
        }

        var group = request.Holder;
        steps.Add(state.Group is null
            ? IdentityStep.Create("Group", group, null, token => account.ChangeAsync(
                "CreateGroup", group, () => _iam.CreateGroupAsync(new() { GroupName = group, Path = IdentityTags.GroupPath }, token), request.Pace, token))
            : IdentityStep.Keep("Group", group));
        steps.AddRange(await held.PlanAsync(state.Attached, documents, state.Group is null || state.Group.Path == IdentityTags.GroupPath, cancellationToken).ConfigureAwait(false));
        steps.Add(state.Members.Contains(name, StringComparer.Ordinal)
            ? IdentityStep.Keep("GroupMembership", name, $"in the group {group}")
            : IdentityStep.Create("GroupMembership", name, $"in the group {group}", token => account.ChangeAsync(
                "AddUserToGroup", group, () => _iam.AddUserToGroupAsync(new() { GroupName = group, UserName = name }, token), request.Pace, token)));
        return steps;
    }
}
