using Amazon.EC2.Model;
using KopsPS.Engine.Aws;
using KopsPS.Engine.ManagementServers;
using KopsPS.Fakes.Aws;

namespace KopsPS.Engine.Tests.ManagementServers;

/// <summary>A session on a third party's server of AWS' protocol, with something in between that answers what a test wants answered.</summary>
internal sealed class ManagementServerFixture : IAsyncDisposable
{

    private ManagementServerFixture(AwsProxy aws, AwsSession session)
    {
        Aws = aws;
        Session = session;
    }

    internal AwsProxy Aws { get; }

    internal AwsSession Session { get; }

    internal RecordingFeedback Feedback { get; } = new();

    /// <summary>A name that no other test has.</summary>
    internal string Name { get; } = $"s-{Guid.NewGuid():N}"[..20];

    internal static async Task<ManagementServerFixture> StartAsync(string region = "us-east-1")
    {
        var aws = await AwsProxy.StartAsync((await MotoServer.SharedAsync()).Endpoint);
        var session = AwsSession.Create(TestSettings.With(Path.GetTempPath()) with { EndpointUrl = aws.Endpoint, Region = region });
        var fixture = new ManagementServerFixture(aws, session);
        await session.Ec2().CreateKeyPairAsync(new CreateKeyPairRequest { KeyName = fixture.Name });
        return fixture;
    }

    /// <summary>A request for a server by SSH.</summary>
    internal ManagementServerRequest Request(params string[] access) => new()
    {
        Name = Name, KeyName = Name, SshAccess = access.Length == 0 ? ["203.0.113.0/24"] : access, Module = ModuleSource.Parse("0.1.0", null),
    };

    internal ManagementServerProvisioner Provisioner(AwsSession? session = null) => new(
        session ?? Session, Feedback, AdvancingTime.Pace(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)), AdvancingTime.Pace(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(3)));

    internal ManagementServerRemoval Removal() => new(Session, Feedback, null, AdvancingTime.Pace(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)));

    /// <summary>Lets an action be refused, as EC2 says it.</summary>
    internal void Refuse(string action, int status, string code, string message, int times = int.MaxValue)
    {
        var left = times;
        Aws.Answers = request => request.Action == action && left-- > 0 ? Error(status, code, message) : null;
    }

    /// <summary>A refusal in EC2's form.</summary>
    internal static AwsAnswer Error(int status, string code, string message) => new(
        status, $"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>1</RequestID></Response>");

    /// <summary>All instances with the test's name, also ended ones.</summary>
    internal async Task<IReadOnlyList<Instance>> InstancesAsync()
    {
        var answer = await Session.Ec2().DescribeInstancesAsync(new DescribeInstancesRequest { Filters = [new Filter("tag:Name", [Name])] });
        return [.. (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances)];
    }

    /// <summary>The rules that let somebody into the test's group.</summary>
    internal async Task<IReadOnlyList<SecurityGroupRule>> RulesAsync()
    {
        var groups = await GroupsAsync();
        var rules = await Session.Ec2().DescribeSecurityGroupRulesAsync(new DescribeSecurityGroupRulesRequest { Filters = [new Filter("group-id", [groups.Single().GroupId])] });
        return [.. rules.SecurityGroupRules.Where(rule => rule.IsEgress != true)];
    }

    internal async Task<IReadOnlyList<SecurityGroup>> GroupsAsync()
    {
        var answer = await Session.Ec2().DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest { Filters = [new Filter("group-name", [$"kopsps-{Name}"])] });
        return answer.SecurityGroups ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Aws.DisposeAsync();
    }
}
