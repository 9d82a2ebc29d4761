using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;
using KopsPS.Engine.Tests.Processes;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Lifecycle;

public sealed class ClusterRemoverTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly RecordingFeedback _feedback = new();
    private readonly Aid _aid = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("1.36.2", 73)]
    [InlineData("1.30.1", 76)]
    public async Task A_preview_gives_what_would_go(string version, int count)
    {
        using var kops = ReplayKopsScenario.ForRecording(version, "delete-cluster-preview");
        var resources = await Remover(kops).PreviewAsync(new RemovalRequest { ClusterName = "prod.example.com", Wait = TimeSpan.FromMinutes(5) }, CancellationToken.None);

        Assert.Equal(count, resources.Count);
        var vpc = Assert.Single(resources, resource => resource.Type == "vpc");
        Assert.Equal(("prod.example.com", "prod.example.com", kops.StateStore, "us-east-1"), (vpc.Name, vpc.ClusterName, vpc.StateStore, vpc.Region));
        Assert.Equal(["delete", "cluster", "--name", "prod.example.com", "--state", kops.StateStore], Changes(kops)[0]);
    }

    [Fact]
    public async Task A_removal_gives_what_went()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "delete-cluster-whole");
        var removal = await Remover(kops).RemoveAsync(new RemovalRequest { ClusterName = "prod.example.com" }, CancellationToken.None);

        Assert.Equal(76, removal.Resources.Length);
        Assert.Equal(1, removal.Rounds);
        Assert.False(removal.Unregistered);
        Assert.Equal(kops.StateStore, removal.StateStore);
        Assert.Equal(["delete", "cluster", "--yes", "--name", "prod.example.com", "--state", kops.StateStore], Assert.Single(Changes(kops)));
        Assert.Contains(_feedback.Reports, report => report is { Percent: 0 } && report.Status == "76 of 76 resources left, round 1");
        Assert.Contains(_feedback.Reports, report => report.Percent is > 0 and < 100);
        Assert.True(_feedback.Reports[^1].Completed);
    }

    [Fact]
    public async Task Limits_are_passed_on()
    {
        Assert.Equal(
            ["delete", "cluster", "--yes", "--wait", "20m", "--interval", "30s", "--count", "5"],
            ClusterRemover.Arguments(
                new RemovalRequest { ClusterName = "x", Wait = TimeSpan.FromMinutes(20), Interval = TimeSpan.FromSeconds(30), Count = 5 }, apply: true));
        Assert.Equal(["delete", "cluster", "--unregister", "--yes"], ClusterRemover.Arguments(new RemovalRequest { ClusterName = "x", Unregister = true }, apply: true));
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "unregister-yes");
        var removal = await Remover(kops).RemoveAsync(new RemovalRequest { ClusterName = "lab.example.com", Unregister = true }, CancellationToken.None);
        Assert.True(removal.Unregistered);
        Assert.Empty(removal.Resources);
    }

    [Theory]
    [InlineData("1.36.2")]
    [InlineData("1.30.1")]
    public async Task A_stall_says_what_is_left_and_what_holds_it(string version)
    {
        _aid.Holders =
        [
            new KopsDeletionBlocker
            {
                ResourceType = "vpc", ResourceId = "vpc-1", Type = "network-interface", Id = "eni-1", Description = "ELB app/web/1",
                Owner = "load balancer app/web/1", Remedy = "Delete it.",
            },
        ];
        using var kops = ReplayKopsScenario.ForRecording(version, "delete-cluster-stuck");
        var request = new RemovalRequest { ClusterName = "dev.k8s.local", Wait = TimeSpan.FromSeconds(30), Interval = TimeSpan.FromSeconds(3), Count = 3 };
        var fault = await Assert.ThrowsAsync<KopsException>(() => Remover(kops).RemoveAsync(request, CancellationToken.None));

        Assert.Equal("KopsDeletionStalled", fault.Id);
        Assert.Equal(FaultKind.ResourceBusy, fault.Kind);
        Assert.StartsWith("2 resources of dev.k8s.local could not be deleted: dhcp-options dopt-", fault.Message, StringComparison.Ordinal);
        Assert.Contains("network-interface eni-1 (ELB app/web/1), of load balancer app/web/1", fault.Message, StringComparison.Ordinal);
        Assert.Equal(_aid.Holders, fault.Target);
        Assert.Equal(["dhcp-options", "vpc"], _aid.Asked!.Select(entry => entry.Type).Order(StringComparer.Ordinal));
        Assert.Single(Changes(kops));
    }

    [Fact]
    public async Task What_is_gone_already_is_got_past_by_a_second_run()
    {
        var whole = await File.ReadAllTextAsync(Path.Combine(ReplayKopsScenario.RecordingFolder("1.36.2", "delete-cluster-whole"), "stdout.txt"));
        using var kops = ReplayKopsScenario.Create(
            "1.36.2", "delete-cluster-staging-yes", new ReplayKopsStep { Command = "delete cluster --yes --wait 2m", Stdout = whole });
        var removal = await Remover(kops).RemoveAsync(
            new RemovalRequest { ClusterName = "staging.example.com", Wait = TimeSpan.FromMinutes(2) }, CancellationToken.None);

        Assert.Equal(2, Changes(kops).Count);
        Assert.NotEmpty(removal.Resources);
        Assert.Null(_aid.Asked);
    }

    [Fact]
    public async Task A_second_run_that_sticks_too_is_the_end()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "delete-cluster-staging-yes");
        var fault = await Assert.ThrowsAsync<KopsException>(() => Remover(kops).RemoveAsync(
            new RemovalRequest { ClusterName = "staging.example.com", Wait = TimeSpan.FromMinutes(2) }, CancellationToken.None));

        Assert.Equal("KopsDeletionTimeout", fault.Id);
        Assert.Equal(2, Changes(kops).Count);
    }

    [Fact]
    public async Task A_half_deleted_address_is_cleared_and_the_removal_goes_on()
    {
        _aid.Stale = true;
        using var kops = ReplayKopsScenario.Create("1.36.2", "delete-cluster-again", "delete-cluster-whole");
        await Remover(kops).RemoveAsync(new RemovalRequest { ClusterName = "prod.example.com" }, CancellationToken.None);

        Assert.Equal(2, Changes(kops).Count);
        Assert.Equal("prod.example.com", _aid.Cleared);
    }

    [Fact]
    public async Task A_half_deleted_address_that_cannot_be_cleared_is_told()
    {
        using var kops = ReplayKopsScenario.ForRecording("1.36.2", "delete-cluster-again");
        var fault = await Assert.ThrowsAsync<KopsException>(() =>
            Remover(kops).RemoveAsync(new RemovalRequest { ClusterName = "prod.example.com" }, CancellationToken.None));

        Assert.Equal("KopsDeletionFailed", fault.Id);
        Assert.Contains("eipalloc-2fef7c15c26297ada", fault.Message, StringComparison.Ordinal);
        Assert.Single(Changes(kops));
    }

    private static List<IReadOnlyList<string>> Changes(ReplayKopsScenario kops) =>
        [.. kops.Calls.Select(call => call.Arguments).Where(arguments => arguments[0] != "version")];

    private ClusterRemover Remover(ReplayKopsScenario kops)
    {
        var settings = new KopsSettings
        {
            Environment = new HostEnvironment([KeyValuePair.Create("PATH", Environment.GetEnvironmentVariable("PATH") ?? "")], _home.Path),
            StateStore = kops.StateStore,
            KopsPath = kops.KopsPath,
            Region = "us-east-1",
        };
        return new ClusterRemover(new KopsRunner(settings, new FakeAccess(), _feedback).RunAsync, _aid, settings, _feedback);
    }

    private sealed class Aid : IDeletionAid
    {
        public KopsDeletionBlocker[] Holders { get; set; } = [];

        public bool Stale { get; set; }

        public IReadOnlyCollection<DeletionEntry>? Asked { get; private set; }

        public string? Cleared { get; private set; }

        public Task<IReadOnlyList<KopsDeletionBlocker>> FindHoldersAsync(
            string clusterName, IReadOnlyCollection<DeletionEntry> left, CancellationToken cancellationToken)
        {
            Asked = left;
            return Task.FromResult<IReadOnlyList<KopsDeletionBlocker>>(Holders);
        }

        public Task<bool> ClearStaleAsync(string clusterName, CancellationToken cancellationToken)
        {
            Cleared = clusterName;
            return Task.FromResult(Stale);
        }
    }
}
