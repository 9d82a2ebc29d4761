using System.Text;
using System.Web;
using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Engine.Tests.ManagementServers;

public sealed class ManagementServerProvisionerTests : IAsyncLifetime
{
    private ManagementServerFixture _aws = null!;

    public async Task InitializeAsync() => _aws = await ManagementServerFixture.StartAsync();

    public async Task DisposeAsync() => await _aws.DisposeAsync();

    [Fact]
    public async Task A_server_is_made_with_a_group_of_its_own_an_encrypted_disk_and_session_tokens_only()
    {
        var server = await _aws.Provisioner().ApplyAsync(_aws.Request() with
        {
            Environment = "prod", Tags = new Dictionary<string, string> { ["team"] = "platform" }, StateStore = "s3://acme-kops", DiskGib = 40,
        });

        Assert.Equal(("running", "t2.medium", "ubuntu", KopsServerAccess.Ssh), (server.State, server.InstanceType, server.SshUser, server.Access));
        Assert.StartsWith("Ubuntu ", server.Image, StringComparison.Ordinal);
        Assert.Equal(KopsCloudInitState.NotChecked, server.CloudInit.State);
        Assert.Equal("prod", server.EnvironmentName);
        Assert.Equal([KopsChangeAction.Create, KopsChangeAction.Create], server.Changes.Select(change => change.Action));
        Assert.Equal(["SecurityGroup", "Instance"], server.Changes.Select(change => change.Kind));
        var instance = Assert.Single(await _aws.InstancesAsync());
        Assert.Equal("platform", instance.Tags.Single(tag => tag.Key == "team").Value);
        var volume = (await _aws.Session.Ec2().DescribeVolumesAsync(new DescribeVolumesRequest { Filters = [new Filter("attachment.instance-id", [server.InstanceId])] })).Volumes.Single();
        Assert.Equal((40, VolumeType.Gp3, true), (volume.Size!.Value, volume.VolumeType, volume.Encrypted!.Value));
        Assert.Contains(volume.Tags, tag => tag.Key == OwnershipTags.OwnerKey);
        var rule = Assert.Single(await _aws.RulesAsync());
        Assert.Equal(("tcp", 22, 22, "203.0.113.0/24"), (rule.IpProtocol, rule.FromPort!.Value, rule.ToPort!.Value, rule.CidrIpv4));
        Assert.Equal((await _aws.GroupsAsync()).Single().GroupId, server.SecurityGroupId);
    }

