using KopsPS.Engine.Aws;
using KopsPS.Engine.Health;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health;

/// <summary>Nodes held against what EC2 answers, in its documented form.</summary>
public sealed class NodeInstanceTests : IAsyncLifetime
{
    private const string Sound = "i-01b7d3e9f8a246c5e";
    private static readonly DateTimeOffset Now = KubeRecordings.Now;
    private static readonly (string, string)[] Tags = [("KubernetesCluster", "prod.example.com"), ("k8s.io/role/node", "1")];

    private readonly Dictionary<string, StubAnswer> _answers = new()
    {
        ["DescribeInstanceStatus"] = Xml(Ec2Answers.Statuses()),
        ["DescribeSpotInstanceRequests"] = Xml(Ec2Answers.Spots()),
    };

    private KubeApi _api = null!;

    public async Task InitializeAsync() => _api = await KubeApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Nodes_whose_instances_run_are_judged_as_before()
    {
        var nodes = await ReadAsync();
        foreach (var (name, level, _) in _api.Recordings.Truth("Node"))
        {
            Assert.Equal((name, NodeHealthFixture.VerdictOf(level)), (name, nodes[name].Verdict));
        }

        Assert.Contains(nodes["i-0b97e3d5ac1f42680"].Findings, finding => finding.Code == NodeCode.InstanceMissing && finding.Severity == KopsSeverity.Error);
        Assert.Single(nodes.Values, node => node.Findings.Any(finding => finding.Code == NodeCode.InstanceMissing));
        Assert.All(nodes.Values, node => Assert.Empty(node.NotChecked));
    }

    [Theory]
    [InlineData("stopped", NodeCode.InstanceNotRunning)]
    [InlineData("shutting-down", NodeCode.InstanceNotRunning)]
    [InlineData("terminated", NodeCode.InstanceMissing)]
    public async Task An_instance_that_does_not_run_is_an_error(string state, string code) =>
        Check((await ReadAsync((Ec2Answers.Instance(Sound, state, Now.AddHours(-1), false, Tags)), replaces: Sound))[Sound], KopsVerdict.Unhealthy, code);

    [Fact]
    public async Task An_instance_that_never_joined_is_an_object_of_its_own_and_one_that_has_just_started_no_fault()
    {
        var nodes = await ReadAsync(
            Ec2Answers.Instance("i-late", "running", Now.AddHours(-1), false, Tags)
            + Ec2Answers.Instance("i-fresh", "running", Now.AddMinutes(-3), false, Tags)
            + Ec2Answers.Instance("i-warm", "stopped", Now.AddHours(-1), false, Tags)
            + Ec2Answers.Instance("i-bastion", "running", Now.AddHours(-1), false, ("KubernetesCluster", "prod.example.com"), ("k8s.io/role/bastion", "1")));
        Check(nodes["i-late"], KopsVerdict.Unhealthy, NodeCode.InstanceWithoutNode);
        Assert.Equal("Instance", nodes["i-late"].Kind);
        Check(nodes["i-fresh"], KopsVerdict.Healthy, NodeCode.InstanceStarting);
        Assert.DoesNotContain("i-warm", nodes.Keys);
        Assert.DoesNotContain("i-bastion", nodes.Keys);
    }

    [Fact]
    public async Task Status_checks_and_what_is_planned_are_told()
    {
        _answers["DescribeInstanceStatus"] = Xml(Ec2Answers.Statuses(
            (Sound, "impaired", "ok", null, null),
            ("i-0314f6b8e9d7c2a5b", "ok", "ok", "instance-retirement", "The instance is running on degraded hardware"),
            ("i-069d1f5c8b2e7a43f", "ok", "ok", "instance-reboot", "[Completed] Scheduled reboot"),
            ("i-06d92b5e7fa4c8130", "initializing", "initializing", null, null)));
        var nodes = await ReadAsync();
        Check(nodes[Sound], KopsVerdict.Degraded, NodeCode.InstanceStatusImpaired);
        Check(nodes["i-0314f6b8e9d7c2a5b"], KopsVerdict.Degraded, NodeCode.InstanceEventScheduled);
        Assert.Contains("instance-retirement", nodes["i-0314f6b8e9d7c2a5b"].Finding, StringComparison.Ordinal);
        Assert.Empty(nodes["i-069d1f5c8b2e7a43f"].Findings);
        Assert.Empty(nodes["i-06d92b5e7fa4c8130"].Findings);
    }

