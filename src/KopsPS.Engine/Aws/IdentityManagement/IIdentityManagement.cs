namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>
/// The operations of Identity and Access Management that KopsPS needs, shaped like the official client's, so that the
/// official client can take this place. Differs from it in that policy documents are read as JSON, not as encoded in
/// the answer. Facts: the API reference of version 2010-05-08.
/// </summary>
public interface IIdentityManagement
{
    /// <summary>Makes a group.</summary>
    Task<CreateGroupResponse> CreateGroupAsync(CreateGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a group and one page of its users.</summary>
    Task<GetGroupResponse> GetGroupAsync(GetGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a group, which has to be empty.</summary>
    Task DeleteGroupAsync(DeleteGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the groups of a user.</summary>
    Task<ListGroupsForUserResponse> ListGroupsForUserAsync(ListGroupsForUserRequest request, CancellationToken cancellationToken = default);

    /// <summary>Puts a user into a group.</summary>
    Task AddUserToGroupAsync(AddUserToGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes a user out of a group.</summary>
    Task RemoveUserFromGroupAsync(RemoveUserFromGroupRequest request, CancellationToken cancellationToken = default);

    /// <summary>Attaches a managed policy to a group.</summary>
    Task AttachGroupPolicyAsync(AttachGroupPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Detaches a managed policy from a group.</summary>
    Task DetachGroupPolicyAsync(DetachGroupPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the managed policies of a group.</summary>
    Task<ListAttachedGroupPoliciesResponse> ListAttachedGroupPoliciesAsync(ListAttachedGroupPoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the names of a group's own policies.</summary>
    Task<ListGroupPoliciesResponse> ListGroupPoliciesAsync(ListGroupPoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a policy of a group's own.</summary>
    Task DeleteGroupPolicyAsync(DeleteGroupPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a user.</summary>
    Task<CreateUserResponse> CreateUserAsync(CreateUserRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a user.</summary>
    Task<GetUserResponse> GetUserAsync(GetUserRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a user, who must have no keys, policies and groups left.</summary>
    Task DeleteUserAsync(DeleteUserRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of users; without their tags.</summary>
    Task<ListUsersResponse> ListUsersAsync(ListUsersRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces tags of a user.</summary>
    Task TagUserAsync(TagUserRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes tags of a user.</summary>
    Task UntagUserAsync(UntagUserRequest request, CancellationToken cancellationToken = default);

    /// <summary>Attaches a managed policy to a user.</summary>
    Task AttachUserPolicyAsync(AttachUserPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Detaches a managed policy from a user.</summary>
    Task DetachUserPolicyAsync(DetachUserPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the managed policies of a user.</summary>
    Task<ListAttachedUserPoliciesResponse> ListAttachedUserPoliciesAsync(ListAttachedUserPoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the names of a user's own policies.</summary>
    Task<ListUserPoliciesResponse> ListUserPoliciesAsync(ListUserPoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a policy of a user's own.</summary>
    Task DeleteUserPolicyAsync(DeleteUserPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets the managed policy that limits a user.</summary>
    Task PutUserPermissionsBoundaryAsync(PutUserPermissionsBoundaryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes the limit of a user.</summary>
    Task DeleteUserPermissionsBoundaryAsync(DeleteUserPermissionsBoundaryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes an access key. AWS tells its secret this once.</summary>
    Task<CreateAccessKeyResponse> CreateAccessKeyAsync(CreateAccessKeyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the access keys of a user.</summary>
    Task<ListAccessKeysResponse> ListAccessKeysAsync(ListAccessKeysRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes an access key.</summary>
    Task DeleteAccessKeyAsync(DeleteAccessKeyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Tells when an access key was last used.</summary>
    Task<GetAccessKeyLastUsedResponse> GetAccessKeyLastUsedAsync(GetAccessKeyLastUsedRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a role.</summary>
    Task<CreateRoleResponse> CreateRoleAsync(CreateRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a role.</summary>
    Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a role, which must have no policies and instance profiles left.</summary>
    Task DeleteRoleAsync(DeleteRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of roles; without their tags.</summary>
    Task<ListRolesResponse> ListRolesAsync(ListRolesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Replaces who may take a role.</summary>
    Task UpdateAssumeRolePolicyAsync(UpdateAssumeRolePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes a role's description and longest session.</summary>
    Task UpdateRoleAsync(UpdateRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces tags of a role.</summary>
    Task TagRoleAsync(TagRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes tags of a role.</summary>
    Task UntagRoleAsync(UntagRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Attaches a managed policy to a role.</summary>
    Task AttachRolePolicyAsync(AttachRolePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Detaches a managed policy from a role.</summary>
    Task DetachRolePolicyAsync(DetachRolePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the managed policies of a role.</summary>
    Task<ListAttachedRolePoliciesResponse> ListAttachedRolePoliciesAsync(ListAttachedRolePoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the names of a role's own policies.</summary>
    Task<ListRolePoliciesResponse> ListRolePoliciesAsync(ListRolePoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Writes a policy of a role's own.</summary>
    Task PutRolePolicyAsync(PutRolePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a policy of a role's own.</summary>
    Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a policy of a role's own.</summary>
    Task DeleteRolePolicyAsync(DeleteRolePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets the managed policy that limits a role.</summary>
    Task PutRolePermissionsBoundaryAsync(PutRolePermissionsBoundaryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes the limit of a role.</summary>
    Task DeleteRolePermissionsBoundaryAsync(DeleteRolePermissionsBoundaryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes an instance profile.</summary>
    Task<CreateInstanceProfileResponse> CreateInstanceProfileAsync(CreateInstanceProfileRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads an instance profile.</summary>
    Task<GetInstanceProfileResponse> GetInstanceProfileAsync(GetInstanceProfileRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes an instance profile, which must have no role left.</summary>
    Task DeleteInstanceProfileAsync(DeleteInstanceProfileRequest request, CancellationToken cancellationToken = default);

    /// <summary>Puts a role into an instance profile, which takes one.</summary>
    Task AddRoleToInstanceProfileAsync(AddRoleToInstanceProfileRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes the role out of an instance profile.</summary>
    Task RemoveRoleFromInstanceProfileAsync(RemoveRoleFromInstanceProfileRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of the instance profiles with a role.</summary>
    Task<ListInstanceProfilesForRoleResponse> ListInstanceProfilesForRoleAsync(ListInstanceProfilesForRoleRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces tags of an instance profile.</summary>
    Task TagInstanceProfileAsync(TagInstanceProfileRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a managed policy.</summary>
    Task<CreatePolicyResponse> CreatePolicyAsync(CreatePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a managed policy, without its document.</summary>
    Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a managed policy, which must have one version and no holder left.</summary>
    Task DeletePolicyAsync(DeletePolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of managed policies; without their tags.</summary>
    Task<ListPoliciesResponse> ListPoliciesAsync(ListPoliciesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a version of a managed policy.</summary>
    Task<GetPolicyVersionResponse> GetPolicyVersionAsync(GetPolicyVersionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of a managed policy's versions, without documents.</summary>
    Task<ListPolicyVersionsResponse> ListPolicyVersionsAsync(ListPolicyVersionsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a version of a managed policy, which has at most five.</summary>
    Task<CreatePolicyVersionResponse> CreatePolicyVersionAsync(CreatePolicyVersionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a version of a managed policy that is not in force.</summary>
    Task DeletePolicyVersionAsync(DeletePolicyVersionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces tags of a managed policy.</summary>
    Task TagPolicyAsync(TagPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists one page of who holds a managed policy.</summary>
    Task<ListEntitiesForPolicyResponse> ListEntitiesForPolicyAsync(ListEntitiesForPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks what a user, group or role may do.</summary>
    Task<SimulatePrincipalPolicyResponse> SimulatePrincipalPolicyAsync(SimulatePrincipalPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a provider of identities.</summary>
    Task<CreateOpenIDConnectProviderResponse> CreateOpenIDConnectProviderAsync(CreateOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a provider.</summary>
    Task<GetOpenIDConnectProviderResponse> GetOpenIDConnectProviderAsync(GetOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a provider.</summary>
    Task DeleteOpenIDConnectProviderAsync(DeleteOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Lists the ARNs of all providers.</summary>
    Task<ListOpenIDConnectProvidersResponse> ListOpenIDConnectProvidersAsync(ListOpenIDConnectProvidersRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds an audience to a provider.</summary>
    Task AddClientIDToOpenIDConnectProviderAsync(AddClientIDToOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes an audience from a provider.</summary>
    Task RemoveClientIDFromOpenIDConnectProviderAsync(RemoveClientIDFromOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces tags of a provider.</summary>
    Task TagOpenIDConnectProviderAsync(TagOpenIDConnectProviderRequest request, CancellationToken cancellationToken = default);
}
