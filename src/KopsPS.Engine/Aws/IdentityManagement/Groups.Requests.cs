namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Makes a group.</summary>
public sealed class CreateGroupRequest : IdentityManagementRequest
{
    /// <summary>Its name.</summary>
    public required string GroupName { get; init; }

    /// <summary>Path in front of its name, such as <c>/ops/</c>; null for <c>/</c>.</summary>
    public string? Path { get; init; }

    internal override string Action => "CreateGroup";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("Path", Path)];
}

/// <summary>Reads a group and one page of its users.</summary>
public sealed class GetGroupRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "GetGroup";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("Marker", Marker)];
}

/// <summary>Deletes a group, which has to be empty.</summary>
public sealed class DeleteGroupRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    internal override string Action => "DeleteGroup";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName)];
}

/// <summary>Lists one page of the groups of a user.</summary>
public sealed class ListGroupsForUserRequest : IdentityManagementRequest
{
    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListGroupsForUser";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("UserName", UserName), .. One("Marker", Marker)];
}

/// <summary>Puts a user into a group.</summary>
public sealed class AddUserToGroupRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    internal override string Action => "AddUserToGroup";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("UserName", UserName)];
}

/// <summary>Takes a user out of a group.</summary>
public sealed class RemoveUserFromGroupRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    internal override string Action => "RemoveUserFromGroup";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("UserName", UserName)];
}

/// <summary>Attaches a managed policy to a group.</summary>
public sealed class AttachGroupPolicyRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "AttachGroupPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("PolicyArn", PolicyArn)];
}

/// <summary>Detaches a managed policy from a group.</summary>
public sealed class DetachGroupPolicyRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "DetachGroupPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("PolicyArn", PolicyArn)];
}

/// <summary>Lists one page of the managed policies of a group.</summary>
public sealed class ListAttachedGroupPoliciesRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListAttachedGroupPolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("Marker", Marker)];
}

/// <summary>Lists one page of the names of a group's own policies.</summary>
public sealed class ListGroupPoliciesRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListGroupPolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("Marker", Marker)];
}

/// <summary>Deletes a policy of a group's own.</summary>
public sealed class DeleteGroupPolicyRequest : IdentityManagementRequest
{
    /// <summary>The group.</summary>
    public required string GroupName { get; init; }

    /// <summary>Name of the policy within it.</summary>
    public required string PolicyName { get; init; }

    internal override string Action => "DeleteGroupPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("GroupName", GroupName), .. One("PolicyName", PolicyName)];
}
