using KopsPS.Engine.Aws.IdentityManagement;

namespace KopsPS.Engine.Identity;

/// <summary>A user or role as it is, with all that belongs to it.</summary>
internal sealed record IdentityState
{
    /// <summary>The user, or null.</summary>
    public User? User { get; init; }

    /// <summary>The role, or null.</summary>
    public Role? Role { get; init; }

    /// <summary>The group, or null.</summary>
    public Group? Group { get; init; }

    /// <summary>Names of the group's users.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Groups of the user.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Managed policies of the holder: the group, or the role.</summary>
    public IReadOnlyList<AttachedPolicy> Attached { get; init; } = [];

    /// <summary>Managed policies of the user itself and of its other groups.</summary>
    public IReadOnlyList<AttachedPolicy> AttachedElsewhere { get; init; } = [];

    /// <summary>The user's access keys.</summary>
    public IReadOnlyList<AccessKeyMetadata> Keys { get; init; } = [];

    /// <summary>The role's instance profiles.</summary>
    public IReadOnlyList<InstanceProfile> InstanceProfiles { get; init; } = [];

    /// <summary>ARN of the user or role; null where there is none.</summary>
    public string? Arn => User?.Arn ?? Role?.Arn;

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags => User?.Tags ?? Role?.Tags ?? new Dictionary<string, string>();

    /// <summary>ARN of the policy that limits it, or null.</summary>
    public string? Boundary => User?.PermissionsBoundary ?? Role?.PermissionsBoundary;

    /// <summary>Whether KopsPS made it.</summary>
    public bool Owned => Aws.OwnershipTags.AreOurs(Tags);
}
