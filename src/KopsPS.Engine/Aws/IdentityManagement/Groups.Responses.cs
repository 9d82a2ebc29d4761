using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Answer to <see cref="CreateGroupRequest"/>.</summary>
public sealed class CreateGroupResponse : QueryResponse
{
    /// <summary>The group.</summary>
    public Group Group { get; private set; } = null!;

    internal override void Read(XElement result) => Group = Group.From(result.Child("Group"));
}

/// <summary>Answer to <see cref="GetGroupRequest"/>.</summary>
public sealed class GetGroupResponse : IdentityManagementPage
{
    /// <summary>The group.</summary>
    public Group Group { get; private set; } = null!;

    /// <summary>The users of the page.</summary>
    public IReadOnlyList<User> Users { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        Group = Group.From(result.Child("Group"));
        Users = [.. result.Members("Users").Select(User.From)];
    }
}

/// <summary>Answer to <see cref="ListGroupsForUserRequest"/>.</summary>
public sealed class ListGroupsForUserResponse : IdentityManagementPage
{
    /// <summary>The groups of the page.</summary>
    public IReadOnlyList<Group> Groups { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        Groups = [.. result.Members("Groups").Select(Group.From)];
    }
}

/// <summary>Answer to <see cref="ListAttachedGroupPoliciesRequest"/>.</summary>
public sealed class ListAttachedGroupPoliciesResponse : IdentityManagementPage
{
    /// <summary>The policies of the page.</summary>
    public IReadOnlyList<AttachedPolicy> AttachedPolicies { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        AttachedPolicies = [.. result.Members("AttachedPolicies").Select(AttachedPolicy.From)];
    }
}

/// <summary>Answer to <see cref="ListGroupPoliciesRequest"/>.</summary>
public sealed class ListGroupPoliciesResponse : IdentityManagementPage
{
    /// <summary>The names of the page.</summary>
    public IReadOnlyList<string> PolicyNames { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        PolicyNames = [.. result.Members("PolicyNames").Select(name => name.Value)];
    }
}
