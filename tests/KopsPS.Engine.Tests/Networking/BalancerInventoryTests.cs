using System.Net.Http.Headers;
using System.Xml.Linq;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Health.Workloads;
using KopsPS.Engine.Networking;
using KopsPS.Engine.Tests.Health.Workloads;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.Networking;

/// <summary>Load balancers of both generations, asked of a third party's server of AWS' protocol.</summary>
public sealed class BalancerInventoryTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
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
    public async Task A_network_load_balancer_is_found_by_its_name_with_its_targets()
    {
        var subnet = (await _session.Ec2().DescribeSubnetsAsync(new DescribeSubnetsRequest())).Subnets[0];
        var name = $"n{Guid.NewGuid():n}"[..16];
        var created = await CallAsync("2015-12-01", "CreateLoadBalancer", ("Type", "network"), ("Scheme", "internet-facing"), ("Name", name), ("Subnets.member.1", subnet.SubnetId));
        var group = Value(await CallAsync("2015-12-01", "CreateTargetGroup", ("Name", name), ("Protocol", "TCP"), ("Port", "30080"), ("VpcId", subnet.VpcId), ("TargetType", "ip")), "TargetGroupArn");
        await CallAsync(
            "2015-12-01", "CreateListener", ("LoadBalancerArn", Value(created, "LoadBalancerArn")), ("Protocol", "TCP"), ("Port", "80"),
            ("DefaultActions.member.1.Type", "forward"), ("DefaultActions.member.1.TargetGroupArn", group));
        await CallAsync("2015-12-01", "RegisterTargets", ("TargetGroupArn", group), ("Targets.member.1.Id", "10.0.0.5"), ("Targets.member.1.Port", "30080"));

        var inventory = await ReadAsync();
        var balancer = inventory.Find("dualstack." + Value(created, "DNSName").ToUpperInvariant());
        Assert.NotNull(balancer);
        Assert.Equal((name, "network", "internet-facing", Value(created, "LoadBalancerArn"), subnet.VpcId), (balancer.Name, balancer.Type, balancer.Scheme, balancer.Arn, balancer.VpcId));
        var targets = Assert.Single(await inventory.TargetsAsync(balancer, default));
        Assert.Equal((name, "TCP", 30080, "ip"), (targets.Name, targets.Protocol, targets.Port, targets.TargetType));
        Assert.Equal(("10.0.0.5", 30080), (Assert.Single(targets.Targets).Id, targets.Targets[0].Port));
    }

    [Fact]
    public async Task A_classic_load_balancer_is_found_by_its_name_with_its_instances()
    {
        var name = $"c{Guid.NewGuid():n}"[..16];
        var created = await CallAsync(
            "2012-06-01", "CreateLoadBalancer", ("LoadBalancerName", name), ("Listeners.member.1.Protocol", "tcp"), ("Listeners.member.1.LoadBalancerPort", "80"),
            ("Listeners.member.1.InstancePort", "30080"), ("AvailabilityZones.member.1", "us-east-1a"));
        var instance = (await _session.Ec2().RunInstancesAsync(new RunInstancesRequest { ImageId = "ami-12c6146b", MinCount = 1, MaxCount = 1 })).Reservation.Instances[0].InstanceId;
        await CallAsync("2012-06-01", "RegisterInstancesWithLoadBalancer", ("LoadBalancerName", name), ("Instances.member.1.InstanceId", instance));

        var inventory = await ReadAsync();
        var balancer = inventory.Find(Value(created, "DNSName"));
        Assert.NotNull(balancer);
        Assert.Equal((name, "classic"), (balancer.Name, balancer.Type));
        var targets = Assert.Single(await inventory.TargetsAsync(balancer, default));
        Assert.Equal(30080, targets.Port);
        Assert.Equal((instance, "healthy"), (Assert.Single(targets.Targets).Id, targets.Targets[0].State));
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_not_found() => Assert.Null((await ReadAsync()).Find("none-1.us-east-1.elb.amazonaws.com"));

    [Theory]
    [InlineData("a4f0-5be0.elb.us-east-1.amazonaws.com", "us-east-1")]
    [InlineData("internal-a4f0-123.eu-central-1.elb.amazonaws.com", "eu-central-1")]
    [InlineData("dualstack.x-1.us-gov-west-1.elb.amazonaws.com.", "us-gov-west-1")]
    [InlineData("x.elb.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("192.0.2.7", null)]
    [InlineData("lb.example.com", null)]
    [InlineData(null, null)]
    public void A_name_tells_its_region(string? hostname, string? region) => Assert.Equal(region, BalancerHost.RegionOf(hostname));

    [Theory]
    [InlineData("active", "healthy healthy", "Healthy")]
    [InlineData("active", "healthy unhealthy", "Healthy TargetUnhealthy")]
    [InlineData("active", "unhealthy unhealthy", "Unhealthy NoHealthyTarget")]
    [InlineData("active", "initial initial", "Healthy NoHealthyTarget")]
    [InlineData("active", "initial unhealthy", "Unhealthy NoHealthyTarget")]
    [InlineData("active", "healthy draining", "Healthy")]
    [InlineData("active", "draining unused", "Unhealthy NoHealthyTarget")]
    [InlineData("active", "", "Unhealthy NoHealthyTarget")]
    [InlineData("provisioning", "healthy", "Healthy LoadBalancerNotActive")]
    [InlineData("active_impaired", "healthy", "Degraded LoadBalancerNotActive")]
    [InlineData("failed", "healthy", "Unhealthy LoadBalancerNotActive")]
    [InlineData(null, "healthy", "Healthy")]
    public void It_is_judged_by_its_state_and_its_targets(string? state, string targets, string line)
    {
        var judged = new Judgement();
        var group = new KopsTargetGroup
        {
            Name = "g", TargetType = "ip", Targets = [.. targets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((one, at) => new KopsLoadBalancerTarget { Id = $"10.0.0.{at}", State = one })],
        };
        BalancerJudge.Found(judged, new Balancer("b", "b.example.com", "network", "internal", state, "arn", "vpc"), [group], "web");
        Assert.Equal(line, Objects.Line(judged));
    }

    private async Task<BalancerInventory> ReadAsync()
    {
        var inventory = new BalancerInventory(_session);
        await inventory.ReadAsync(default);
        return inventory;
    }

    private async Task<XElement> CallAsync(string version, string action, params (string Name, string Value)[] fields)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_moto.Endpoint + "/"))
        {
            Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Append(KeyValuePair.Create("Action", action)).Append(KeyValuePair.Create("Version", version))),
        };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(
            "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return XElement.Parse(text);
    }

    private static string Value(XElement answer, string name) => answer.Descendants().First(element => element.Name.LocalName == name).Value;
}
