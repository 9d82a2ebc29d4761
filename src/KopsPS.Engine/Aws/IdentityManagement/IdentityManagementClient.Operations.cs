namespace KopsPS.Engine.Aws.IdentityManagement;

/// <content>The operations.</content>
public sealed partial class IdentityManagementClient
{
    /// <inheritdoc/>
    public Task<CreateGroupResponse> CreateGroupAsync(CreateGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateGroupResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetGroupResponse> GetGroupAsync(GetGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetGroupResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteGroupAsync(DeleteGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListGroupsForUserResponse> ListGroupsForUserAsync(ListGroupsForUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListGroupsForUserResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task AddUserToGroupAsync(AddUserToGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveUserFromGroupAsync(RemoveUserFromGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task AttachGroupPolicyAsync(AttachGroupPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DetachGroupPolicyAsync(DetachGroupPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListAttachedGroupPoliciesResponse> ListAttachedGroupPoliciesAsync(ListAttachedGroupPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListAttachedGroupPoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListGroupPoliciesResponse> ListGroupPoliciesAsync(ListGroupPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListGroupPoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteGroupPolicyAsync(DeleteGroupPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateUserResponse> CreateUserAsync(CreateUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateUserResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetUserResponse> GetUserAsync(GetUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetUserResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteUserAsync(DeleteUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListUsersResponse> ListUsersAsync(ListUsersRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListUsersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task TagUserAsync(TagUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task UntagUserAsync(UntagUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task AttachUserPolicyAsync(AttachUserPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DetachUserPolicyAsync(DetachUserPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListAttachedUserPoliciesResponse> ListAttachedUserPoliciesAsync(ListAttachedUserPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListAttachedUserPoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListUserPoliciesResponse> ListUserPoliciesAsync(ListUserPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListUserPoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteUserPolicyAsync(DeleteUserPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task PutUserPermissionsBoundaryAsync(PutUserPermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteUserPermissionsBoundaryAsync(DeleteUserPermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateAccessKeyResponse> CreateAccessKeyAsync(CreateAccessKeyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateAccessKeyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListAccessKeysResponse> ListAccessKeysAsync(ListAccessKeysRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListAccessKeysResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAccessKeyAsync(DeleteAccessKeyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetAccessKeyLastUsedResponse> GetAccessKeyLastUsedAsync(GetAccessKeyLastUsedRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetAccessKeyLastUsedResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateRoleResponse> CreateRoleAsync(CreateRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateRoleResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetRoleResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRoleAsync(DeleteRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListRolesResponse> ListRolesAsync(ListRolesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListRolesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task UpdateAssumeRolePolicyAsync(UpdateAssumeRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task UpdateRoleAsync(UpdateRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task TagRoleAsync(TagRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task UntagRoleAsync(UntagRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task AttachRolePolicyAsync(AttachRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DetachRolePolicyAsync(DetachRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListAttachedRolePoliciesResponse> ListAttachedRolePoliciesAsync(ListAttachedRolePoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListAttachedRolePoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListRolePoliciesResponse> ListRolePoliciesAsync(ListRolePoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListRolePoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task PutRolePolicyAsync(PutRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetRolePolicyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRolePolicyAsync(DeleteRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task PutRolePermissionsBoundaryAsync(PutRolePermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteRolePermissionsBoundaryAsync(DeleteRolePermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateInstanceProfileResponse> CreateInstanceProfileAsync(CreateInstanceProfileRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateInstanceProfileResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetInstanceProfileResponse> GetInstanceProfileAsync(GetInstanceProfileRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetInstanceProfileResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteInstanceProfileAsync(DeleteInstanceProfileRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task AddRoleToInstanceProfileAsync(AddRoleToInstanceProfileRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveRoleFromInstanceProfileAsync(RemoveRoleFromInstanceProfileRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListInstanceProfilesForRoleResponse> ListInstanceProfilesForRoleAsync(ListInstanceProfilesForRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListInstanceProfilesForRoleResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task TagInstanceProfileAsync(TagInstanceProfileRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreatePolicyResponse> CreatePolicyAsync(CreatePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreatePolicyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetPolicyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeletePolicyAsync(DeletePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListPoliciesResponse> ListPoliciesAsync(ListPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListPoliciesResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetPolicyVersionResponse> GetPolicyVersionAsync(GetPolicyVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetPolicyVersionResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListPolicyVersionsResponse> ListPolicyVersionsAsync(ListPolicyVersionsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListPolicyVersionsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreatePolicyVersionResponse> CreatePolicyVersionAsync(CreatePolicyVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreatePolicyVersionResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeletePolicyVersionAsync(DeletePolicyVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task TagPolicyAsync(TagPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListEntitiesForPolicyResponse> ListEntitiesForPolicyAsync(ListEntitiesForPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListEntitiesForPolicyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<SimulatePrincipalPolicyResponse> SimulatePrincipalPolicyAsync(SimulatePrincipalPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<SimulatePrincipalPolicyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateOpenIDConnectProviderResponse> CreateOpenIDConnectProviderAsync(CreateOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<CreateOpenIDConnectProviderResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetOpenIDConnectProviderResponse> GetOpenIDConnectProviderAsync(GetOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetOpenIDConnectProviderResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteOpenIDConnectProviderAsync(DeleteOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListOpenIDConnectProvidersResponse> ListOpenIDConnectProvidersAsync(ListOpenIDConnectProvidersRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListOpenIDConnectProvidersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task AddClientIDToOpenIDConnectProviderAsync(AddClientIDToOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveClientIDFromOpenIDConnectProviderAsync(RemoveClientIDFromOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public Task TagOpenIDConnectProviderAsync(TagOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<EmptyResponse>(request, cancellationToken);
}
