namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Makes a user.</summary>
public sealed class CreateUserRequest : IdentityManagementRequest
{
    /// <summary>Its name.</summary>
    public required string UserName { get; init; }

    /// <summary>Path in front of its name, such as <c>/ops/</c>; null for <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>ARN of the managed policy that limits it, or null.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "CreateUser";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("UserName", UserName),
        .. One("Path", Path),
        .. One("PermissionsBoundary", PermissionsBoundary),
        .. TagMembers(Tags),
    ];
}

/// <summary>Reads a user.</summary>
public sealed class GetUserRequest : IdentityManagementRequest
{
    /// <summary>The user; null for the one who asks.</summary>
    public string? UserName { get; init; }

    internal override string Action => "GetUser";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName)];
}

/// <summary>Deletes a user, who must have no keys, policies and groups left.</summary>
public sealed class DeleteUserRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    internal override string Action => "DeleteUser";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName)];
}

/// <summary>Lists one page of users; without their tags.</summary>
public sealed class ListUsersRequest : IdentityManagementRequest
{
    /// <summary>Only those whose path begins so; null for all.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListUsers";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PathPrefix", PathPrefix), .. One("Marker", Marker)];
}

/// <summary>Adds or replaces tags of a user.</summary>
public sealed class TagUserRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "TagUser";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. TagMembers(Tags)];
}

/// <summary>Removes tags of a user.</summary>
public sealed class UntagUserRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>Keys of the tags.</summary>
    public IReadOnlyList<string> TagKeys { get; init; } = [];

    internal override string Action => "UntagUser";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. Members("TagKeys", TagKeys)];
}

/// <summary>Attaches a managed policy to a user.</summary>
public sealed class AttachUserPolicyRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "AttachUserPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("PolicyArn", PolicyArn)];
}

/// <summary>Detaches a managed policy from a user.</summary>
public sealed class DetachUserPolicyRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "DetachUserPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("PolicyArn", PolicyArn)];
}

/// <summary>Lists one page of the managed policies of a user.</summary>
public sealed class ListAttachedUserPoliciesRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListAttachedUserPolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("Marker", Marker)];
}

/// <summary>Lists one page of the names of a user's own policies.</summary>
public sealed class ListUserPoliciesRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListUserPolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("Marker", Marker)];
}

/// <summary>Deletes a policy of a user's own.</summary>
public sealed class DeleteUserPolicyRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>Name of the policy within it.</summary>
    public required string PolicyName { get; init; }

    internal override string Action => "DeleteUserPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("PolicyName", PolicyName)];
}

/// <summary>Sets the managed policy that limits a user.</summary>
public sealed class PutUserPermissionsBoundaryRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>ARN of the managed policy that limits it.</summary>
    public required string PermissionsBoundary { get; init; }

    internal override string Action => "PutUserPermissionsBoundary";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("UserName", UserName),
        .. One("PermissionsBoundary", PermissionsBoundary),
    ];
}

/// <summary>Removes the limit of a user.</summary>
public sealed class DeleteUserPermissionsBoundaryRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    internal override string Action => "DeleteUserPermissionsBoundary";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName)];
}

/// <summary>Makes an access key. AWS tells its secret this once.</summary>
public sealed class CreateAccessKeyRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    internal override string Action => "CreateAccessKey";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName)];
}

/// <summary>Lists one page of the access keys of a user.</summary>
public sealed class ListAccessKeysRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListAccessKeys";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("Marker", Marker)];
}

/// <summary>Deletes an access key.</summary>
public sealed class DeleteAccessKeyRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The key.</summary>
    public required string AccessKeyId { get; init; }

    internal override string Action => "DeleteAccessKey";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("AccessKeyId", AccessKeyId)];
}

/// <summary>Tells when an access key was last used.</summary>
public sealed class GetAccessKeyLastUsedRequest : IdentityManagementRequest
{
    /// <summary>The key.</summary>
    public required string AccessKeyId { get; init; }

    internal override string Action => "GetAccessKeyLastUsed";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("AccessKeyId", AccessKeyId)];
}
