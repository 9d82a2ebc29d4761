using KopsPS.Engine.Identity;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Identity;

public sealed class UserProvisioningTests : IAsyncLifetime
{
    private static readonly string[] Seven =
    [
        "AmazonEC2FullAccess", "AmazonEventBridgeFullAccess", "AmazonRoute53FullAccess", "AmazonS3FullAccess", "AmazonSQSFullAccess", "AmazonVPCFullAccess", "IAMFullAccess",
    ];

    private readonly IdentityAccountFixture _account = new();
    private readonly string _name = IdentityAccountFixture.Name();

    public Task InitializeAsync() => _account.InitializeAsync();

    public Task DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task The_documented_user_is_made_with_a_key_that_works()
    {
        var plan = await _account.Provisioner.PlanAsync(Request());
        Assert.DoesNotContain(_account.Proxy.Actions, action => action.StartsWith("Create", StringComparison.Ordinal));

        var made = await _account.Provisioner.ApplyAsync(Request() with { Environment = "prod", Tags = new Dictionary<string, string> { ["team"] = "ops" } });

        Assert.Equal((KopsIdentityKind.User, $"arn:aws:iam::123456789012:user/{_name}", _name, true), (made.Kind, made.Arn, made.Group, made.Owned));
        Assert.Equal(Seven, made.Policies.Order(StringComparer.Ordinal));
        Assert.Equal(("KopsPS", "prod", "ops"), (made.Tags["KopsPS:Owner"], made.Tags["KopsPS:Environment"], made.Tags["team"]));
        Assert.Equal(plan.Select(change => change.ToString()), made.Changes.Select(change => change.ToString()));
        Assert.Equal(11, IdentityAccountFixture.Done(made.Changes).Length);
        Assert.Equal([made.AccessKeyId!], made.AccessKeyIds);
        var secret = IdentityAccountFixture.Plain(made.SecretAccessKey!);
        Assert.NotEmpty(secret);
        Assert.DoesNotContain(_account.Feedback.All, line => line.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, made.ToString(), StringComparison.Ordinal);
        // The new key was tried.
        Assert.Contains(_account.Proxy.Requests, request => request.Action == "GetCallerIdentity" && request.AccessKeyId == made.AccessKeyId);
    }

    [Fact]
    public async Task Done_again_nothing_changes_and_the_secret_is_not_told_again()
    {
        var first = await _account.Provisioner.ApplyAsync(Request());

        var again = await _account.Provisioner.ApplyAsync(Request());

        Assert.All(again.Changes, change => Assert.Equal(KopsChangeAction.Keep, change.Action));
        Assert.Null(again.AccessKeyId);
        Assert.Null(again.SecretAccessKey);
        Assert.Equal([first.AccessKeyId!], again.AccessKeyIds);
    }

