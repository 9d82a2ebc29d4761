using Amazon.EC2;
using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.NodeOperations;
using KopsPS.Fakes;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.NodeDrains;

/// <summary>What a third party's server of AWS' protocol says of instances.</summary>
public sealed class InstanceFateTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private AwsSession _session = null!;

    public async Task InitializeAsync() => _session = AwsSession.Create(
        TestSettings.With(_home.Path) with { EndpointUrl = (await MotoServer.SharedAsync()).Endpoint, Region = "us-east-1" });

    public Task DisposeAsync()
    {
        _session.Dispose();
        _home.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("k8s.io/role/node", "node")]
    [InlineData("k8s.io/role/control-plane", "control-plane")]
    [InlineData("k8s.io/role/bastion", null)]
    public async Task An_ended_instance_says_when_and_what_it_was_for(string tag, string? role)
    {
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        var id = await LaunchAsync(tag);

        var running = await InstanceFate.FindAsync(_session, id, default);
        Assert.Equal((id, "fate.example.com", "nodes-us-east-1a", role, false), (running!.Id, running.ClusterName, running.InstanceGroup, running.Role, running.IsEnding));

        await _session.Ec2().TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [id] });

        var ended = await InstanceFate.FindAsync(_session, id, default);
        Assert.True(ended!.IsEnding);
        Assert.InRange(ended.Ended!.Value, before, DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task What_EC2_does_not_know_is_null() => Assert.Null(await InstanceFate.FindAsync(_session, "i-00000000000000000", default));

    private async Task<string> LaunchAsync(string role)
    {
        var images = await _session.Ec2().DescribeImagesAsync(new DescribeImagesRequest { MaxResults = 5 });
        var tags = new[] { ("KubernetesCluster", "fate.example.com"), ("kops.k8s.io/instancegroup", "nodes-us-east-1a"), (role, "1") };
        return (await _session.Ec2().RunInstancesAsync(new RunInstancesRequest
        {
            ImageId = images.Images[0].ImageId,
            MinCount = 1,
            MaxCount = 1,
            TagSpecifications = [new TagSpecification { ResourceType = ResourceType.Instance, Tags = [.. tags.Select(tag => new Tag(tag.Item1, tag.Item2))] }],
        })).Reservation.Instances[0].InstanceId;
    }
}
