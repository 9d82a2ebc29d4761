using System.Net;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.IdentityManagement;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Aws;

public sealed class IdentityManagementClientTests : IDisposable
{
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private const string Policy =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a b+c%/*"}]}""";

    private static readonly Dictionary<string, string> Tags = new() { ["KopsPS:Owner"] = "KopsPS", ["team"] = "a & b" };

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Users_groups_and_keys()
    {
        using var session = await MotoAsync();
        var iam = session.Iam();
        var (user, group) = (Name("user"), Name("group"));
        await iam.CreateGroupAsync(new() { GroupName = group, Path = "/kopsps/" });
        var made = (await iam.CreateUserAsync(new() { UserName = user, Tags = Tags })).User;
        await iam.AddUserToGroupAsync(new() { GroupName = group, UserName = user });
        await iam.AttachGroupPolicyAsync(new() { GroupName = group, PolicyArn = "arn:aws:iam::aws:policy/AmazonEC2FullAccess" });
        await iam.AttachUserPolicyAsync(new() { UserName = user, PolicyArn = "arn:aws:iam::aws:policy/AmazonVPCFullAccess" });

        var read = (await iam.GetUserAsync(new() { UserName = user })).User;
        Assert.Equal(($"arn:aws:iam::123456789012:user/{user}", read.Arn), (made.Arn, made.Arn));
        Assert.Equal("a & b", read.Tags["team"]);
        var of = (await iam.GetGroupAsync(new() { GroupName = group }));
        Assert.Equal(("/kopsps/", user), (of.Group.Path, Assert.Single(of.Users).UserName));
        Assert.Equal(group, Assert.Single((await iam.ListGroupsForUserAsync(new() { UserName = user })).Groups).GroupName);
        Assert.Equal("AmazonEC2FullAccess", Assert.Single((await iam.ListAttachedGroupPoliciesAsync(new() { GroupName = group })).AttachedPolicies).PolicyName);
        Assert.Equal("AmazonVPCFullAccess", Assert.Single((await iam.ListAttachedUserPoliciesAsync(new() { UserName = user })).AttachedPolicies).PolicyName);

        var key = (await iam.CreateAccessKeyAsync(new() { UserName = user })).AccessKey;
        Assert.NotEmpty(key.SecretAccessKey);
        Assert.DoesNotContain(key.SecretAccessKey, key.ToString(), StringComparison.Ordinal);
        var listed = Assert.Single((await iam.ListAccessKeysAsync(new() { UserName = user })).AccessKeyMetadata);
        Assert.Equal((key.AccessKeyId, "Active"), (listed.AccessKeyId, listed.Status));
        Assert.NotNull(listed.CreateDate);
        Assert.Null((await iam.GetAccessKeyLastUsedAsync(new() { AccessKeyId = key.AccessKeyId })).LastUsedDate);

        await iam.DeleteAccessKeyAsync(new() { UserName = user, AccessKeyId = key.AccessKeyId });
        await iam.DetachUserPolicyAsync(new() { UserName = user, PolicyArn = "arn:aws:iam::aws:policy/AmazonVPCFullAccess" });
        await iam.RemoveUserFromGroupAsync(new() { GroupName = group, UserName = user });
        await iam.DeleteUserAsync(new() { UserName = user });
        await iam.DetachGroupPolicyAsync(new() { GroupName = group, PolicyArn = "arn:aws:iam::aws:policy/AmazonEC2FullAccess" });
        await iam.DeleteGroupAsync(new() { GroupName = group });
        var gone = await Assert.ThrowsAsync<AmazonServiceException>(() => iam.GetUserAsync(new() { UserName = user }));
        Assert.Equal(("NoSuchEntity", HttpStatusCode.NotFound), (gone.ErrorCode, gone.StatusCode));
    }

    [Fact]
    public async Task Roles_policies_and_instance_profiles()
    {
        using var session = await MotoAsync();
        var iam = session.Iam();
        var role = Name("role");
        await iam.CreateRoleAsync(new() { RoleName = role, AssumeRolePolicyDocument = Trust, Description = "ops", MaxSessionDuration = 7200, Tags = Tags });
        var arn = (await iam.CreatePolicyAsync(new() { PolicyName = role, PolicyDocument = Policy, Tags = Tags })).Policy.Arn;
        await iam.AttachRolePolicyAsync(new() { RoleName = role, PolicyArn = arn });
        await iam.PutRolePolicyAsync(new() { RoleName = role, PolicyName = "own", PolicyDocument = Policy });
        await iam.CreateInstanceProfileAsync(new() { InstanceProfileName = role, Tags = Tags });
        await iam.AddRoleToInstanceProfileAsync(new() { InstanceProfileName = role, RoleName = role });
        await iam.PutRolePermissionsBoundaryAsync(new() { RoleName = role, PermissionsBoundary = arn });

        var read = (await iam.GetRoleAsync(new() { RoleName = role })).Role;
        Assert.Equal((Trust, "ops", 7200, arn), (read.AssumeRolePolicyDocument.Replace(" ", "", StringComparison.Ordinal), read.Description, read.MaxSessionDuration, read.PermissionsBoundary));
        Assert.Equal(Tags.OrderBy(tag => tag.Key), read.Tags.OrderBy(tag => tag.Key));
        Assert.Equal("own", Assert.Single((await iam.ListRolePoliciesAsync(new() { RoleName = role })).PolicyNames));
        Assert.Equal(Policy, (await iam.GetRolePolicyAsync(new() { RoleName = role, PolicyName = "own" })).PolicyDocument);
        Assert.Equal(role, Assert.Single((await iam.GetInstanceProfileAsync(new() { InstanceProfileName = role })).InstanceProfile.Roles).RoleName);
        Assert.Equal(role, Assert.Single((await iam.ListInstanceProfilesForRoleAsync(new() { RoleName = role })).InstanceProfiles).InstanceProfileName);
        Assert.Equal(role, Assert.Single((await iam.ListEntitiesForPolicyAsync(new() { PolicyArn = arn })).PolicyRoles));

        await iam.CreatePolicyVersionAsync(new() { PolicyArn = arn, PolicyDocument = Policy, SetAsDefault = true });
        var versions = (await iam.ListPolicyVersionsAsync(new() { PolicyArn = arn })).Versions;
        Assert.Equal([("v1", false), ("v2", true)], versions.Select(version => (version.VersionId, version.IsDefaultVersion)).Order());
        Assert.Equal(Policy, (await iam.GetPolicyVersionAsync(new() { PolicyArn = arn, VersionId = "v2" })).PolicyVersion.Document);
        Assert.Equal("v2", (await iam.GetPolicyAsync(new() { PolicyArn = arn })).Policy.DefaultVersionId);

        await iam.RemoveRoleFromInstanceProfileAsync(new() { InstanceProfileName = role, RoleName = role });
        await iam.DeleteInstanceProfileAsync(new() { InstanceProfileName = role });
        await iam.DeleteRolePolicyAsync(new() { RoleName = role, PolicyName = "own" });
        await iam.DetachRolePolicyAsync(new() { RoleName = role, PolicyArn = arn });
        await iam.DeleteRolePermissionsBoundaryAsync(new() { RoleName = role });
        await iam.DeletePolicyVersionAsync(new() { PolicyArn = arn, VersionId = "v1" });
        await iam.DeletePolicyAsync(new() { PolicyArn = arn });
        await iam.DeleteRoleAsync(new() { RoleName = role });
        Assert.Equal("NoSuchEntity", (await Assert.ThrowsAsync<AmazonServiceException>(() => iam.GetRoleAsync(new() { RoleName = role }))).ErrorCode);
    }

    [Fact]
    public async Task OpenID_Connect_providers()
    {
        using var session = await MotoAsync();
        var iam = session.Iam();
        var host = $"{Name("issuer")}.example.com";
        var arn = (await iam.CreateOpenIDConnectProviderAsync(new()
        {
            Url = $"https://{host}", ClientIDList = ["sts.amazonaws.com"], ThumbprintList = ["6938fd4d98bab03faadb97b34396831e3780aea1"], Tags = Tags,
        })).OpenIDConnectProviderArn;

        Assert.Equal($"arn:aws:iam::123456789012:oidc-provider/{host}", arn);
        Assert.Contains(arn, (await iam.ListOpenIDConnectProvidersAsync(new())).OpenIDConnectProviderList);
        var read = await iam.GetOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn });
        Assert.Equal(["sts.amazonaws.com"], read.ClientIDList);
        Assert.Equal("KopsPS", read.Tags["KopsPS:Owner"]);
        await iam.DeleteOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = arn });
        Assert.DoesNotContain(arn, (await iam.ListOpenIDConnectProvidersAsync(new())).OpenIDConnectProviderList);
    }

    [Fact]
    public async Task The_emulators_page_in_place_of_a_simulation_is_a_fault_of_the_service()
    {
        using var session = await MotoAsync();

        var fault = await Assert.ThrowsAsync<AmazonServiceException>(() => session.Iam().SimulatePrincipalPolicyAsync(
            new() { PolicySourceArn = "arn:aws:iam::123456789012:user/ops", ActionNames = ["ec2:RunInstances"] }));

        Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
    }

    [Theory]
    [InlineData("eu-central-1", "us-east-1", "https://iam.amazonaws.com/")]
    [InlineData("cn-northwest-1", "cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-east-1", "us-gov-west-1", "https://iam.us-gov.amazonaws.com/")]
    public void Each_partition_has_one_endpoint_and_one_region_to_sign_for(string region, string signing, string endpoint)
    {
        Assert.Equal(signing, IdentityManagementConfig.SigningRegion(region));
        var config = new IdentityManagementConfig { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(signing) };
        Assert.Equal(endpoint, new Uri(config.DetermineServiceOperationEndpoint(null!).URL).ToString());
    }

    [Fact]
    public async Task Requests_are_signed_for_the_partitions_region_and_pages_are_followed()
    {
        await using var stub = await AwsProxy.StartAsync();
        stub.Answers = request => AwsAnswer.Query("ListUsers", request.Field("Marker") is null
            ? "<IsTruncated>true</IsTruncated><Marker>next page</Marker><Users><member><UserName>a</UserName></member></Users>"
            : "<IsTruncated>false</IsTruncated><Users><member><UserName>b</UserName></member></Users>");
        using var session = AwsSession.Create(TestSettings.With(_home.Path, ("AWS_REGION", "eu-central-1"), ("AWS_ENDPOINT_URL_IAM", stub.Endpoint)));
        var iam = session.Iam();

        var users = await IdentityPages.AllAsync(marker => iam.ListUsersAsync(new() { PathPrefix = "/ops/", Marker = marker }), page => page.Users);

        Assert.Equal(["a", "b"], users.Select(user => user.UserName));
        Assert.Equal([null, "next page"], stub.Requests.Select(request => request.Field("Marker")));
        Assert.All(stub.Requests, request => Assert.Equal(("us-east-1", "/ops/"), (request.Region, request.Field("PathPrefix"))));
    }

    [Fact]
    public async Task A_simulation_says_what_is_decided_and_why_not()
    {
        await using var stub = await AwsProxy.StartAsync();
        stub.Answers = _ => AwsAnswer.Query("SimulatePrincipalPolicy", """
            <IsTruncated>false</IsTruncated><EvaluationResults>
            <member><EvalActionName>ec2:RunInstances</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>allowed</EvalDecision></member>
            <member><EvalActionName>iam:CreateRole</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>implicitDeny</EvalDecision>
            <MissingContextValues><member>aws:RequestedRegion</member></MissingContextValues>
            <PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail></member>
            </EvaluationResults>
            """);
        using var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = stub.Endpoint });

        var answers = (await session.Iam().SimulatePrincipalPolicyAsync(
            new() { PolicySourceArn = "arn:aws:iam::123456789012:user/ops", ActionNames = ["ec2:RunInstances", "iam:CreateRole"] })).EvaluationResults;

        Assert.Equal(
            [("ec2:RunInstances", "allowed", (bool?)null), ("iam:CreateRole", "implicitDeny", false)],
            answers.Select(answer => (answer.EvalActionName, answer.EvalDecision, answer.AllowedByPermissionsBoundary)));
        Assert.Equal(["aws:RequestedRegion"], answers[1].MissingContextValues);
        Assert.Equal("iam:CreateRole", Assert.Single(stub.Requests).Field("ActionNames.member.2"));
    }

    /// <summary>The emulator has neither boundaries of users nor changes of a provider's audiences.</summary>
    [Fact]
    public async Task What_the_emulator_lacks_is_asked_in_the_form_of_the_reference()
    {
        await using var stub = await AwsProxy.StartAsync();
        stub.Answers = request => AwsAnswer.Query(request.Action!, """
            <User><UserName>ops</UserName><PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>
            <PermissionsBoundaryArn>arn:aws:iam::123456789012:policy/limit</PermissionsBoundaryArn></PermissionsBoundary></User>
            """);
        using var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = stub.Endpoint });
        var iam = session.Iam();
        const string Provider = "arn:aws:iam::123456789012:oidc-provider/example.com";

        Assert.Equal("arn:aws:iam::123456789012:policy/limit", (await iam.GetUserAsync(new() { UserName = "ops" })).User.PermissionsBoundary);
        await iam.PutUserPermissionsBoundaryAsync(new() { UserName = "ops", PermissionsBoundary = "arn:aws:iam::aws:policy/ReadOnlyAccess" });
        await iam.DeleteUserPermissionsBoundaryAsync(new() { UserName = "ops" });
        await iam.AddClientIDToOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = Provider, ClientID = "api://x" });
        await iam.RemoveClientIDFromOpenIDConnectProviderAsync(new() { OpenIDConnectProviderArn = Provider, ClientID = "api://x" });

        Assert.Equal(
            ["GetUser", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary", "AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider"],
            stub.Actions);
        var asked = stub.Requests.ToArray();
        Assert.Equal("arn:aws:iam::aws:policy/ReadOnlyAccess", asked[1].Field("PermissionsBoundary"));
        Assert.Equal((Provider, "api://x"), (asked[3].Field("OpenIDConnectProviderArn"), asked[4].Field("ClientID")));
    }

    [Fact]
    public async Task Throttling_is_retried_and_a_refusal_is_not()
    {
        await using var stub = await AwsProxy.StartAsync();
        var left = 2;
        stub.Answers = _ => left-- > 0
            ? AwsAnswer.QueryError(400, "Throttling", "Rate exceeded")
            : AwsAnswer.QueryError(403, "AccessDenied", "User: arn:aws:iam::123456789012:user/ops is not authorized to perform: iam:GetUser");
        using var session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = stub.Endpoint });

        var fault = await Assert.ThrowsAsync<AmazonServiceException>(() => session.Iam().GetUserAsync(new()));

        Assert.Equal(("AccessDenied", HttpStatusCode.Forbidden, 3), (fault.ErrorCode, fault.StatusCode, stub.Requests.Count));
        Assert.Contains("iam:GetUser", fault.Message, StringComparison.Ordinal);
    }

    private async Task<AwsSession> MotoAsync() =>
        AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = (await MotoServer.SharedAsync()).Endpoint });

    private static string Name(string kind) => $"{kind}-{Guid.NewGuid():N}"[..20];
}
