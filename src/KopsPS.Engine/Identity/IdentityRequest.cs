namespace KopsPS.Engine.Identity;

/// <summary>An identity as it should be.</summary>
public sealed record IdentityRequest
{
    /// <summary>Name of the user or role.</summary>
    public required string Name { get; init; }

    /// <summary>Who may take the role; null for a user.</summary>
    public IdentityTrust? Trust { get; init; }

    /// <summary>Group that holds a user's policies; null for one with the user's name.</summary>
    public string? Group { get; init; }

    /// <summary>What its own policy is limited to; null for the policies of kOps' guide.</summary>
    public PolicyScope? Scope { get; init; }

    /// <summary>ARNs of further managed policies to hold.</summary>
    public IReadOnlyList<string> PolicyArns { get; init; } = [];

    /// <summary>ARN of the managed policy that limits it; null leaves it as it is.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Make an access key although the user has one.</summary>
    public bool NewAccessKey { get; init; }

    /// <summary>Profile to store a new access key in, or null.</summary>
    public string? StoreProfile { get; init; }

    /// <summary>Replace a profile of that name.</summary>
    public bool ReplaceProfile { get; init; }

    /// <summary>Environment that it belongs to, if any.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags of the user's own.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>How to wait for what is new.</summary>
    public IdentityPace Pace { get; init; } = IdentityPace.Default;

    /// <summary>User or role.</summary>
    public KopsIdentityKind Kind => Trust is null ? KopsIdentityKind.User : KopsIdentityKind.Role;

    /// <summary>Who holds the policies: the group of a user, or the role.</summary>
    internal string Holder => Trust is null ? Group ?? Name : Name;
}
