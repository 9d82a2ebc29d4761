using KopsPS.Engine.Health.Watching;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Health.Watching;

public sealed class ClusterWatchTests : IAsyncLifetime
{
    // The recording has a list of its own for this namespace.
    private const string Pods = "/api/v1/namespaces/shop/pods";

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));
    private KubeApi _api = null!;

    public async Task InitializeAsync() => _api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Everything_that_is_there_has_its_verdict()
    {
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
        var watch = new ClusterWatch(client, null, new ClusterWatchQuery { IncludeExisting = true }, NoFeedback.Instance);
        var seen = new Dictionary<string, KopsClusterChange>();
        await foreach (var change in watch.RunAsync(_stop.Token))
        {
            seen.Add($"{change.Kind}/{change.Namespace}/{change.Name}", change);
            if (seen.Count == 19 + 178)
            {
                break;
            }
        }

        foreach (var (name, level, _) in _api.Recordings.Truth("Node").Where(row => row.Name != "i-09e47c5b8d1fa3026"))
        {
            // All but the one that is judged by its peers.
            Assert.Equal((name, NodeHealthFixture.VerdictOf(level)), (name, seen[$"Node//{name}"].Verdict!.Value));
        }

        Assert.Equal("ContainerOutOfMemory", seen["Pod/shop/recommender-9ff74ff87-6z5qw"].Finding!.Code);
        Assert.Equal(KopsVerdict.Healthy, seen["Pod/shop/web-8bd5fb94f-4svd9"].Verdict);
        Assert.Equal(178, watch.State.Counts().Single(one => one.Kind == "Pod") is var pods ? pods.Healthy + pods.Degraded + pods.Unhealthy + pods.NotChecked : 0);
        Assert.Equal(KopsSeverity.Error, watch.State.Worst(1).Single().Finding.Severity);
    }

    [Fact]
    public async Task What_went_while_the_way_was_broken_is_told_afterwards()
    {
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
        var watch = new ClusterWatch(client, null, new ClusterWatchQuery { Nodes = false, Namespace = "shop", IncludeExisting = true }, NoFeedback.Instance);
        await using var changes = watch.RunAsync(_stop.Token).GetAsyncEnumerator();
        var names = new HashSet<string>();
        while (!names.IsSupersetOf(["web-8bd5fb94f-4svd9", "web-8bd5fb94f-p9pmc"]))
        {
            Assert.True(await changes.MoveNextAsync());
            names.Add(changes.Current.Name);
        }

        _api.When(request => request.Query.ContainsKey("watch"), KubeAnswer.Status(503, "no", "text/plain"), times: 2);
        _api.Remove(Pods, "web-8bd5fb94f-4svd9", "shop");
        var other = _api.Recordings.Item("pods", "web-8bd5fb94f-p9pmc");
        other["metadata"]!["name"] = "web-new";
        _api.Put(Pods, other);
        _api.BreakWatches();
        _api.ExpireWatches();

        KopsClusterChange? gone = null, fresh = null;
        while (gone is null || fresh is null)
        {
            Assert.True(await changes.MoveNextAsync());
            gone ??= changes.Current.Change == KopsClusterChangeType.Deleted ? changes.Current : null;
            fresh ??= changes.Current.Name == "web-new" ? changes.Current : null;
        }

        Assert.Equal(("web-8bd5fb94f-4svd9", KopsVerdict.Healthy), (gone.Name, gone.Before!.Value));
        Assert.Equal((KopsClusterChangeType.Added, "shop"), (fresh.Change, fresh.Namespace));
    }
}
