using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Answer to <see cref="CreateUserRequest"/>.</summary>
public sealed class CreateUserResponse : QueryResponse
{
    /// <summary>The user.</summary>
    public User User { get; private set; } = null!;

    internal override void Read(XElement result) => User = User.From(result.Child("User"));
}

/// <summary>Answer to <see cref="GetUserRequest"/>.</summary>
public sealed class GetUserResponse : QueryResponse
{
    /// <summary>The user.</summary>
    public User User { get; private set; } = null!;

    internal override void Read(XElement result) => User = User.From(result.Child("User"));
}

/// <summary>Answer to <see cref="ListUsersRequest"/>.</summary>
public sealed class ListUsersResponse : IdentityManagementPage
{
    /// <summary>The users of the page.</summary>
    public IReadOnlyList<User> Users { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        Users = [.. result.Members("Users").Select(User.From)];
    }
}

/// <summary>Answer to <see cref="ListAttachedUserPoliciesRequest"/>.</summary>
public sealed class ListAttachedUserPoliciesResponse : IdentityManagementPage
{
    /// <summary>The policies of the page.</summary>
    public IReadOnlyList<AttachedPolicy> AttachedPolicies { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        AttachedPolicies = [.. result.Members("AttachedPolicies").Select(AttachedPolicy.From)];
    }
}

/// <summary>Answer to <see cref="ListUserPoliciesRequest"/>.</summary>
public sealed class ListUserPoliciesResponse : IdentityManagementPage
{
    /// <summary>The names of the page.</summary>
    public IReadOnlyList<string> PolicyNames { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        PolicyNames = [.. result.Members("PolicyNames").Select(name => name.Value)];
    }
}

/// <summary>Answer to <see cref="CreateAccessKeyRequest"/>.</summary>
public sealed class CreateAccessKeyResponse : QueryResponse
{
    /// <summary>The key, with its secret.</summary>
    public AccessKey AccessKey { get; private set; } = null!;

    internal override void Read(XElement result) => AccessKey = AccessKey.From(result.Child("AccessKey"));
}

/// <summary>Answer to <see cref="ListAccessKeysRequest"/>.</summary>
public sealed class ListAccessKeysResponse : IdentityManagementPage
{
    /// <summary>The keys of the page, without their secrets.</summary>
    public IReadOnlyList<AccessKeyMetadata> AccessKeyMetadata { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        AccessKeyMetadata = [.. result.Members("AccessKeyMetadata").Select(Aws.IdentityManagement.AccessKeyMetadata.From)];
    }
}

/// <summary>Answer to <see cref="GetAccessKeyLastUsedRequest"/>.</summary>
public sealed class GetAccessKeyLastUsedResponse : QueryResponse
{
    /// <summary>When it was last used, in UTC; null for never.</summary>
    public DateTimeOffset? LastUsedDate { get; private set; }

    internal override void Read(XElement result) => LastUsedDate = result.Child("AccessKeyLastUsed").Date("LastUsedDate");
}
