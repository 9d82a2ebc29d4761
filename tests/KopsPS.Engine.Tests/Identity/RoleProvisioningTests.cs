using System.Text.Json;
using KopsPS.Engine.Identity;

namespace KopsPS.Engine.Tests.Identity;

public sealed class RoleProvisioningTests : IAsyncLifetime
{
    private readonly IdentityAccountFixture _account = new();
    private readonly string _name = IdentityAccountFixture.Name("ci");

    public Task InitializeAsync() => _account.InitializeAsync();

    public Task DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task A_pipeline_in_Azure_DevOps_takes_the_role_by_its_service_connection_only()
    {
        var organization = Guid.NewGuid();
        var made = await _account.Provisioner.ApplyAsync(Request(IdentityTrust.AzureDevOps(organization, "acme/infra/aws-prod")));

        var issuer = $"vstoken.dev.azure.com/{organization}";
        Assert.Equal((KopsIdentityKind.Role, "sc://acme/infra/aws-prod"), (made.Kind, Assert.Single(made.Trust)));
        using var document = JsonDocument.Parse((await _account.Session.Iam().GetRoleAsync(new() { RoleName = _name })).Role.AssumeRolePolicyDocument);
        var statement = document.RootElement.GetProperty("Statement")[0];
        Assert.Equal($"arn:aws:iam::123456789012:oidc-provider/{issuer}", statement.GetProperty("Principal").GetProperty("Federated").GetString());
        Assert.Equal("sts:AssumeRoleWithWebIdentity", statement.GetProperty("Action").GetString());
        var condition = statement.GetProperty("Condition").GetProperty("StringEquals");
        Assert.Equal("sc://acme/infra/aws-prod", condition.GetProperty($"{issuer}:sub").GetString());
        Assert.Equal("api://AzureADTokenExchange", condition.GetProperty($"{issuer}:aud").GetString());

        // Another role of the same organization keeps the provider.
        var other = await _account.Provisioner.ApplyAsync(Request(IdentityTrust.AzureDevOps(organization, "acme/infra/aws-test")) with { Name = _name + "2" });
        Assert.Contains(other.Changes, change => change is { Action: KopsChangeAction.Keep, Kind: "OpenIDConnectProvider" });
        Assert.DoesNotContain(await _account.Provisioner.RemoveAsync(_name, null), change => change.Kind == "OpenIDConnectProvider");
        Assert.Contains(await _account.Provisioner.RemoveAsync(_name + "2", null), change => change.Kind == "OpenIDConnectProvider");
        Assert.DoesNotContain((await _account.Session.Iam().ListOpenIDConnectProvidersAsync(new())).OpenIDConnectProviderList, arn => arn.EndsWith(issuer, StringComparison.Ordinal));
    }

