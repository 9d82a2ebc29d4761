using KopsPS.Engine.Identity;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Identity;

public sealed class UserRemovalTests : IAsyncLifetime
{
    private readonly IdentityAccountFixture _account = new();
    private readonly string _name = IdentityAccountFixture.Name();

    public Task InitializeAsync() => _account.InitializeAsync();

    public Task DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task All_that_was_made_goes_and_the_plan_says_so_before()
    {
        await MakeAsync(new PolicyScope { StateStore = "s3://acme-kops", Region = "eu-central-1" });
        var plan = await _account.Provisioner.PlanRemovalAsync(_name, null);
        Assert.NotEmpty((await _account.Session.Iam().ListAccessKeysAsync(new() { UserName = _name })).AccessKeyMetadata);

        var removed = await _account.Provisioner.RemoveAsync(_name, null, _account.Pace);

        Assert.Equal(plan.Select(change => change.ToString()), removed.Select(change => change.ToString()));
        Assert.Equal(
            ["AccessKey", "Group", "GroupMembership", "Policy", "PolicyAttachment", "Profile", "User"], removed.Select(change => change.Kind).Distinct().Order());
        Assert.DoesNotContain((await _account.Session.Iam().ListPoliciesAsync(new() { Scope = "Local" })).Policies, policy => policy.PolicyName.StartsWith(_name, StringComparison.Ordinal));
        Assert.Equal("", (await File.ReadAllTextAsync(_account.CredentialsFile)).Trim());
        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.RemoveAsync(_name, null, _account.Pace));
        Assert.Equal(("KopsIdentityNotFound", FaultKind.ObjectNotFound), (fault.Id, fault.Kind));
        Assert.Equal("Fail", Assert.Single(await _account.Provisioner.TestAsync(_name, null)).Verdict.ToString());
    }

    [Theory]
    [InlineData("DeleteGroup")]
    [InlineData("DetachGroupPolicy")]
    [InlineData("DeleteUser")]
    public async Task Ended_half_way_the_next_run_removes_the_rest(string breaksAt)
    {
        await MakeAsync(null);
        _account.Proxy.Answers = request => request.Action == breaksAt ? AwsAnswer.QueryError(403, "AccessDenied", "no") : null;
        Assert.Equal("AwsAccessDenied", (await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.RemoveAsync(_name, null, _account.Pace))).Id);
        _account.Proxy.Answers = _ => null;

        await _account.Provisioner.RemoveAsync(_name, null, _account.Pace);

        foreach (var gone in (Func<Task>[])
            [
                () => _account.Session.Iam().GetUserAsync(new() { UserName = _name }), () => _account.Session.Iam().GetGroupAsync(new() { GroupName = _name }),
            ])
        {
            Assert.Equal("NoSuchEntity", (await Assert.ThrowsAsync<Amazon.Runtime.AmazonServiceException>(gone)).ErrorCode);
        }
    }

    [Fact]
    public async Task A_group_with_other_users_stays_and_so_does_one_that_others_made()
    {
        await MakeAsync(null);
        await _account.Provisioner.ApplyAsync(new IdentityRequest { Name = _name + "2", Group = _name, Pace = _account.Pace });

        Assert.DoesNotContain(await _account.Provisioner.RemoveAsync(_name, null, _account.Pace), change => change.Kind is "Group" or "PolicyAttachment");
        Assert.Contains(await _account.Provisioner.RemoveAsync(_name + "2", null, _account.Pace), change => change.Kind == "Group");

        await _account.Session.Iam().CreateGroupAsync(new() { GroupName = _name });
        await MakeAsync(null);
        Assert.DoesNotContain(await _account.Provisioner.RemoveAsync(_name, null, _account.Pace), change => change.Kind == "Group");
        Assert.Equal(_name, (await _account.Session.Iam().GetGroupAsync(new() { GroupName = _name })).Group.GroupName);
    }

    [Fact]
    public async Task A_user_of_others_is_read_and_left()
    {
        await _account.Session.Iam().CreateUserAsync(new() { UserName = _name });

        var read = Assert.Single(await _account.Provisioner.GetAsync(_name, null));
        Assert.Equal((KopsIdentityKind.User, false), (read.Kind, read.Owned));
        Assert.Equal("KopsIdentityNotOwned", (await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.RemoveAsync(_name, null))).Id);
        var owned = new List<string>();
        await foreach (var identity in _account.Provisioner.GetOwnedAsync(null))
        {
            owned.Add(identity.IdentityName);
        }

        Assert.DoesNotContain(_name, owned);
    }

    [Fact]
    public async Task What_the_user_lacks_is_found()
    {
        await MakeAsync(null);
        Assert.All(await _account.Provisioner.TestAsync(_name, null), check => Assert.Equal(KopsCheckVerdict.Pass, check.Verdict));
        await _account.Session.Iam().RemoveUserFromGroupAsync(new() { GroupName = _name, UserName = _name });

        var later = new FixedTime(DateTimeOffset.UtcNow.AddDays(91));
        var checks = (await _account.Provisioner.TestAsync(_name, null, later)).ToDictionary(check => check.Name, check => check.Verdict);

        Assert.Equal((KopsCheckVerdict.Fail, KopsCheckVerdict.Warn, KopsCheckVerdict.Pass), (checks["Group"], checks["AccessKeyAge"], checks["AccessKey"]));
    }

    private Task<KopsIdentity> MakeAsync(PolicyScope? scope) => _account.Provisioner.ApplyAsync(
        new IdentityRequest { Name = _name, Scope = scope, StoreProfile = scope is null ? null : "kops", Pace = _account.Pace });

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