    [Fact]
    public async Task A_notice_to_a_spot_instance_is_told()
    {
        _answers["DescribeSpotInstanceRequests"] = Xml(Ec2Answers.Spots((Sound, "marked-for-termination")));
        Check((await ReadAsync(Ec2Answers.Instance(Sound, "running", Now.AddHours(-1), true, Tags), replaces: Sound))[Sound], KopsVerdict.Degraded, NodeCode.NodeInterruption);
    }

    [Theory]
    [InlineData(3, -1, KopsVerdict.Healthy, null)]
    [InlineData(5, -1, KopsVerdict.Healthy, NodeCode.InstanceNeedsUpdate)]
    [InlineData(5, -31, KopsVerdict.Degraded, NodeCode.InstanceNeedsUpdate)]
    public async Task A_newer_launch_template_waits_for_an_update(int newest, int days, KopsVerdict verdict, string? code)
    {
        _answers["DescribeLaunchTemplateVersions"] = Xml(Ec2Answers.Template("lt-1", newest, Now.AddDays(days)));
        var own = Ec2Answers.Instance(Sound, "running", Now.AddHours(-1), false, [.. Tags, ("aws:ec2launchtemplate:id", "lt-1"), ("aws:ec2launchtemplate:version", "3")]);
        Check((await ReadAsync(own, replaces: Sound))[Sound], verdict, code);
    }

    [Fact]
    public async Task What_the_rights_do_not_allow_is_not_checked()
    {
        var refused = StubAnswer.Ec2Xml(403, "UnauthorizedOperation", "You are not authorized to perform this operation.");
        _answers["DescribeInstanceStatus"] = refused;
        var node = (await ReadAsync())[Sound];
        Assert.Equal([NodeCode.InstanceStatus], node.NotChecked.Select(skipped => skipped.Code));
        Assert.Equal(KopsVerdict.Healthy, node.Verdict);

        _answers["DescribeInstances"] = refused;
        var nodes = await ReadAsync();
        Assert.Equal([NodeCode.Instance], nodes[Sound].NotChecked.Select(skipped => skipped.Code));
        Assert.DoesNotContain(nodes.Values, each => each.Findings.Any(finding => finding.Code == NodeCode.InstanceMissing));
    }

    private static StubAnswer Xml(string body) => new(200, body, "text/xml");

    private static void Check(KopsNodeHealth node, KopsVerdict verdict, string? code)
    {
        Assert.Equal(code, node.Findings.FirstOrDefault()?.Code);
        Assert.Equal(verdict, node.Verdict);
    }

    /// <summary>All recorded nodes have an instance that runs, but the ghost; and there are those given.</summary>
    private async Task<Dictionary<string, KopsNodeHealth>> ReadAsync(string more = "", string? replaces = null)
    {
        var running = _api.Recordings.Truth("Node").Select(row => row.Name).Where(name => name != "i-0b97e3d5ac1f42680" && name != replaces)
            .Select(name => Ec2Answers.Instance(name, "running", Now.AddMinutes(-13), false, Tags));
        await using var ec2 = await AwsStub.StartAsync(request => _answers.TryGetValue(request.Action!, out var told)
            ? told
            : request.Action == "DescribeInstances"
                ? Xml(request.Body.Contains("tag%3AKubernetesCluster", StringComparison.Ordinal) ? Ec2Answers.Instances(running.Append(more)) : Ec2Answers.Instances())
                : null);
        using var folder = new TempFolder();
        using var session = AwsSession.Create(TestSettings.With(folder.Path) with { EndpointUrl = ec2.Endpoint, Region = "us-east-1" });
        return await NodeHealthFixture.ReadAsync(_api, query: new NodeHealthQuery { Instances = session });
    }
}
