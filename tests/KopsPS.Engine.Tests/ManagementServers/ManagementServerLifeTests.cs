using System.Web;
using Amazon.EC2.Model;
using KopsPS.Engine.ManagementServers;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.ManagementServers;

/// <summary>Reading, stopping, starting, asking and removing.</summary>
public sealed class ManagementServerLifeTests : IAsyncLifetime
{
    private ManagementServerFixture _aws = null!;

    public async Task InitializeAsync() => _aws = await ManagementServerFixture.StartAsync();

    public async Task DisposeAsync() => await _aws.DisposeAsync();

    [Fact]
    public async Task A_server_is_stopped_and_started_and_both_again_change_nothing()
    {
        var server = await MakeAsync();
        var power = new ManagementServerPower(_aws.Session, _aws.Feedback, AdvancingTime.Pace(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)));

        var stopped = await power.StopAsync(server);
        Assert.Equal(("stopped", KopsChangeAction.Change, "running -> stopped"), (stopped.State, stopped.Changes[0].Action, stopped.Changes[0].Detail));
        Assert.Equal(KopsChangeAction.Keep, (await power.StopAsync(stopped)).Changes[0].Action);

        var started = await power.StartAsync(stopped);
        Assert.Equal(("running", KopsChangeAction.Change), (started.State, started.Changes[0].Action));
        Assert.Equal(KopsChangeAction.Keep, (await power.StartAsync(started)).Changes[0].Action);
        Assert.Equal(1, _aws.Aws.Actions.Count(action => action == "StopInstances"));
        Assert.Equal(1, _aws.Aws.Actions.Count(action => action == "StartInstances"));
    }

    [Theory]
    [InlineData("InsufficientInstanceCapacity", 500, "KopsInstanceCapacityInsufficient")]
    [InlineData("VcpuLimitExceeded", 400, "KopsVcpuLimitExceeded")]
    [InlineData("UnauthorizedOperation", 403, "AwsAccessDenied")]
    public async Task A_refused_start_says_why(string code, int status, string id)
    {
        var power = new ManagementServerPower(_aws.Session, _aws.Feedback, AdvancingTime.Pace(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)));
        var stopped = await power.StopAsync(await MakeAsync());
        _aws.Refuse("StartInstances", status, code, "We refuse.");

        Assert.Equal(id, (await Assert.ThrowsAsync<KopsException>(() => power.StartAsync(stopped))).Id);
    }

    [Fact]
    public async Task A_state_that_never_comes_is_given_up()
    {
        var server = await MakeAsync();
        _aws.Aws.Answers = request => request.Action == "StopInstances"
            ? new AwsAnswer(200, "<StopInstancesResponse><requestId>1</requestId><instancesSet/></StopInstancesResponse>") : null;
        var power = new ManagementServerPower(_aws.Session, _aws.Feedback, AdvancingTime.Pace(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9)));

        var fault = await Assert.ThrowsAsync<KopsException>(() => power.StopAsync(server));

        Assert.Equal(("KopsManagementServerTimeout", FaultKind.OperationTimeout), (fault.Id, fault.Kind));
        Assert.Contains("it is running", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_a_server_goes_and_nothing_else()
    {
        await MakeAsync();

        var changes = await _aws.Removal().RemoveAsync(_aws.Name, null);

        Assert.Equal(["Instance", "SecurityGroup"], changes.Select(change => change.Kind));
        Assert.All(changes, change => Assert.Equal(KopsChangeAction.Delete, change.Action));
        Assert.All(await _aws.InstancesAsync(), instance => Assert.Equal("terminated", instance.State.Name.Value));
        Assert.Empty(await _aws.GroupsAsync());
        Assert.Single((await _aws.Session.Ec2().DescribeKeyPairsAsync(new DescribeKeyPairsRequest { KeyNames = [_aws.Name] })).KeyPairs);
        Assert.Equal("KopsManagementServerNotFound", (await Assert.ThrowsAsync<KopsException>(() => _aws.Removal().RemoveAsync(_aws.Name, null))).Id);
    }

    [Fact]
    public async Task What_a_run_left_that_was_ended_half_way_goes_by_the_name()
    {
        _aws.Refuse("RunInstances", 400, "VcpuLimitExceeded", "No.");
        await Assert.ThrowsAsync<KopsException>(() => MakeAsync());
        Assert.Single(await _aws.GroupsAsync());

        Assert.Equal("SecurityGroup", Assert.Single(await _aws.Removal().RemoveAsync(_aws.Name, null)).Kind);
        Assert.Empty(await _aws.GroupsAsync());
    }

    [Fact]
    public async Task A_group_that_EC2_still_counts_as_used_is_tried_again()
    {
        await MakeAsync();
        _aws.Refuse("DeleteSecurityGroup", 400, "DependencyViolation", "resource has a dependent object", times: 3);

        await _aws.Removal().RemoveAsync(_aws.Name, null);

        Assert.Empty(await _aws.GroupsAsync());
        Assert.Equal(4, _aws.Aws.Actions.Count(action => action == "DeleteSecurityGroup"));
    }

    [Fact]
    public async Task A_group_that_stays_in_use_is_named()
    {
        await MakeAsync();
        _aws.Refuse("DeleteSecurityGroup", 400, "DependencyViolation", "resource has a dependent object");

        Assert.Equal("KopsSecurityGroupInUse", (await Assert.ThrowsAsync<KopsException>(() => _aws.Removal().RemoveAsync(_aws.Name, null))).Id);
    }

    [Fact]
    public async Task A_protected_server_says_how_to_take_the_protection_away()
    {
        await MakeAsync();
        _aws.Refuse("TerminateInstances", 400, "OperationNotPermitted", "The instance may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.");

        var fault = await Assert.ThrowsAsync<KopsException>(() => _aws.Removal().RemoveAsync(_aws.Name, null));

        Assert.Equal("KopsTerminationProtected", fault.Id);
        Assert.Contains("-TerminationProtection:$false", fault.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(await _aws.GroupsAsync());
    }

    [Theory]
    [InlineData("TerminateInstances")]
    [InlineData("DeleteSecurityGroup")]
    public async Task A_denied_removal_names_its_permission(string action)
    {
        await MakeAsync();
        _aws.Refuse(action, 403, "UnauthorizedOperation", "You are not authorized to perform this operation.");

        var fault = await Assert.ThrowsAsync<KopsException>(() => _aws.Removal().RemoveAsync(_aws.Name, null));

        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Contains($"ec2:{action}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_of_somebody_else_goes_by_its_id_only()
    {
        var subnet = (await _aws.Session.Ec2().DescribeSubnetsAsync(new DescribeSubnetsRequest())).Subnets[0].SubnetId;
        var run = await _aws.Session.Ec2().RunInstancesAsync(new RunInstancesRequest
        {
            ImageId = (await MakeAsync()).ImageId, MinCount = 1, MaxCount = 1, InstanceType = "t3.micro", SubnetId = subnet,
            BlockDeviceMappings = [new BlockDeviceMapping { DeviceName = "/dev/sda1", Ebs = new EbsBlockDevice { VolumeSize = 8 } }],
            TagSpecifications = [new TagSpecification { ResourceType = "instance", Tags = [new Tag("Name", "legacy-" + _aws.Name)] }],
        });
        var id = run.Reservation.Instances[0].InstanceId;

        Assert.Equal("KopsManagementServerNotFound", (await Assert.ThrowsAsync<KopsException>(() => _aws.Removal().RemoveAsync("legacy-" + _aws.Name, null))).Id);
        Assert.Equal(id, (await new ManagementServerReader(_aws.Session).GetByIdAsync(id)).InstanceId);
        Assert.Equal("Instance", Assert.Single(await _aws.Removal().RemoveAsync(null, id)).Kind);
        Assert.Single(await _aws.GroupsAsync());
    }

    [Fact]
    public async Task A_plan_of_a_removal_changes_nothing()
    {
        await MakeAsync();

        Assert.Equal(["Instance", "SecurityGroup"], (await _aws.Removal().PlanAsync(_aws.Name, null)).Select(change => change.Kind));
        Assert.Equal("running", (await _aws.InstancesAsync()).Single().State.Name.Value);
    }

    [Fact]
    public async Task A_name_that_is_nearly_right_is_answered_with_the_right_one()
    {
        await MakeAsync();

        var fault = await Assert.ThrowsAsync<KopsException>(() => new ManagementServerReader(_aws.Session).GetAsync(_aws.Name[..^1]));

        Assert.Contains($"Did you mean {_aws.Name}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_none_is_no_server() => Assert.Equal(
        "KopsManagementServerNotFound", (await Assert.ThrowsAsync<KopsException>(() => new ManagementServerReader(_aws.Session).GetByIdAsync("i-00000000000000000"))).Id);

    [Fact]
    public async Task A_server_whose_agent_has_not_signed_in_is_not_there_yet()
    {
        _aws.Aws.Answers = _ => new AwsAnswer(400, """{"__type":"InvalidInstanceId","message":"Instances not in a valid state for account"}""", "application/x-amz-json-1.1");

        var answer = await new SessionManagerShell(_aws.Session, "i-0123456789abcdef0").RunAsync("true", CancellationToken.None);

        Assert.Equal((null, "waiting for the Systems Manager agent to sign in"), (answer.Output, answer.NotYet));
    }

    [Fact]
    public async Task An_agents_answer_is_waited_for()
    {
        var polls = 0;
        _aws.Aws.Answers = request => new AwsAnswer(
            200,
            request.Body.Contains("commands", StringComparison.Ordinal) ? """{"Command":{"CommandId":"c1"}}"""
            : ++polls < 3 ? """{"Status":"InProgress","StandardOutputContent":""}"""
            : """{"Status":"Success","StandardOutputContent":"{\"status\": \"done\"}"}""",
            "application/x-amz-json-1.1");
        var shell = new SessionManagerShell(_aws.Session, "i-0123456789abcdef0", AdvancingTime.Pace(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));

        Assert.Equal(KopsCloudInitState.Done, (await new ServerReadiness(shell, _aws.Feedback).AskAsync()).State);
        Assert.Equal(3, polls);
    }

    [Fact]
    public async Task A_denied_command_is_no_wait()
    {
        _aws.Aws.Answers = request => request.Path == "/" && request.Action is null
            ? new AwsAnswer(400, """{"__type":"AccessDeniedException","message":"User: arn:aws:iam::123456789012:user/ops is not authorized to perform: ssm:SendCommand"}""", "application/x-amz-json-1.1")
            : null;

        var fault = await Assert.ThrowsAsync<KopsException>(() => new SessionManagerShell(_aws.Session, "i-0123456789abcdef0").RunAsync("true", CancellationToken.None));

        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Contains("ssm:SendCommand", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_consoles_host_keys_are_noted_where_none_are_known()
    {
        using var home = new Fakes.TemporaryFolder();
        var known = KnownServers.Of(TestSettings.With(home.Path, ("LOCALAPPDATA", home.Path)).Environment);
        const string key = "AAAAC3NzaC1lZDI1NTE5AAAAIPs4zGgzI0mNJ2dEOaXnNWNQ7Oe0P8pnCZrWXxVsNJrk";
        var console = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 {key} root@ops\n-----END SSH HOST KEY KEYS-----\n"));
        _aws.Aws.Answers = request => request.Action != "GetConsoleOutput" ? null
            : HttpUtility.ParseQueryString(request.Body)["Latest"] == "true" ? ManagementServerFixture.Error(400, "UnsupportedOperation", "This instance type does not support retrieving the latest console logs")
            : new AwsAnswer(200, $"<GetConsoleOutputResponse><requestId>1</requestId><instanceId>i-1</instanceId><output>{console}</output></GetConsoleOutputResponse>");

        Assert.True(await new ServerHostKeys(_aws.Session, known, _aws.Feedback).LearnAsync("i-1"));
        Assert.Equal([new HostKey("ssh-ed25519", key)], known.Keys("i-1"));
    }

    private Task<KopsManagementServer> MakeAsync() => _aws.Provisioner().ApplyAsync(_aws.Request());
}
