using KopsPS.Engine.EventReports;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.EventReading;

/// <summary>The recorded events, as both APIs serve them.</summary>
public sealed class EventReaderTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private KubeApi _api = null!;
    private KubeClient _client = null!;

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        _client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_event_is_told_with_the_newest_last()
    {
        var events = await ReadAsync(new EventQuery { GroupBy = KopsEventGroup.None });

        Assert.Equal(694, events.Count);
        Assert.Equal(83, events.Count(item => item.Severity == KopsSeverity.Warning));
        Assert.Equal(events.OrderBy(item => item.LastSeen), events);
        // The scheduler leaves the old times empty.
        var scheduled = events.Single(item => item.Name == "backfill-57f4x" && item.Reason == "Scheduled");
        Assert.Equal(DateTimeOffset.Parse("2026-11-22T21:34:19.487032Z", System.Globalization.CultureInfo.InvariantCulture), scheduled.LastSeen);
        Assert.Equal("default-scheduler", scheduled.Source);
        Assert.Equal("prod.example.com", scheduled.ClusterName);
    }

    [Fact]
    public async Task Both_APIs_tell_the_same()
    {
        var core = await ReadAsync(new EventQuery { GroupBy = KopsEventGroup.None });
        _api.When("/api/v1/events", _api.Recordings.Answer("error-403-metrics"));
        var other = await ReadAsync(new EventQuery { GroupBy = KopsEventGroup.None });

        Assert.Contains(_api.Requests, request => request.Path == "/apis/events.k8s.io/v1/events");
        Assert.Equal(core.Select(Key).Order(StringComparer.Ordinal), other.Select(Key).Order(StringComparer.Ordinal));

        static string Key(KopsEvent item) => $"{item.Kind} {item.Namespace} {item.Name} {item.Reason} {item.Message} {item.Count}";
    }

    [Fact]
    public async Task Without_a_right_to_either_it_is_an_error()
    {
        _api.When(request => request.Path.EndsWith("/events", StringComparison.Ordinal), _api.Recordings.Answer("error-403-metrics"));
        var fault = await Assert.ThrowsAsync<KopsException>(() => ReadAsync(new EventQuery()));
        Assert.Equal("KubernetesForbidden", fault.Id);
    }

    [Fact]
    public async Task Groups_add_up_what_they_hold()
    {
        var single = await ReadAsync(new EventQuery { GroupBy = KopsEventGroup.None });
        foreach (var by in new[] { KopsEventGroup.Resource, KopsEventGroup.Reason })
        {
            var groups = await ReadAsync(new EventQuery { GroupBy = by });
            Assert.True(groups.Count < single.Count);
            Assert.Equal(single.Sum(item => item.Count), groups.Sum(item => item.Count));
            Assert.All(groups, group => Assert.True(group.FirstSeen <= group.LastSeen));
        }

        Assert.Contains(await ReadAsync(new EventQuery { GroupBy = KopsEventGroup.Reason }), group => group.ObjectCount > 1);
    }

    [Fact]
    public async Task Time_severity_and_namespace_choose()
    {
        var warnings = await ReadAsync(new EventQuery { Severity = KopsSeverity.Warning, GroupBy = KopsEventGroup.None });
        Assert.Equal(83, warnings.Count);
        Assert.Equal("type=Warning", _api.Requests[^1].Query["fieldSelector"]);

        var since = KubeRecordings.Now.AddMinutes(-5);
        var recent = await ReadAsync(new EventQuery { Since = TimeSpan.FromMinutes(5), GroupBy = KopsEventGroup.None });
        Assert.NotEmpty(recent);
        Assert.True(recent.Count < 694);
        Assert.All(recent, item => Assert.True(item.LastSeen >= since));

        Assert.All(await ReadAsync(new EventQuery { Namespaces = ["shop"] }), item => Assert.Equal("shop", item.Namespace));
    }

    [Theory]
    [InlineData("Deployment", "web", "ReplicaSet", "web-8bd5fb94f", true)]
    [InlineData("Deployment", "web", "Pod", "web-8bd5fb94f-4svd9", true)]
    [InlineData("Deployment", "web", "Pod", "web-admin-8bd5fb94f-4svd9", false)]
    [InlineData("Deployment", "web", "Deployment", "web-admin", false)]
    [InlineData("StatefulSet", "postgres", "Pod", "postgres-10", true)]
    [InlineData("StatefulSet", "postgres", "Pod", "postgres-backup", false)]
    [InlineData("CronJob", "purge", "Pod", "purge-29923060-wrdhp", true)]
    [InlineData("Job", "import", "Pod", "import-0-5dzdh", true)]
    [InlineData("DaemonSet", "cilium", "Pod", "cilium-g7dmn", true)]
    [InlineData("DaemonSet", "cilium", "Pod", "cilium-operator-6cfbdff7f8-mzsdz", false)]
    [InlineData("Node", "a", "Node", "a", true)]
    [InlineData("Pod", "a", "Node", "a", false)]
    public void A_workload_has_what_its_controllers_made(string ownerKind, string owner, string kind, string name, bool fits) =>
        Assert.Equal(fits, new EventAbout(ownerKind, null, owner).Fits(kind, "any", name));

    private Task<IReadOnlyList<KopsEvent>> ReadAsync(EventQuery query) => new EventReader(_client, null, NoFeedback.Instance).ReadAsync(query, default);
}