    [Fact]
    public async Task The_request_demands_session_tokens_one_hop_away_and_holds_what_was_told()
    {
        await _aws.Provisioner().ApplyAsync(_aws.Request() with { StateStore = "s3://acme-kops", PublicIp = true });

        var sent = HttpUtility.ParseQueryString(_aws.Aws.Requests.Single(request => request.Action == "RunInstances").Body);
        Assert.Equal(("required", "1", "enabled"), (sent["MetadataOptions.HttpTokens"], sent["MetadataOptions.HttpPutResponseHopLimit"], sent["MetadataOptions.HttpEndpoint"]));
        Assert.Equal(("true", "gp3"), (sent["BlockDeviceMapping.1.Ebs.Encrypted"], sent["BlockDeviceMapping.1.Ebs.VolumeType"]));
        Assert.Equal("true", sent["NetworkInterface.1.AssociatePublicIpAddress"]);
        Assert.Equal(64, sent["ClientToken"]!.Length);
        var tagged = Enumerable.Range(1, 3).Select(index => sent[$"TagSpecification.{index}.ResourceType"]).Order();
        Assert.Equal(["instance", "network-interface", "volume"], tagged);
        Assert.Contains("export KOPS_STATE_STORE='s3://acme-kops'", Encoding.UTF8.GetString(Convert.FromBase64String(sent["UserData"]!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        var changes = await _aws.Provisioner().PlanAsync(_aws.Request());

        Assert.Equal([(KopsChangeAction.Create, "SecurityGroup"), (KopsChangeAction.Create, "Instance")], changes.Select(change => (change.Action, change.Kind)));
        Assert.Empty(await _aws.InstancesAsync());
        Assert.Empty(await _aws.GroupsAsync());
    }

    [Fact]
    public async Task A_second_run_keeps_the_server_and_brings_rules_and_tags_to_what_is_asked()
    {
        var first = await _aws.Provisioner().ApplyAsync(_aws.Request("203.0.113.0/24", "192.0.2.0/24"));

        var second = await _aws.Provisioner().ApplyAsync(_aws.Request("192.0.2.0/24", "2001:DB8::/48") with { Tags = new Dictionary<string, string> { ["team"] = "b" } });

        Assert.Equal(first.InstanceId, second.InstanceId);
        Assert.Equal(["192.0.2.0/24", "2001:db8::/48"], (await _aws.RulesAsync()).Select(rule => string.IsNullOrEmpty(rule.CidrIpv4) ? rule.CidrIpv6 : rule.CidrIpv4).Order());
        Assert.Equal("b", second.Tags["team"]);
        Assert.Contains(second.Changes, change => change.Action == KopsChangeAction.Keep && change.Kind == "Instance");
        Assert.Contains(second.Changes, change => change is { Action: KopsChangeAction.Delete, Kind: "SecurityGroupRule", Detail: "tcp 22 from 203.0.113.0/24" });

        var third = await _aws.Provisioner().ApplyAsync(_aws.Request("192.0.2.0/24", "2001:db8::/48") with { Tags = new Dictionary<string, string> { ["team"] = "b" } });
        Assert.All(third.Changes, change => Assert.Equal(KopsChangeAction.Keep, change.Action));
    }

    [Fact]
    public async Task Rules_of_others_are_kept_and_told_of()
    {
        var server = await _aws.Provisioner().ApplyAsync(_aws.Request());
        await _aws.Session.Ec2().AuthorizeSecurityGroupIngressAsync(new AuthorizeSecurityGroupIngressRequest
        {
            GroupId = server.SecurityGroupId,
            IpPermissions = [new IpPermission { IpProtocol = "tcp", FromPort = 9100, ToPort = 9100, Ipv4Ranges = [new IpRange { CidrIp = "10.0.0.0/8" }] }],
        });

        await _aws.Provisioner().ApplyAsync(_aws.Request());

        Assert.Equal(2, (await _aws.RulesAsync()).Count);
        Assert.Contains(_aws.Feedback.Warnings, text => text.Contains("tcp 9100 from 10.0.0.0/8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_of_somebody_else_with_the_servers_name_is_left_alone()
    {
        var network = (await _aws.Session.Ec2().DescribeVpcsAsync(new DescribeVpcsRequest { Filters = [new Filter("is-default", ["true"])] })).Vpcs.Single().VpcId;
        await _aws.Session.Ec2().CreateSecurityGroupAsync(new CreateSecurityGroupRequest { GroupName = $"kopsps-{_aws.Name}", Description = "x", VpcId = network });

        Assert.Equal("KopsSecurityGroupForeign", (await FaultAsync(_aws.Request())).Id);
    }

    [Fact]
    public async Task What_differs_on_a_server_that_is_there_is_told_and_not_changed()
    {
        await _aws.Provisioner().ApplyAsync(_aws.Request());

        var again = await _aws.Provisioner().ApplyAsync(_aws.Request() with { InstanceType = "m5.large" });

        Assert.Equal("t2.medium", again.InstanceType);
        Assert.Contains(_aws.Feedback.Warnings, text => text.Contains("it is of type t2.medium, not m5.large", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Protection_from_termination_is_set_and_taken_back()
    {
        var server = await _aws.Provisioner().ApplyAsync(_aws.Request() with { TerminationProtection = true });
        Assert.True(await ProtectedAsync(server.InstanceId));

        await _aws.Provisioner().ApplyAsync(_aws.Request());
        Assert.True(await ProtectedAsync(server.InstanceId));

        var open = await _aws.Provisioner().ApplyAsync(_aws.Request() with { TerminationProtection = false });
        Assert.False(await ProtectedAsync(server.InstanceId));
        Assert.Contains(open.Changes, change => change.Detail == "termination protection: off");
    }

    [Fact]
    public async Task Two_runs_at_once_make_one_server()
    {
        using var other = AwsSession.Create(TestSettings.With(Path.GetTempPath()) with { EndpointUrl = _aws.Aws.Endpoint, Region = "us-east-1" });

        var servers = await Task.WhenAll(_aws.Provisioner().ApplyAsync(_aws.Request()), _aws.Provisioner(other).ApplyAsync(_aws.Request()));

        Assert.Equal(servers[0].InstanceId, servers[1].InstanceId);
        Assert.Single(await _aws.InstancesAsync());
    }

    [Fact]
    public async Task A_run_that_was_ended_after_the_group_is_finished_by_the_next()
    {
        using var killed = new CancellationTokenSource();
        _aws.Aws.Answers = request =>
        {
            if (request.Action == "RunInstances")
            {
                killed.Cancel();
            }

            return null;
        };
        var first = _aws.Provisioner().ApplyAsync(_aws.Request(), killed.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var group = Assert.Single(await _aws.GroupsAsync()).GroupId;
        _aws.Aws.Answers = _ => null;

        var server = await _aws.Provisioner().ApplyAsync(_aws.Request());

        Assert.Equal(group, server.SecurityGroupId);
        Assert.Single(await _aws.InstancesAsync());
    }

    [Fact]
    public async Task Another_machine_that_asks_for_the_same_server_uses_the_same_token_and_another_server_another()
    {
        await _aws.Provisioner().ApplyAsync(_aws.Request());
        await _aws.Removal().RemoveAsync(_aws.Name, null);
        await _aws.Provisioner().ApplyAsync(_aws.Request());

        var tokens = _aws.Aws.Requests.Where(request => request.Action == "RunInstances").Select(request => HttpUtility.ParseQueryString(request.Body)["ClientToken"]).ToList();
        Assert.Equal(2, tokens.Distinct().Count());
    }

    [Fact]
    public async Task A_token_that_a_failed_run_used_up_is_replaced()
    {
        _aws.Refuse("RunInstances", 400, "IdempotentParameterMismatch", "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).", times: 1);

        await _aws.Provisioner().ApplyAsync(_aws.Request());

        var tokens = _aws.Aws.Requests.Where(request => request.Action == "RunInstances").Select(request => HttpUtility.ParseQueryString(request.Body)["ClientToken"]).ToList();
        Assert.Equal(2, tokens.Distinct().Count());
        Assert.Single(await _aws.InstancesAsync());
    }

    [Fact]
    public async Task A_new_instance_profile_is_waited_for()
    {
        await MakeProfileAsync();
        _aws.Refuse("RunInstances", 400, "InvalidParameterValue", "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name", times: 4);

        var server = await _aws.Provisioner().ApplyAsync(_aws.Request() with { InstanceProfile = _aws.Name });

        Assert.Equal(_aws.Name, server.InstanceProfile);
        Assert.Equal(5, _aws.Aws.Actions.Count(action => action == "RunInstances"));
        Assert.Contains(_aws.Feedback.Reports, report => report.Activity.Contains(_aws.Name, StringComparison.Ordinal) && report.Status == "EC2 does not know it yet");
    }

    [Fact]
    public async Task A_profile_that_never_comes_ends_the_wait()
    {
        _aws.Refuse("RunInstances", 400, "InvalidParameterValue", "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name");

        var fault = await FaultAsync(_aws.Request() with { InstanceProfile = "nobody" });

        Assert.Equal(("KopsInstanceProfileNotFound", "nobody"), (fault.Id, fault.Target));
    }

    [Theory]
    [InlineData("InsufficientInstanceCapacity", 500, "KopsInstanceCapacityInsufficient", FaultKind.ResourceUnavailable)]
    [InlineData("VcpuLimitExceeded", 400, "KopsVcpuLimitExceeded", FaultKind.LimitsExceeded)]
    [InlineData("InvalidKeyPair.NotFound", 400, "KopsKeyPairNotFound", FaultKind.ObjectNotFound)]
    [InlineData("UnauthorizedOperation", 403, "AwsAccessDenied", FaultKind.PermissionDenied)]
    [InlineData("RequestLimitExceeded", 503, "AwsThrottled", FaultKind.LimitsExceeded)]
    [InlineData("InternalError", 500, "AwsServiceFault", FaultKind.ResourceUnavailable)]
    public async Task A_refused_start_says_why(string code, int status, string id, FaultKind kind)
    {
        _aws.Refuse("RunInstances", status, code, "We refuse.");

        var fault = await FaultAsync(_aws.Request());

        Assert.Equal((id, kind), (fault.Id, fault.Kind));
    }

    [Fact]
    public async Task Lack_of_capacity_proposes_another_zone()
    {
        _aws.Refuse("RunInstances", 500, "InsufficientInstanceCapacity", "We currently do not have sufficient t2.medium capacity.");

        var fault = await FaultAsync(_aws.Request() with { Zone = null });

        Assert.Equal("us-east-1a", fault.Target);
        Assert.Contains("-Zone us-east-1b", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DescribeInstances")]
    [InlineData("DescribeInstanceTypes")]
    [InlineData("DescribeVpcs")]
    [InlineData("DescribeSubnets")]
    [InlineData("DescribeInstanceTypeOfferings")]
    [InlineData("DescribeImages")]
    [InlineData("DescribeKeyPairs")]
    [InlineData("DescribeSecurityGroups")]
    [InlineData("CreateSecurityGroup")]
    [InlineData("AuthorizeSecurityGroupIngress")]
    [InlineData("RunInstances")]
    public async Task Each_call_that_is_denied_names_its_permission(string action)
    {
        _aws.Refuse(action, 403, "UnauthorizedOperation", "You are not authorized to perform this operation.");

        var fault = await FaultAsync(_aws.Request());

        Assert.Equal("AwsAccessDenied", fault.Id);
        Assert.Contains($"ec2:{action}", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await InstancesAfterAsync());
    }

    [Fact]
    public async Task An_endpoint_that_is_down_is_named()
    {
        using var session = AwsSession.Create(TestSettings.With(Path.GetTempPath()) with { EndpointUrl = "http://127.0.0.1:1", Region = "us-east-1" });

        var fault = await Assert.ThrowsAsync<KopsException>(() => _aws.Provisioner(session).ApplyAsync(_aws.Request()));

        Assert.Equal("AwsUnreachable", fault.Id);
    }

    [Fact]
    public async Task A_type_that_the_zone_does_not_offer_is_answered_with_one_that_it_does()
    {
        // moto knows from AWS that this zone has no t3.
        var fault = await FaultAsync(_aws.Request() with { InstanceType = "t3.small", Zone = "us-east-1e" });

        Assert.Equal(("KopsInstanceTypeNotOffered", "t3.small"), (fault.Id, fault.Target));
        Assert.StartsWith("us-east-1e does not offer", fault.Message, StringComparison.Ordinal);
        Assert.Contains("us-east-1a", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.RecommendedAction);
        Assert.Empty(await _aws.GroupsAsync());
    }

    [Fact]
    public async Task A_default_type_that_is_not_offered_proposes_t3_medium_and_switches_nothing()
    {
        _aws.Aws.Answers = request => request.Action == "DescribeInstanceTypeOfferings" && HttpUtility.ParseQueryString(request.Body)["Filter.1.Value.1"] == "t2.medium"
            ? new Fakes.Aws.AwsAnswer(200, "<DescribeInstanceTypeOfferingsResponse><requestId>1</requestId><instanceTypeOfferingSet/></DescribeInstanceTypeOfferingsResponse>")
            : null;

        var fault = await FaultAsync(_aws.Request());

        Assert.Equal(("KopsInstanceTypeNotOffered", "t2.medium", "-Type t3.medium is offered there."), (fault.Id, fault.Target, fault.RecommendedAction));
        Assert.DoesNotContain("RunInstances", _aws.Aws.Actions);
    }

    [Fact]
    public async Task A_type_that_does_not_exist_is_no_type_of_the_region() =>
        Assert.Equal("KopsInstanceTypeNotOffered", (await FaultAsync(_aws.Request() with { InstanceType = "t9.huge" })).Id);

    [Fact]
    public async Task A_zone_that_does_not_exist_is_answered_with_those_that_do()
    {
        var fault = await FaultAsync(_aws.Request() with { Zone = "us-east-1x" });

        Assert.Equal("KopsZoneInvalid", fault.Id);
        Assert.Contains("us-east-1a", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_without_a_default_network_says_what_to_give()
    {
        _aws.Aws.Answers = request => request.Action == "DescribeVpcs"
            ? new Fakes.Aws.AwsAnswer(200, "<DescribeVpcsResponse><requestId>1</requestId><vpcSet/></DescribeVpcsResponse>") : null;

        var fault = await FaultAsync(_aws.Request());

        Assert.Equal("KopsNetworkNotFound", fault.Id);
        Assert.Contains("-SubnetId", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subnet_or_a_network_that_is_not_there_is_named()
    {
        Assert.Equal("KopsNetworkNotFound", (await FaultAsync(_aws.Request() with { SubnetId = "subnet-00000000000000000" })).Id);
        Assert.Equal("KopsNetworkNotFound", (await FaultAsync(_aws.Request() with { NetworkId = "vpc-00000000000000000" })).Id);
    }

    [Fact]
    public async Task An_arm_type_gets_an_arm_image_and_refuses_another()
    {
        var arm = _aws.Request() with { InstanceType = "t4g.medium", System = KopsServerSystem.AmazonLinux };
        var server = await _aws.Provisioner().ApplyAsync(arm);
        var image = (await _aws.Session.Ec2().DescribeImagesAsync(new DescribeImagesRequest { ImageIds = [server.ImageId] })).Images.Single();
        Assert.Equal(("arm64", "Amazon Linux 2023", "ec2-user"), (image.Architecture.Value, server.Image, server.SshUser));
        await _aws.Removal().RemoveAsync(_aws.Name, null);

        var intel = (await _aws.Session.Ec2().DescribeImagesAsync(new DescribeImagesRequest { Owners = ["099720109477"] })).Images.First(item => item.Architecture.Value == "x86_64");
        Assert.Equal("KopsImageArchitectureMismatch", (await FaultAsync(arm with { ImageId = intel.ImageId, System = default })).Id);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_named()
    {
        Assert.Equal("KopsImageNotFound", (await FaultAsync(_aws.Request() with { ImageId = "ami-00000000000000000" })).Id);
        Assert.Equal("KopsImageNotFound", (await FaultAsync(_aws.Request() with { SystemVersion = "98.04" })).Id);
    }

    [Fact]
    public async Task The_newest_release_with_long_term_support_is_taken_and_its_newest_image()
    {
        _aws.Aws.Answers = request => request.Action != "DescribeImages" ? null : new Fakes.Aws.AwsAnswer(200, "<DescribeImagesResponse><requestId>1</requestId><imagesSet>"
            + Image("ami-00000001", "ubuntu/images/hvm-ssd-gp3/ubuntu-plucky-25.04-amd64-server-20260101", "2026-01-01T00:00:00.000Z")
            + Image("ami-00000002", "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260301", "2026-03-01T00:00:00.000Z")
            + Image("ami-00000003", "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260401", "2026-04-01T00:00:00.000Z")
            + Image("ami-00000004", "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260501", "2026-05-01T00:00:00.000Z")
            + "</imagesSet></DescribeImagesResponse>");

        var changes = await _aws.Provisioner().PlanAsync(_aws.Request());

        Assert.Contains("Ubuntu 24.04 (ami-00000003)", changes.Single(change => change.Kind == "Instance").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_smaller_than_the_images_is_refused()
    {
        // moto says that the root disk of this image has 15 GiB.
        var fault = await FaultAsync(_aws.Request() with { System = KopsServerSystem.AmazonLinux, DiskGib = 10 });

        Assert.Equal("KopsManagementServerInvalid", fault.Id);
        Assert.Contains("15 GiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_internet_is_let_in_only_with_a_warning()
    {
        await _aws.Provisioner().ApplyAsync(_aws.Request("0.0.0.0/0"));

        Assert.Contains(_aws.Feedback.Warnings, text => text.Contains("whole internet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_Session_Manager_nobody_is_let_in_by_the_network()
    {
        await MakeProfileAsync();
        var server = await _aws.Provisioner().ApplyAsync(new ManagementServerRequest
        {
            Name = _aws.Name, SessionManager = true, InstanceProfile = _aws.Name, Module = ModuleSource.Parse("0.1.0", null),
        });

        Assert.Equal((KopsServerAccess.SessionManager, null), (server.Access, server.KeyName));
        Assert.Empty(await _aws.RulesAsync());
    }

    [Fact]
    public async Task A_server_that_ends_while_it_is_waited_for_says_why()
    {
        _aws.Aws.Answers = request => request.Action == "DescribeInstances" && request.Body.Contains("InstanceId.1", StringComparison.Ordinal)
            ? new Fakes.Aws.AwsAnswer(200, "<DescribeInstancesResponse><requestId>1</requestId><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>"
                + "<instanceState><code>48</code><name>terminated</name></instanceState><stateReason><code>Client.InvalidKMSKey.InvalidState</code><message>The KMS key is disabled</message></stateReason>"
                + "</item></instancesSet></item></reservationSet></DescribeInstancesResponse>")
            : null;

        var fault = await FaultAsync(_aws.Request());

        Assert.Equal("KopsManagementServerEnded", fault.Id);
        Assert.Contains("The KMS key is disabled", fault.Message, StringComparison.Ordinal);
    }

    private static string Image(string id, string name, string made) =>
        $"<item><imageId>{id}</imageId><name>{name}</name><creationDate>{made}</creationDate><architecture>x86_64</architecture><imageState>available</imageState><rootDeviceName>/dev/sda1</rootDeviceName></item>";

    private Task<KopsException> FaultAsync(ManagementServerRequest request) =>
        Assert.ThrowsAsync<KopsException>(() => _aws.Provisioner().ApplyAsync(request));

    private async Task<IReadOnlyList<Instance>> InstancesAfterAsync()
    {
        _aws.Aws.Answers = _ => null;
        return await _aws.InstancesAsync();
    }

    private async Task<bool> ProtectedAsync(string id) => (await _aws.Session.Ec2().DescribeInstanceAttributeAsync(
        new DescribeInstanceAttributeRequest { InstanceId = id, Attribute = InstanceAttributeName.DisableApiTermination })).InstanceAttribute.DisableApiTermination == true;

    private Task MakeProfileAsync() =>
        _aws.Session.Iam().CreateInstanceProfileAsync(new Engine.Aws.IdentityManagement.CreateInstanceProfileRequest { InstanceProfileName = _aws.Name });
}
