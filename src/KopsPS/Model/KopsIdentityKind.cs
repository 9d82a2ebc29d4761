namespace KopsPS;

/// <summary>What an identity is in AWS.</summary>
public enum KopsIdentityKind
{
    /// <summary>A user with access keys, in a group that holds the policies.</summary>
    User,

    /// <summary>A role that a pipeline or an instance takes; it has no keys.</summary>
    Role,
}
