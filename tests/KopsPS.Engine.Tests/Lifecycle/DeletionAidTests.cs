using System.Net.Http.Headers;
using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Aws.ElasticLoadBalancing;
using KopsPS.Engine.Lifecycle;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Lifecycle;

/// <summary>What holds a deletion up, asked of a third party's server of AWS' protocol.</summary>
public sealed class DeletionAidTests : IAsyncLifetime
{
    private const string Cluster = "prod.example.com";

    private readonly TemporaryFolder _home = new();
    private readonly RecordingFeedback _feedback = new();
    private AwsSession _session = null!;
    private MotoServer _moto = null!;

    public async Task InitializeAsync()
    {
        _moto = await MotoServer.SharedAsync();
        _session = AwsSession.Create(TestSettings.With(_home.Path) with { EndpointUrl = _moto.Endpoint, Region = "us-east-1" });
    }

    public Task DisposeAsync()
    {
        _session.Dispose();
        _home.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_vpc_is_held_by_what_lives_in_it_each_with_its_owner()
    {
        var (vpc, subnet) = await NetworkAsync();
        var group = (await _session.Ec2().CreateSecurityGroupAsync(new CreateSecurityGroupRequest
        {
            GroupName = "database", Description = "of a database", VpcId = vpc,
            TagSpecifications = [Tags("security-group", "aws-cdk:x", "1", "kubernetes.io/service-name", "shop/db")],
        })).GroupId;
        var lambda = (await _session.Ec2().CreateNetworkInterfaceAsync(new CreateNetworkInterfaceRequest
        {
            SubnetId = subnet, Description = "AWS Lambda VPC ENI-report", Groups = [group],
        })).NetworkInterface.NetworkInterfaceId;
        var balancer = await CreateBalancerAsync(subnet, "service.k8s.aws/stack", "shop/web");

        var holders = await FindAsync(Stuck("vpc", vpc));

        Assert.All(holders, holder => Assert.Equal(("vpc", vpc, Cluster), (holder.ResourceType, holder.ResourceId, holder.ClusterName)));
        Assert.Equal("Lambda function report", Assert.Single(holders, holder => holder.Id == lambda).Owner);
        Assert.Equal("Kubernetes service shop/db", Assert.Single(holders, holder => holder.Id == group).Owner);
        var web = Assert.Single(holders, holder => holder.Id == balancer);
        Assert.Equal(("load-balancer", "Kubernetes service shop/web (AWS load balancer controller)"), (web.Type, web.Owner));
        Assert.Contains(holders, holder => holder.Id == subnet);
        Assert.DoesNotContain(holders, holder => holder.Description == "default");
        Assert.All(holders, holder => Assert.NotEmpty(holder.Remedy));
        Assert.Empty(_feedback.Warnings);
    }

    [Fact]
    public async Task What_kops_has_yet_to_delete_holds_nothing()
    {
        var (vpc, subnet) = await NetworkAsync();

        var holders = await FindAsync(Stuck("vpc", vpc), new DeletionEntry("subnet", subnet, ""));

        Assert.DoesNotContain(holders, holder => holder.Id == subnet);
    }

    [Fact]
    public async Task A_security_group_is_held_by_a_rule_that_names_it()
    {
        var (vpc, _) = await NetworkAsync();
        var nodes = (await _session.Ec2().CreateSecurityGroupAsync(new CreateSecurityGroupRequest { GroupName = "nodes", Description = "n", VpcId = vpc })).GroupId;
        var other = (await _session.Ec2().CreateSecurityGroupAsync(new CreateSecurityGroupRequest { GroupName = "other", Description = "o", VpcId = vpc })).GroupId;
        await _session.Ec2().AuthorizeSecurityGroupIngressAsync(new AuthorizeSecurityGroupIngressRequest
        {
            GroupId = other,
            IpPermissions = [new IpPermission { IpProtocol = "tcp", FromPort = 5432, ToPort = 5432, UserIdGroupPairs = [new UserIdGroupPair { GroupId = nodes }] }],
        });

        var holder = Assert.Single(await FindAsync(Stuck("security-group", nodes)));

        Assert.Equal((other, "Remove that rule."), (holder.Id, holder.Remedy));
    }

    [Fact]
    public async Task A_volume_is_held_by_its_instance_and_a_protected_instance_by_its_protection()
    {
        var (_, subnet) = await NetworkAsync();
        var images = await _session.Ec2().DescribeImagesAsync(new DescribeImagesRequest { MaxResults = 5 });
        var instance = (await _session.Ec2().RunInstancesAsync(new RunInstancesRequest
        {
            ImageId = images.Images[0].ImageId, MinCount = 1, MaxCount = 1, SubnetId = subnet,
        })).Reservation.Instances[0].InstanceId;
        await _session.Ec2().ModifyInstanceAttributeAsync(new ModifyInstanceAttributeRequest { InstanceId = instance, DisableApiTermination = true });
        var volume = (await _session.Ec2().CreateVolumeAsync(new CreateVolumeRequest { Size = 1, AvailabilityZone = "us-east-1a" })).Volume.VolumeId;
        await _session.Ec2().AttachVolumeAsync(new AttachVolumeRequest { VolumeId = volume, InstanceId = instance, Device = "/dev/sdf" });

        var holders = await FindAsync(Stuck("volume", volume), Stuck("instance", instance));

        Assert.Equal(
            [(volume, "instance", instance), (instance, "termination-protection", instance)],
            holders.Select(holder => (holder.ResourceId, holder.Type, holder.Id)));
        Assert.Equal("has it as /dev/sdf", holders[0].Description);
    }

    [Fact]
    public async Task What_is_gone_meanwhile_is_held_by_nothing()
    {
        Assert.Empty(await FindAsync(Stuck("target-group", "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/none/0123456789abcdef")));
        Assert.Empty(_feedback.Warnings);
    }

    [Fact]
    public async Task A_look_up_that_AWS_refuses_is_told_and_the_others_go_on()
    {
        var (vpc, subnet) = await NetworkAsync();

        var holders = await new DeletionHolders(_session.Ec2(), new Refusing(), Cluster, _feedback).FindAsync([Stuck("vpc", vpc)], CancellationToken.None);

        Assert.Contains(holders, holder => holder.Id == subnet);
        Assert.Equal($"Could not look up load balancers that may hold vpc:{vpc}: AccessDenied: not yours", Assert.Single(_feedback.Warnings));
    }

    [Fact]
    public async Task Routes_to_deleted_NAT_gateways_go_and_others_stay()
    {
        var cluster = $"{Guid.NewGuid():n}.example.com";
        var (vpc, subnet) = await NetworkAsync();
        var (dead, alive) = (await NatAsync(subnet), await NatAsync(subnet));
        var owned = await RouteTableAsync(vpc, $"kubernetes.io/cluster/{cluster}", dead);
        var ownedAlive = await RouteTableAsync(vpc, $"kubernetes.io/cluster/{cluster}", alive);
        var foreign = await RouteTableAsync(vpc, "kubernetes.io/cluster/other.example.com", dead);
        await _session.Ec2().DeleteNatGatewayAsync(new DeleteNatGatewayRequest { NatGatewayId = dead });

        Assert.True(await new AwsDeletionAid(_session, _feedback).ClearStaleAsync(cluster, CancellationToken.None));

        Assert.Empty(await NatsOfAsync(owned));
        Assert.Equal([alive], await NatsOfAsync(ownedAlive));
        Assert.Equal([dead], await NatsOfAsync(foreign));
        Assert.Contains(dead, Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
        Assert.False(await new AwsDeletionAid(_session, _feedback).ClearStaleAsync(cluster, CancellationToken.None));
    }

    private static DeletionEntry Stuck(string type, string id)
    {
        var entry = new DeletionEntry(type, id, "");
        entry.MarkAttempt(DeletionState.HasDependencies, null);
        return entry;
    }

    private static TagSpecification Tags(string type, params string[] pairs) => new()
    {
        ResourceType = type, Tags = [.. pairs.Chunk(2).Select(pair => new Tag(pair[0], pair[1]))],
    };

    private Task<IReadOnlyList<KopsDeletionBlocker>> FindAsync(params DeletionEntry[] left) =>
        new AwsDeletionAid(_session, _feedback).FindHoldersAsync(Cluster, left, CancellationToken.None);

    private async Task<(string Vpc, string Subnet)> NetworkAsync()
    {
        var vpc = (await _session.Ec2().CreateVpcAsync(new CreateVpcRequest("10.7.0.0/16"))).Vpc.VpcId;
        var subnet = await _session.Ec2().CreateSubnetAsync(new CreateSubnetRequest { VpcId = vpc, CidrBlock = "10.7.1.0/24", AvailabilityZone = "us-east-1a" });
        return (vpc, subnet.Subnet.SubnetId);
    }

    private async Task<string> NatAsync(string subnet)
    {
        var address = await _session.Ec2().AllocateAddressAsync(new AllocateAddressRequest());
        return (await _session.Ec2().CreateNatGatewayAsync(new CreateNatGatewayRequest { SubnetId = subnet, AllocationId = address.AllocationId })).NatGateway.NatGatewayId;
    }

    private async Task<string> RouteTableAsync(string vpc, string tag, string nat)
    {
        var table = (await _session.Ec2().CreateRouteTableAsync(new CreateRouteTableRequest
        {
            VpcId = vpc, TagSpecifications = [Tags("route-table", tag, "owned")],
        })).RouteTable.RouteTableId;
        await _session.Ec2().CreateRouteAsync(new CreateRouteRequest { RouteTableId = table, DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = nat });
        return table;
    }

    private async Task<string[]> NatsOfAsync(string table)
    {
        var tables = await _session.Ec2().DescribeRouteTablesAsync(new DescribeRouteTablesRequest { RouteTableIds = [table] });
        return [.. tables.RouteTables[0].Routes.Select(route => route.NatGatewayId).OfType<string>()];
    }

    /// <summary>Our own client only reads, so that the server is asked directly. It checks no signature.</summary>
    private async Task<string> CreateBalancerAsync(string subnet, string tag, string value)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_moto.Endpoint + "/"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["Action"] = "CreateLoadBalancer", ["Version"] = "2015-12-01", ["Type"] = "network", ["Name"] = $"b{Guid.NewGuid():n}"[..16],
                ["Subnets.member.1"] = subnet, ["Tags.member.1.Key"] = tag, ["Tags.member.1.Value"] = value,
            }),
        };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(
            "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return System.Xml.Linq.XElement.Parse(text).Descendants().First(element => element.Name.LocalName == "LoadBalancerArn").Value;
    }

    private sealed class Refusing : IElasticLoadBalancing
    {
        private static AmazonServiceException Fault => new("not yours", null, ErrorType.Sender, "AccessDenied", "", System.Net.HttpStatusCode.Forbidden);

        public Task<DescribeLoadBalancersResponse> DescribeLoadBalancersAsync(DescribeLoadBalancersRequest request, CancellationToken cancellationToken = default) => throw Fault;

        public Task<DescribeTargetGroupsResponse> DescribeTargetGroupsAsync(DescribeTargetGroupsRequest request, CancellationToken cancellationToken = default) => throw Fault;

        public Task<DescribeTargetHealthResponse> DescribeTargetHealthAsync(DescribeTargetHealthRequest request, CancellationToken cancellationToken = default) => throw Fault;

        public Task<Engine.Aws.ElasticLoadBalancing.DescribeTagsResponse> DescribeTagsAsync(
            Engine.Aws.ElasticLoadBalancing.DescribeTagsRequest request, CancellationToken cancellationToken = default) => throw Fault;

        public Task<DescribeLoadBalancerAttributesResponse> DescribeLoadBalancerAttributesAsync(
            DescribeLoadBalancerAttributesRequest request, CancellationToken cancellationToken = default) => throw Fault;
    }
}
