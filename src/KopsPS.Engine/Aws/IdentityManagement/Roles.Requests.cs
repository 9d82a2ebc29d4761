namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Makes a role.</summary>
public sealed class CreateRoleRequest : IdentityManagementRequest
{
    /// <summary>Its name.</summary>
    public required string RoleName { get; init; }

    /// <summary>Path in front of its name, such as <c>/ops/</c>; null for <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Who may take it, as JSON.</summary>
    public required string AssumeRolePolicyDocument { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Longest session in seconds, 3,600 to 43,200; null for an hour.</summary>
    public int? MaxSessionDuration { get; init; }

    /// <summary>ARN of the managed policy that limits it, or null.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "CreateRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("RoleName", RoleName),
        .. One("Path", Path),
        .. One("AssumeRolePolicyDocument", AssumeRolePolicyDocument),
        .. One("Description", Description),
        .. One("MaxSessionDuration", MaxSessionDuration?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        .. One("PermissionsBoundary", PermissionsBoundary),
        .. TagMembers(Tags),
    ];
}

/// <summary>Reads a role.</summary>
public sealed class GetRoleRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    internal override string Action => "GetRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName)];
}

/// <summary>Deletes a role, which must have no policies and instance profiles left.</summary>
public sealed class DeleteRoleRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    internal override string Action => "DeleteRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName)];
}

/// <summary>Lists one page of roles; without their tags.</summary>
public sealed class ListRolesRequest : IdentityManagementRequest
{
    /// <summary>Only those whose path begins so; null for all.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListRoles";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PathPrefix", PathPrefix), .. One("Marker", Marker)];
}

/// <summary>Replaces who may take a role.</summary>
public sealed class UpdateAssumeRolePolicyRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>Who may take it, as JSON.</summary>
    public required string PolicyDocument { get; init; }

    internal override string Action => "UpdateAssumeRolePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("RoleName", RoleName),
        .. One("PolicyDocument", PolicyDocument),
    ];
}

/// <summary>Changes a role's description and longest session.</summary>
public sealed class UpdateRoleRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Longest session in seconds, 3,600 to 43,200; null for an hour.</summary>
    public int? MaxSessionDuration { get; init; }

    internal override string Action => "UpdateRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("RoleName", RoleName),
        .. One("Description", Description),
        .. One("MaxSessionDuration", MaxSessionDuration?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];
}

/// <summary>Adds or replaces tags of a role.</summary>
public sealed class TagRoleRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "TagRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. TagMembers(Tags)];
}

/// <summary>Removes tags of a role.</summary>
public sealed class UntagRoleRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>Keys of the tags.</summary>
    public IReadOnlyList<string> TagKeys { get; init; } = [];

    internal override string Action => "UntagRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. Members("TagKeys", TagKeys)];
}

/// <summary>Attaches a managed policy to a role.</summary>
public sealed class AttachRolePolicyRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "AttachRolePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("PolicyArn", PolicyArn)];
}

/// <summary>Detaches a managed policy from a role.</summary>
public sealed class DetachRolePolicyRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "DetachRolePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("PolicyArn", PolicyArn)];
}

/// <summary>Lists one page of the managed policies of a role.</summary>
public sealed class ListAttachedRolePoliciesRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListAttachedRolePolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("Marker", Marker)];
}

/// <summary>Lists one page of the names of a role's own policies.</summary>
public sealed class ListRolePoliciesRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListRolePolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("Marker", Marker)];
}

/// <summary>Writes a policy of a role's own.</summary>
public sealed class PutRolePolicyRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>Name of the policy within it.</summary>
    public required string PolicyName { get; init; }

    /// <summary>The policy as JSON.</summary>
    public required string PolicyDocument { get; init; }

    internal override string Action => "PutRolePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("RoleName", RoleName),
        .. One("PolicyName", PolicyName),
        .. One("PolicyDocument", PolicyDocument),
    ];
}

/// <summary>Reads a policy of a role's own.</summary>
public sealed class GetRolePolicyRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>Name of the policy within it.</summary>
    public required string PolicyName { get; init; }

    internal override string Action => "GetRolePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("PolicyName", PolicyName)];
}

/// <summary>Deletes a policy of a role's own.</summary>
public sealed class DeleteRolePolicyRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>Name of the policy within it.</summary>
    public required string PolicyName { get; init; }

    internal override string Action => "DeleteRolePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("PolicyName", PolicyName)];
}

/// <summary>Sets the managed policy that limits a role.</summary>
public sealed class PutRolePermissionsBoundaryRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>ARN of the managed policy that limits it.</summary>
    public required string PermissionsBoundary { get; init; }

    internal override string Action => "PutRolePermissionsBoundary";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("RoleName", RoleName),
        .. One("PermissionsBoundary", PermissionsBoundary),
    ];
}

/// <summary>Removes the limit of a role.</summary>
public sealed class DeleteRolePermissionsBoundaryRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    internal override string Action => "DeleteRolePermissionsBoundary";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName)];
}

/// <summary>Makes an instance profile.</summary>
public sealed class CreateInstanceProfileRequest : IdentityManagementRequest
{
    /// <summary>Its name.</summary>
    public required string InstanceProfileName { get; init; }

    /// <summary>Path in front of its name, such as <c>/ops/</c>; null for <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "CreateInstanceProfile";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("InstanceProfileName", InstanceProfileName),
        .. One("Path", Path),
        .. TagMembers(Tags),
    ];
}

/// <summary>Reads an instance profile.</summary>
public sealed class GetInstanceProfileRequest : IdentityManagementRequest
{
    /// <summary>The instance profile.</summary>
    public required string InstanceProfileName { get; init; }

    internal override string Action => "GetInstanceProfile";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("InstanceProfileName", InstanceProfileName)];
}

/// <summary>Deletes an instance profile, which must have no role left.</summary>
public sealed class DeleteInstanceProfileRequest : IdentityManagementRequest
{
    /// <summary>The instance profile.</summary>
    public required string InstanceProfileName { get; init; }

    internal override string Action => "DeleteInstanceProfile";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("InstanceProfileName", InstanceProfileName)];
}

/// <summary>Puts a role into an instance profile, which takes one.</summary>
public sealed class AddRoleToInstanceProfileRequest : IdentityManagementRequest
{
    /// <summary>The instance profile.</summary>
    public required string InstanceProfileName { get; init; }

    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    internal override string Action => "AddRoleToInstanceProfile";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("InstanceProfileName", InstanceProfileName),
        .. One("RoleName", RoleName),
    ];
}

/// <summary>Takes the role out of an instance profile.</summary>
public sealed class RemoveRoleFromInstanceProfileRequest : IdentityManagementRequest
{
    /// <summary>The instance profile.</summary>
    public required string InstanceProfileName { get; init; }

    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    internal override string Action => "RemoveRoleFromInstanceProfile";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("InstanceProfileName", InstanceProfileName),
        .. One("RoleName", RoleName),
    ];
}

/// <summary>Lists one page of the instance profiles with a role.</summary>
public sealed class ListInstanceProfilesForRoleRequest : IdentityManagementRequest
{
    /// <summary>The role.</summary>
    public required string RoleName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListInstanceProfilesForRole";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("RoleName", RoleName), .. One("Marker", Marker)];
}

/// <summary>Adds or replaces tags of an instance profile.</summary>
public sealed class TagInstanceProfileRequest : IdentityManagementRequest
{
    /// <summary>The instance profile.</summary>
    public required string InstanceProfileName { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "TagInstanceProfile";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("InstanceProfileName", InstanceProfileName),
        .. TagMembers(Tags),
    ];
}