    [Fact]
    public void GitHubs_subjects_are_exact_unless_a_branch_is_a_pattern()
    {
        var exact = IdentityTrust.GitHub("acme/infra", ["main"], ["prod:eu"]).Document("aws", "123456789012");
        var like = IdentityTrust.GitHub("acme/infra", ["release/*"], []).Document("aws-cn", "123456789012");

        using var one = JsonDocument.Parse(exact);
        var equals = one.RootElement.GetProperty("Statement")[0].GetProperty("Condition").GetProperty("StringEquals");
        Assert.Equal(
            ["repo:acme/infra:ref:refs/heads/main", "repo:acme/infra:environment:prod%3Aeu"],
            equals.GetProperty("token.actions.githubusercontent.com:sub").EnumerateArray().Select(subject => subject.GetString()));
        Assert.Equal("sts.amazonaws.com", equals.GetProperty("token.actions.githubusercontent.com:aud").GetString());
        using var two = JsonDocument.Parse(like);
        var condition = two.RootElement.GetProperty("Statement")[0].GetProperty("Condition");
        Assert.Equal("repo:acme/infra:ref:refs/heads/release/*", condition.GetProperty("StringLike").GetProperty("token.actions.githubusercontent.com:sub").GetString());
        Assert.Equal("sts.amazonaws.com", condition.GetProperty("StringEquals").GetProperty("token.actions.githubusercontent.com:aud").GetString());
        Assert.Contains("arn:aws-cn:iam::123456789012:oidc-provider/token.actions.githubusercontent.com", like, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme", "main")]
    [InlineData("acme/*", "main")]
    [InlineData("acme/infra", "refs/heads/main")]
    [InlineData("acme/infra", "a b")]
    [InlineData("acme/infra", null)]
    public void Trust_without_a_limit_is_refused(string repository, string? branch) =>
        Assert.Equal("KopsIdentityTrustInvalid", Assert.Throws<KopsException>(() => IdentityTrust.GitHub(repository, branch is null ? [] : [branch], [])).Id);

    [Fact]
    public void A_connection_without_its_project_is_refused() =>
        Assert.Equal("KopsIdentityTrustInvalid", Assert.Throws<KopsException>(() => IdentityTrust.AzureDevOps(Guid.NewGuid(), "acme/*/aws")).Id);

    [Fact]
    public async Task Instances_get_the_role_by_an_instance_profile()
    {
        var request = Request(IdentityTrust.Instances()) with { PolicyArns = ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"] };
        var made = await _account.Provisioner.ApplyAsync(request);

        Assert.Equal((_name, "ec2.amazonaws.com"), (made.InstanceProfile, Assert.Single(made.Trust)));
        Assert.Contains("AmazonSSMManagedInstanceCore", made.Policies);
        Assert.All((await _account.Provisioner.ApplyAsync(request)).Changes, change => Assert.Equal(KopsChangeAction.Keep, change.Action));

        var removed = await _account.Provisioner.RemoveAsync(_name, KopsIdentityKind.Role);
        Assert.Equal("Role", removed[^1].Kind);
        Assert.Contains(removed, change => change.Kind == "InstanceProfile");
        Assert.Equal("KopsIdentityNotFound", (await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.RemoveAsync(_name, null))).Id);
    }

    [Fact]
    public async Task A_role_of_others_that_trusts_others_is_left()
    {
        await _account.Session.Iam().CreateRoleAsync(new() { RoleName = _name, AssumeRolePolicyDocument = IdentityTrust.GitHub("other/repo", ["main"], []).Document("aws", "123456789012") });

        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request(IdentityTrust.Instances())));

        Assert.Equal(("KopsIdentityExists", FaultKind.ResourceExists), (fault.Id, fault.Kind));
        var removal = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.RemoveAsync(_name, null));
        Assert.Equal("KopsIdentityNotOwned", removal.Id);
        Assert.Equal(["Delete Role"], IdentityAccountFixture.Done(await _account.Provisioner.RemoveAsync($"arn:aws:iam::123456789012:role/{_name}", null)));
    }

    [Fact]
    public async Task A_boundary_is_set_and_its_loss_is_found()
    {
        const string Boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
        var made = await _account.Provisioner.ApplyAsync(Request(IdentityTrust.Instances()) with { PermissionsBoundary = Boundary });
        Assert.Equal(Boundary, made.PermissionsBoundary);
        Assert.All(await _account.Provisioner.TestAsync(_name, null), check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));

        await _account.Session.Iam().DeleteRolePermissionsBoundaryAsync(new() { RoleName = _name });
        await _account.Session.Iam().DetachRolePolicyAsync(new() { RoleName = _name, PolicyArn = "arn:aws:iam::aws:policy/IAMFullAccess" });
        await _account.Session.Iam().UpdateAssumeRolePolicyAsync(new()
        {
            RoleName = _name,
            PolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""",
        });

        var failed = (await _account.Provisioner.TestAsync(_name, null)).Where(check => check.Verdict == KopsCheckVerdict.Fail).ToArray();
        Assert.Equal(["Policies", "PermissionsBoundary", "Trust"], failed.Select(check => check.Name));
        Assert.Contains("IAMFullAccess", failed[0].Found, StringComparison.Ordinal);
        Assert.Contains("anybody", failed[2].Found, StringComparison.Ordinal);
        Assert.All(failed, check => Assert.StartsWith("New-KopsIdentity", check.Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_policy_is_found_and_written_again()
    {
        var request = Request(IdentityTrust.Instances()) with { Scope = new PolicyScope { StateStore = "s3://acme-kops", Region = "eu-central-1" } };
        await _account.Provisioner.ApplyAsync(request);
        Assert.All(await _account.Provisioner.TestAsync(_name, null), check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
        await _account.Session.Iam().CreatePolicyVersionAsync(new()
        {
            PolicyArn = $"arn:aws:iam::123456789012:policy/{_name}-kops",
            PolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""",
            SetAsDefault = true,
        });

        var drifted = (await _account.Provisioner.TestAsync(_name, null)).Single(check => check.Verdict == KopsCheckVerdict.Fail);
        Assert.Equal(("Policies", $"{_name}-kops was changed"), (drifted.Name, drifted.Found));

        await _account.Provisioner.ApplyAsync(request);
        Assert.All(await _account.Provisioner.TestAsync(_name, null), check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
        var removed = await _account.Provisioner.RemoveAsync(_name, null);
        Assert.Contains(removed, change => change.Kind == "Policy" && change.Name == $"{_name}-kops");
        Assert.DoesNotContain((await _account.Session.Iam().ListPoliciesAsync(new() { Scope = "Local" })).Policies, policy => policy.PolicyName.StartsWith(_name, StringComparison.Ordinal));
    }

    private IdentityRequest Request(IdentityTrust trust) => new() { Name = _name, Trust = trust, Pace = _account.Pace };
}
