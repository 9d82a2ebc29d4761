using System.Text.Json;
using System.Text.Json.Serialization;
using KopsPS.Engine.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.Kubernetes;

public sealed class KubeWatchTests : IAsyncLifetime
{
    private const string Nodes = "/api/v1/nodes";

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));
    private KubeApi _api = null!;
    private KubeClient _client = null!;
    private IAsyncEnumerator<KubeWatchEvent<Row>> _events = null!;

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        _client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
        _events = Watch(Nodes).RunAsync(_stop.Token).GetAsyncEnumerator();
    }

    public async Task DisposeAsync()
    {
        await _events.DisposeAsync();
        _client.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Begins_with_what_there_is_and_goes_on_with_what_changes()
    {
        var first = await SyncedAsync();
        Assert.Equal(19, first.Count);
        Assert.All(first, happened => Assert.Equal(KubeWatchEventType.Added, happened.Type));

        var node = _api.Recordings.Item("nodes", "i-01b7d3e9f8a246c5e");
        _api.Put(Nodes, node);
        Check(await NextAsync(), KubeWatchEventType.Modified, "i-01b7d3e9f8a246c5e");
        node["metadata"]!["name"] = "i-new";
        _api.Put(Nodes, node);
        Check(await NextAsync(), KubeWatchEventType.Added, "i-new");
        _api.Remove(Nodes, "i-new");
        var gone = await NextAsync();
        Check(gone, KubeWatchEventType.Deleted, "i-new");
        Assert.NotNull(gone.Item);
    }

    [Fact]
    public async Task A_stream_that_ends_goes_on_from_the_last_bookmark()
    {
        await SyncedAsync();
        Touch("i-01b7d3e9f8a246c5e");
        await NextAsync();
        _api.Bookmark(Nodes);
        var bookmark = _api.Version;
        Touch("i-0314f6b8e9d7c2a5b");
        await NextAsync();
        _api.EndWatches();
        Touch("i-069d1f5c8b2e7a43f");
        Check(await NextAsync(), KubeWatchEventType.Modified, "i-069d1f5c8b2e7a43f");

        var watches = _api.Requests.Where(request => request.Query.ContainsKey("watch")).ToArray();
        Assert.Equal("true", watches[0].Query["allowWatchBookmarks"]);
        Assert.True(long.Parse(watches[^1].Query["resourceVersion"]) > bookmark);
        Assert.Single(_api.Requests, request => !request.Query.ContainsKey("watch"));
    }

    [Fact]
    public async Task A_quiet_watch_is_kept_new_by_bookmarks()
    {
        await SyncedAsync();
        Touch("i-01b7d3e9f8a246c5e");
        await NextAsync();
        _api.Bookmark(Nodes);
        var bookmark = _api.Version;
        _api.EndWatches();
        Touch("i-0314f6b8e9d7c2a5b");
        await NextAsync();
        Assert.Equal(bookmark.ToString(), _api.Requests.Last(request => request.Query.ContainsKey("watch")).Query["resourceVersion"]);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_and_nothing_is_lost_or_repeated()
    {
        await SyncedAsync();
        Touch("i-01b7d3e9f8a246c5e");
        await NextAsync();
        _api.When(request => request.Query.ContainsKey("watch"), KubeAnswer.Status(503, "no", "text/plain"), times: 2);
        _api.BreakWatches();
        Touch("i-0314f6b8e9d7c2a5b");
        var faults = new List<string>();
        var happened = await NextAsync();
        for (; happened.Type == KubeWatchEventType.Disconnected; happened = await NextAsync())
        {
            faults.Add(happened.Fault!.Id);
        }

        Assert.Equal(["KubernetesApiUnreachable", "KubernetesServerFailed", "KubernetesServerFailed"], faults);
        Check(happened, KubeWatchEventType.Modified, "i-0314f6b8e9d7c2a5b");
    }

    [Fact]
    public async Task A_version_that_is_too_old_leads_to_a_new_list_of_which_only_the_differences_are_told()
    {
        await SyncedAsync();
        Touch("i-01b7d3e9f8a246c5e");
        await NextAsync();

        // While nobody watches one goes, one comes, one changes.
        _api.When(request => request.Query.ContainsKey("watch"), KubeAnswer.Status(503, "no", "text/plain"), times: 1);
        _api.BreakWatches();
        _api.Remove(Nodes, "i-0314f6b8e9d7c2a5b");
        var node = _api.Recordings.Item("nodes", "i-069d1f5c8b2e7a43f");
        node["metadata"]!["name"] = "i-new";
        _api.Put(Nodes, node);
        Touch("i-069d1f5c8b2e7a43f");
        _api.ExpireWatches();

        var happened = (await SyncedAsync()).Where(one => one.Type != KubeWatchEventType.Disconnected).ToArray();
        Assert.Equal(
            [(KubeWatchEventType.Modified, "i-069d1f5c8b2e7a43f"), (KubeWatchEventType.Added, "i-new"), (KubeWatchEventType.Deleted, "i-0314f6b8e9d7c2a5b")],
            happened.Select(one => (one.Type, one.Key)));
        Assert.Null(happened[^1].Item);

        // And it watches again.
        Touch("i-06d92b5e7fa4c8130");
        Check(await NextAsync(), KubeWatchEventType.Modified, "i-06d92b5e7fa4c8130");
    }

    [Fact]
    public async Task The_recorded_stream_is_understood()
    {
        await SyncedAsync();
        _api.When(request => request.Query.ContainsKey("watch"), KubeAnswer.Status(200, _api.Recordings.Text("watch-nodes")), times: 1);
        _api.EndWatches();

        // The stream open before may have been asked for before the rule was there; the next one plays the recording.
        var changed = new List<string>();
        while (changed.Count < _api.Recordings.Text("watch-nodes").Split('\n').Count(line => line.Contains("\"type\":\"MODIFIED\"", StringComparison.Ordinal)))
        {
            var happened = await NextAsync();
            Assert.Equal(KubeWatchEventType.Modified, happened.Type);
            changed.Add(happened.Key);
        }

        Assert.Contains("i-06d92b5e7fa4c8130", changed);
    }

    [Fact]
    public async Task Without_the_right_it_ends_with_a_fault()
    {
        _api.Rights["other"] = ["pods"];
        using var client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig("other"));
        await using var events = Watch(Nodes, client).RunAsync(_stop.Token).GetAsyncEnumerator();
        Assert.Equal("KubernetesForbidden", (await Assert.ThrowsAsync<KopsException>(async () => await events.MoveNextAsync())).Id);
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled()
    {
        await SyncedAsync();
        var next = NextAsync();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private void Touch(string node) => _api.Put(Nodes, _api.Recordings.Item("nodes", node));

    private static void Check(KubeWatchEvent<Row> happened, KubeWatchEventType type, string key) => Assert.Equal((type, key), (happened.Type, happened.Key));

    private async Task<KubeWatchEvent<Row>> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync());
        return _events.Current;
    }

    /// <summary>All events up to the point where everything has been told.</summary>
    private async Task<List<KubeWatchEvent<Row>>> SyncedAsync()
    {
        var all = new List<KubeWatchEvent<Row>>();
        for (var one = await NextAsync(); one.Type != KubeWatchEventType.Synced; one = await NextAsync())
        {
            all.Add(one);
        }

        return all;
    }

    private KubeWatch<Row> Watch(string path, KubeClient? client = null) => new(
        client ?? _client,
        new KubeWatchSource<Row>
        {
            Path = path,
            List = RowJson.Default.KubeListRow,
            Line = RowJson.Default.KubeWatchLineRow,
            KeyOf = row => row.Metadata?.Name ?? "",
            VersionOf = row => row.Metadata?.ResourceVersion,
        },
        NoFeedback.Instance);

    internal sealed class Row
    {
        public RowMetadata? Metadata { get; set; }
    }

    internal sealed class RowMetadata
    {
        public string? Name { get; set; }

        public string? ResourceVersion { get; set; }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KubeList<KubeWatchTests.Row>))]
[JsonSerializable(typeof(KubeWatchLine<KubeWatchTests.Row>))]
internal sealed partial class RowJson : JsonSerializerContext;
