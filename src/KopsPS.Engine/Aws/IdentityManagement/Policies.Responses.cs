using System.Xml.Linq;

namespace KopsPS.Engine.Aws.IdentityManagement;

/// <summary>Answer to <see cref="CreatePolicyRequest"/>.</summary>
public sealed class CreatePolicyResponse : QueryResponse
{
    /// <summary>The policy.</summary>
    public ManagedPolicy Policy { get; private set; } = null!;

    internal override void Read(XElement result) => Policy = ManagedPolicy.From(result.Child("Policy"));
}

/// <summary>Answer to <see cref="GetPolicyRequest"/>.</summary>
public sealed class GetPolicyResponse : QueryResponse
{
    /// <summary>The policy.</summary>
    public ManagedPolicy Policy { get; private set; } = null!;

    internal override void Read(XElement result) => Policy = ManagedPolicy.From(result.Child("Policy"));
}

/// <summary>Answer to <see cref="ListPoliciesRequest"/>.</summary>
public sealed class ListPoliciesResponse : IdentityManagementPage
{
    /// <summary>The policies of the page.</summary>
    public IReadOnlyList<ManagedPolicy> Policies { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        Policies = [.. result.Members("Policies").Select(ManagedPolicy.From)];
    }
}

/// <summary>Answer to <see cref="GetPolicyVersionRequest"/>.</summary>
public sealed class GetPolicyVersionResponse : QueryResponse
{
    /// <summary>The version.</summary>
    public PolicyVersion PolicyVersion { get; private set; } = null!;

    internal override void Read(XElement result) => PolicyVersion = PolicyVersion.From(result.Child("PolicyVersion"));
}

/// <summary>Answer to <see cref="ListPolicyVersionsRequest"/>.</summary>
public sealed class ListPolicyVersionsResponse : IdentityManagementPage
{
    /// <summary>The versions of the page.</summary>
    public IReadOnlyList<PolicyVersion> Versions { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        Versions = [.. result.Members("Versions").Select(PolicyVersion.From)];
    }
}

/// <summary>Answer to <see cref="CreatePolicyVersionRequest"/>.</summary>
public sealed class CreatePolicyVersionResponse : QueryResponse
{
    /// <summary>The version.</summary>
    public PolicyVersion PolicyVersion { get; private set; } = null!;

    internal override void Read(XElement result) => PolicyVersion = PolicyVersion.From(result.Child("PolicyVersion"));
}

/// <summary>Answer to <see cref="ListEntitiesForPolicyRequest"/>.</summary>
public sealed class ListEntitiesForPolicyResponse : IdentityManagementPage
{
    /// <summary>Names of the groups of the page.</summary>
    public IReadOnlyList<string> PolicyGroups { get; private set; } = [];

    /// <summary>Names of the users of the page.</summary>
    public IReadOnlyList<string> PolicyUsers { get; private set; } = [];

    /// <summary>Names of the roles of the page.</summary>
    public IReadOnlyList<string> PolicyRoles { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        PolicyGroups = [.. result.Members("PolicyGroups").Select(one => one.Text("GroupName"))];
        PolicyUsers = [.. result.Members("PolicyUsers").Select(one => one.Text("UserName"))];
        PolicyRoles = [.. result.Members("PolicyRoles").Select(one => one.Text("RoleName"))];
    }
}

/// <summary>Answer to <see cref="SimulatePrincipalPolicyRequest"/>.</summary>
public sealed class SimulatePrincipalPolicyResponse : IdentityManagementPage
{
    /// <summary>The answers of the page.</summary>
    public IReadOnlyList<EvaluationResult> EvaluationResults { get; private set; } = [];

    internal override void Read(XElement result)
    {
        base.Read(result);
        EvaluationResults = [.. result.Members("EvaluationResults").Select(EvaluationResult.From)];
    }
}
