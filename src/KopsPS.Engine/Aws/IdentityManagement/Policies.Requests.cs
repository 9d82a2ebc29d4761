namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Makes a managed policy.</summary>
public sealed class CreatePolicyRequest : IdentityManagementRequest
{
    /// <summary>Its name.</summary>
    public required string PolicyName { get; init; }

    /// <summary>Path in front of its name, such as <c>/ops/</c>; null for <c>/</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The policy as JSON.</summary>
    public required string PolicyDocument { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "CreatePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("PolicyName", PolicyName),
        .. One("Path", Path),
        .. One("PolicyDocument", PolicyDocument),
        .. One("Description", Description),
        .. TagMembers(Tags),
    ];
}

/// <summary>Reads a managed policy, without its document.</summary>
public sealed class GetPolicyRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "GetPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn)];
}

/// <summary>Deletes a managed policy, which must have one version and no holder left.</summary>
public sealed class DeletePolicyRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    internal override string Action => "DeletePolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn)];
}

/// <summary>Lists one page of managed policies; without their tags.</summary>
public sealed class ListPoliciesRequest : IdentityManagementRequest
{
    /// <summary><c>All</c>, <c>AWS</c> or <c>Local</c>; null for all.</summary>
    public string? Scope { get; init; }

    /// <summary>Only those whose path begins so; null for all.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListPolicies";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("Scope", Scope),
        .. One("PathPrefix", PathPrefix),
        .. One("Marker", Marker),
    ];
}

/// <summary>Reads a version of a managed policy.</summary>
public sealed class GetPolicyVersionRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    /// <summary>The version, such as <c>v1</c>.</summary>
    public required string VersionId { get; init; }

    internal override string Action => "GetPolicyVersion";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn), .. One("VersionId", VersionId)];
}

/// <summary>Lists one page of a managed policy's versions, without documents.</summary>
public sealed class ListPolicyVersionsRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListPolicyVersions";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn), .. One("Marker", Marker)];
}

/// <summary>Makes a version of a managed policy, which has at most five.</summary>
public sealed class CreatePolicyVersionRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    /// <summary>The policy as JSON.</summary>
    public required string PolicyDocument { get; init; }

    /// <summary>Whether it is in force.</summary>
    public bool SetAsDefault { get; init; }

    internal override string Action => "CreatePolicyVersion";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("PolicyArn", PolicyArn),
        .. One("PolicyDocument", PolicyDocument),
        .. One("SetAsDefault", SetAsDefault ? "true" : "false"),
    ];
}

/// <summary>Deletes a version of a managed policy that is not in force.</summary>
public sealed class DeletePolicyVersionRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    /// <summary>The version.</summary>
    public required string VersionId { get; init; }

    internal override string Action => "DeletePolicyVersion";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn), .. One("VersionId", VersionId)];
}

/// <summary>Adds or replaces tags of a managed policy.</summary>
public sealed class TagPolicyRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    /// <summary>Tags by their keys.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal override string Action => "TagPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn), .. TagMembers(Tags)];
}

/// <summary>Lists one page of who holds a managed policy.</summary>
public sealed class ListEntitiesForPolicyRequest : IdentityManagementRequest
{
    /// <summary>The managed policy.</summary>
    public required string PolicyArn { get; init; }

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "ListEntitiesForPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() => [.. One("PolicyArn", PolicyArn), .. One("Marker", Marker)];
}

/// <summary>Asks what a user, group or role may do.</summary>
public sealed class SimulatePrincipalPolicyRequest : IdentityManagementRequest
{
    /// <summary>ARN of the user, group or role.</summary>
    public required string PolicySourceArn { get; init; }

    /// <summary>Actions such as <c>ec2:RunInstances</c>.</summary>
    public IReadOnlyList<string> ActionNames { get; init; } = [];

    /// <summary>Resources; empty for <c>*</c>.</summary>
    public IReadOnlyList<string> ResourceArns { get; init; } = [];

    /// <summary>What conditions of policies are compared with, by the names of the keys; all are texts.</summary>
    public IReadOnlyDictionary<string, string> ContextEntries { get; init; } = new Dictionary<string, string>();

    /// <summary>The page to read; null for the first.</summary>
    public string? Marker { get; init; }

    internal override string Action => "SimulatePrincipalPolicy";

    internal override IEnumerable<KeyValuePair<string, string>> Parameters() =>
    [
        .. One("PolicySourceArn", PolicySourceArn),
        .. Members("ActionNames", ActionNames),
        .. Members("ResourceArns", ResourceArns),
        .. ContextEntries.SelectMany((entry, i) => new KeyValuePair<string, string>[]
        {
            new($"ContextEntries.member.{i + 1}.ContextKeyName", entry.Key),
            new($"ContextEntries.member.{i + 1}.ContextKeyType", "string"),
            new($"ContextEntries.member.{i + 1}.ContextKeyValues.member.1", entry.Value),
        }),
        .. One("Marker", Marker),
    ];
}
