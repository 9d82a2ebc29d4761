using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Answer to <see cref="CreateRoleRequest"/>.</summary>
public sealed class CreateRoleResponse : QueryResponse
{
    /// <summary>The role.</summary>
    public Role Role { get; private set; } = null!;

    internal override void Read(XElement result) => Role = Role.From(result.Child("Role"));
}

/// <summary>Answer to <see cref="GetRoleRequest"/>.</summary>
public sealed class GetRoleResponse : QueryResponse
{
    /// <summary>The role.</summary>
    public Role Role { get; private set; } = null!;

    internal override void Read(XElement result) => Role = Role.From(result.Child("Role"));
}

/// <summary>Answer to <see cref="ListRolesRequest"/>.</summary>
public sealed class ListRolesResponse : IdentityManagementPage
{
    /// <summary>The roles of the page.</summary>
    public IReadOnlyList<Role> Roles { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        Roles = [.. result.Members("Roles").Select(Role.From)];
    }
}

/// <summary>Answer to <see cref="ListAttachedRolePoliciesRequest"/>.</summary>
public sealed class ListAttachedRolePoliciesResponse : IdentityManagementPage
{
    /// <summary>The policies of the page.</summary>
    public IReadOnlyList<AttachedPolicy> AttachedPolicies { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        AttachedPolicies = [.. result.Members("AttachedPolicies").Select(AttachedPolicy.From)];
    }
}

/// <summary>Answer to <see cref="ListRolePoliciesRequest"/>.</summary>
public sealed class ListRolePoliciesResponse : IdentityManagementPage
{
    /// <summary>The names of the page.</summary>
    public IReadOnlyList<string> PolicyNames { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        PolicyNames = [.. result.Members("PolicyNames").Select(name => name.Value)];
    }
}

/// <summary>Answer to <see cref="GetRolePolicyRequest"/>.</summary>
public sealed class GetRolePolicyResponse : QueryResponse
{
    /// <summary>The policy as JSON.</summary>
    public string PolicyDocument { get; private set; } = "";

    internal override void Read(XElement result) => PolicyDocument = Uri.UnescapeDataString(result.Text("PolicyDocument"));
}

/// <summary>Answer to <see cref="CreateInstanceProfileRequest"/>.</summary>
public sealed class CreateInstanceProfileResponse : QueryResponse
{
    /// <summary>The instance profile.</summary>
    public InstanceProfile InstanceProfile { get; private set; } = null!;

    internal override void Read(XElement result) => InstanceProfile = InstanceProfile.From(result.Child("InstanceProfile"));
}

/// <summary>Answer to <see cref="GetInstanceProfileRequest"/>.</summary>
public sealed class GetInstanceProfileResponse : QueryResponse
{
    /// <summary>The instance profile.</summary>
    public InstanceProfile InstanceProfile { get; private set; } = null!;

    internal override void Read(XElement result) => InstanceProfile = InstanceProfile.From(result.Child("InstanceProfile"));
}

/// <summary>Answer to <see cref="ListInstanceProfilesForRoleRequest"/>.</summary>
public sealed class ListInstanceProfilesForRoleResponse : IdentityManagementPage
{
    /// <summary>The instance profiles of the page.</summary>
    public IReadOnlyList<InstanceProfile> InstanceProfiles { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        InstanceProfiles = [.. result.Members("InstanceProfiles").Select(InstanceProfile.From)];
    }
}