    [Fact]
    public async Task Ended_half_way_the_next_run_goes_on()
    {
        _account.Proxy.Answers = request => request.Action == "AttachGroupPolicy" && request.Field("PolicyArn")!.EndsWith("IAMFullAccess", StringComparison.Ordinal)
            ? AwsAnswer.QueryError(403, "AccessDenied", "User: arn:aws:iam::123456789012:user/ops is not authorized to perform: iam:AttachGroupPolicy on resource: group x")
            : null;
        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request()));
        Assert.Equal(("AwsAccessDenied", FaultKind.PermissionDenied), (fault.Id, fault.Kind));
        Assert.Contains("iam:AttachGroupPolicy", fault.Message, StringComparison.Ordinal);
        _account.Proxy.Answers = _ => null;

        var made = await _account.Provisioner.ApplyAsync(Request());

        Assert.Equal(Seven, made.Policies.Order(StringComparer.Ordinal));
        Assert.Contains(made.Changes, change => change is { Action: KopsChangeAction.Keep, Kind: "User" });
        Assert.NotNull(made.SecretAccessKey);
    }

    [Fact]
    public async Task Two_runs_at_once_both_succeed()
    {
        var made = await Task.WhenAll(_account.Provisioner.ApplyAsync(Request()), _account.Provisioner.ApplyAsync(Request()));

        Assert.All(made, one => Assert.Equal(Seven, one.Policies.Order(StringComparer.Ordinal)));
        Assert.Single(made.Select(one => one.Arn).Distinct());
    }

    [Fact]
    public async Task What_IAM_does_not_know_yet_is_waited_for()
    {
        var unknown = 2;
        _account.Proxy.Answers = request => request.Action == "AddUserToGroup" && unknown-- > 0
            ? AwsAnswer.QueryError(404, "NoSuchEntity", "The user cannot be found.")
            : null;

        var made = await _account.Provisioner.ApplyAsync(Request());

        Assert.Equal(_name, made.Group);
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)], _account.Waits);
    }

    [Fact]
    public async Task A_key_that_does_not_work_in_time_is_told_with_a_warning()
    {
        _account.Proxy.Answers = request => request.Action == "GetCallerIdentity" && request.AccessKeyId != "AKIATEST"
            ? AwsAnswer.QueryError(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
            : null;

        var made = await _account.Provisioner.ApplyAsync(Request());

        Assert.NotNull(made.SecretAccessKey);
        Assert.Contains(made.AccessKeyId!, Assert.Single(_account.Feedback.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, _account.Waits.Count);
    }

    [Fact]
    public async Task More_keys_only_when_told_and_never_a_third()
    {
        var first = await _account.Provisioner.ApplyAsync(Request());
        var second = await _account.Provisioner.ApplyAsync(Request() with { NewAccessKey = true });

        Assert.NotEqual(first.AccessKeyId, second.AccessKeyId);
        Assert.Equal(2, second.AccessKeyIds.Length);
        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request() with { NewAccessKey = true }));
        Assert.Equal(("KopsAccessKeyLimit", FaultKind.LimitsExceeded), (fault.Id, fault.Kind));
    }

    [Fact]
    public async Task The_key_is_stored_as_a_profile()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_account.CredentialsFile)!);
        const string Before = "# mine\n[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = secret\n";
        await File.WriteAllTextAsync(_account.CredentialsFile, Before);

        var made = await _account.Provisioner.ApplyAsync(Request() with { StoreProfile = "kops" });

        Assert.Equal("kops", made.ProfileStored);
        var text = await File.ReadAllTextAsync(_account.CredentialsFile);
        Assert.Equal(
            $"{Before}\n[kops]\n# Made by KopsPS: {_name}\naws_access_key_id = {made.AccessKeyId}\naws_secret_access_key = {IdentityAccountFixture.Plain(made.SecretAccessKey!)}\n",
            text);
        var again = await _account.Provisioner.ApplyAsync(Request() with { StoreProfile = "kops" });
        Assert.All(again.Changes, change => Assert.Equal(KopsChangeAction.Keep, change.Action));
        Assert.Equal(text, await File.ReadAllTextAsync(_account.CredentialsFile));
    }

    [Fact]
    public async Task A_profile_of_others_is_not_touched_unless_told_and_then_no_key_is_made()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_account.CredentialsFile)!);
        const string Before = "[kops]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = other\nregion = eu-west-1\n\n[next]\nrole_arn = x\n";
        await File.WriteAllTextAsync(_account.CredentialsFile, Before);

        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request() with { StoreProfile = "kops" }));

        Assert.Equal(("KopsProfileExists", FaultKind.ResourceExists), (fault.Id, fault.Kind));
        Assert.Equal(Before, await File.ReadAllTextAsync(_account.CredentialsFile));
        Assert.DoesNotContain("CreateUser", _account.Proxy.Actions);

        var made = await _account.Provisioner.ApplyAsync(Request() with { StoreProfile = "kops", ReplaceProfile = true });
        var text = await File.ReadAllTextAsync(_account.CredentialsFile);
        Assert.DoesNotContain("AKIAOTHER", text, StringComparison.Ordinal);
        Assert.Contains($"aws_access_key_id = {made.AccessKeyId}", text, StringComparison.Ordinal);
        Assert.EndsWith("region = eu-west-1\n\n[next]\nrole_arn = x\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_cannot_be_stored_leaves_no_key_behind()
    {
        // A file where the folder should be.
        await File.WriteAllTextAsync(Path.Combine(_account.Home.Path, ".aws"), "");

        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request() with { StoreProfile = "kops" }));

        Assert.Equal("KopsProfileNotStored", fault.Id);
        Assert.Empty((await _account.Session.Iam().ListAccessKeysAsync(new() { UserName = _name })).AccessKeyMetadata);
    }

    [Fact]
    public async Task A_secret_that_nobody_knows_any_more_cannot_be_stored()
    {
        await _account.Provisioner.ApplyAsync(Request());

        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request() with { StoreProfile = "kops" }));

        Assert.Equal("KopsAccessKeySecretUnknown", fault.Id);
    }

    [Fact]
    public async Task A_run_that_is_ended_while_it_waits_deletes_the_key()
    {
        using var end = new CancellationTokenSource();
        _account.Proxy.Answers = request =>
        {
            if (request.Action == "GetCallerIdentity" && request.AccessKeyId != "AKIATEST")
            {
                end.Cancel();
                return AwsAnswer.QueryError(403, "InvalidClientTokenId", "not yet");
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _account.Provisioner.ApplyAsync(Request(), end.Token));

        Assert.Empty((await _account.Session.Iam().ListAccessKeysAsync(new() { UserName = _name })).AccessKeyMetadata);
    }

    [Fact]
    public async Task Least_privilege_takes_the_place_of_full_access_and_can_change()
    {
        await _account.Provisioner.ApplyAsync(Request());
        var scope = new PolicyScope { StateStore = "s3://acme-kops", Region = "eu-central-1", ClusterNames = ["prod.example.com"] };

        var scoped = await _account.Provisioner.ApplyAsync(Request() with { Scope = scope });

        Assert.All(scoped.Policies, policy => Assert.StartsWith($"{_name}-kops", policy, StringComparison.Ordinal));
        Assert.Equal(7, scoped.Changes.Count(change => change is { Action: KopsChangeAction.Delete, Kind: "PolicyAttachment" }));
        for (var version = 2; version <= 7; version++)
        {
            // IAM keeps five versions.
            var changed = await _account.Provisioner.ApplyAsync(Request() with { Scope = scope with { StateStore = $"s3://acme-kops-{version}" } });
            Assert.Contains("Change Policy", IdentityAccountFixture.Done(changed.Changes));
        }

        var policies = (await _account.Session.Iam().ListPoliciesAsync(new() { Scope = "Local" })).Policies.Where(policy => policy.PolicyName.StartsWith(_name, StringComparison.Ordinal));
        foreach (var policy in policies)
        {
            var versions = (await _account.Session.Iam().ListPolicyVersionsAsync(new() { PolicyArn = policy.Arn })).Versions;
            Assert.InRange(versions.Count, 1, 5);
        }
    }

    [Fact]
    public async Task Policies_of_others_stay()
    {
        await _account.Provisioner.ApplyAsync(Request());
        await _account.Session.Iam().AttachGroupPolicyAsync(new() { GroupName = _name, PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess" });
        var scope = new PolicyScope { StateStore = "s3://acme-kops", Region = "eu-central-1" };

        var scoped = await _account.Provisioner.ApplyAsync(Request() with { Scope = scope });

        Assert.Contains("ReadOnlyAccess", scoped.Policies);
        Assert.DoesNotContain("AmazonEC2FullAccess", scoped.Policies);
    }

    [Theory]
    [InlineData("no name!", null, "KopsIdentityNameInvalid")]
    [InlineData("kops", "arn:aws:iam::aws:policy/NoSuchPolicy", "KopsPolicyNotFound")]
    [InlineData("kops", "ReadOnlyAccess", "KopsPolicyArnInvalid")]
    public async Task Bad_input_is_told_before_anything_is_made(string name, string? policy, string id)
    {
        var request = Request() with { Name = name == "kops" ? _name : name, PolicyArns = policy is null ? [] : [policy] };

        var fault = await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(request));

        Assert.Equal(id, fault.Id);
        Assert.DoesNotContain(_account.Proxy.Actions, action => action.StartsWith("Create", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(403, "ExpiredToken", "KopsCredentialsExpired")]
    [InlineData(403, "AccessDenied", "AwsAccessDenied")]
    [InlineData(400, "Throttling", "AwsThrottled")]
    [InlineData(500, "ServiceFailure", "AwsServiceFault")]
    public async Task Faults_of_the_service_are_told_apart(int status, string code, string id)
    {
        _account.Proxy.Answers = request => request.Action == "GetUser" ? AwsAnswer.QueryError(status, code, "no") : null;

        Assert.Equal(id, (await Assert.ThrowsAsync<KopsException>(() => _account.Provisioner.ApplyAsync(Request()))).Id);
    }

    private IdentityRequest Request() => new() { Name = _name, Pace = _account.Pace };
}
