using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Logs;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.LogReading;

/// <summary>Logs of a kubelet that a test plays: with times, from a second on, in streams that break.</summary>
public sealed class LogReaderTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = PlayedLogs.Start;

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));
    private readonly RecordingFeedback _feedback = new();
    private KubeApi _api = null!;
    private PlayedLogs _logs = null!;
    private KubeClient _client = null!;

    public async Task InitializeAsync()
    {
        _api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        _logs = new PlayedLogs(_api);
        _client = await KubeClientTests.ClientAsync(_folder, _api.Kubeconfig());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Lines_of_many_pods_come_in_one_order_of_time()
    {
        foreach (var pod in Enumerable.Range(0, 20))
        {
            _logs.Put($"web-{pod}", [.. Enumerable.Range(0, 700).Select(n => (Start.AddMilliseconds((n * 20) + pod), $"{pod} {n}"))]);
        }

        var lines = await ReadAsync(new LogQuery { Selector = "app=web" });

        Assert.Equal(14_000, lines.Count);
        Assert.Equal(lines.OrderBy(line => line.Time), lines);
        Assert.Equal("0 0", lines[0].Message);
        Assert.Equal(("store", "web-0", "main"), (lines[0].Namespace, lines[0].Pod, lines[0].Container));
    }

    [Fact]
    public async Task A_stream_that_breaks_goes_on_without_loss_or_repeat()
    {
        // Several lines of one time, and two that stand in the wrong order, around each break.
        (DateTimeOffset, string)[] log = [.. Enumerable.Range(0, 300).Select(n => (Start.AddMilliseconds((n / 3 * 100) + (n % 7 == 0 ? 30 : 0)), $"line {n}"))];
        _logs.Put("web-0", log, breakAfter: 47);

        var lines = await ReadAsync(new LogQuery { Selector = "app=web" });

        Assert.Equal(log.Select(line => line.Item2), lines.Select(line => line.Message));
        Assert.True(LogRequests("web-0").Count() > 3);
        Assert.Contains(_api.Requests, request => request.Query.ContainsKey("sinceTime"));
    }

    [Fact]
    public async Task A_last_line_that_was_cut_is_read_whole()
    {
        // Between API server and kubelet a break looks like an end.
        _logs.Put("web-0", [(Start, "one"), (Start.AddSeconds(1), "two")]);
        _logs.Answer("web-0", KubeAnswer.Status(200, "2026-11-22T21:40:00.000000000Z one\n2026-11-22T21:40:01.000000000Z tw", "text/plain"), times: 1);

        Assert.Equal(["one", "two"], (await ReadAsync(new LogQuery { Selector = "app=web" })).Select(line => line.Message));
    }

    [Fact]
    public async Task A_last_line_without_an_end_is_a_line()
    {
        _logs.Put("web-0", []);
        _logs.Answer("web-0", KubeAnswer.Status(200, "2026-11-22T21:40:00.000000000Z one\n2026-11-22T21:40:01.000000000Z two", "text/plain"));

        Assert.Equal(["one", "two"], (await ReadAsync(new LogQuery { Selector = "app=web" })).Select(line => line.Message));
    }

    [Fact]
    public async Task A_log_that_breaks_at_the_same_place_again_and_again_is_an_error()
    {
        _logs.Put("web-0", [(Start, "one"), (Start.AddMilliseconds(1), "two")], breakAfter: 1);

        var (lines, faults) = await ReadWithFaultsAsync(new LogQuery { Selector = "app=web" });

        Assert.Equal(["one"], lines.Select(line => line.Message));
        Assert.Equal("KubernetesApiUnreachable", Assert.Single(faults).Id);
    }

    [Fact]
    public async Task What_a_container_wrote_before_a_restart_that_nobody_saw_is_read_first()
    {
        var before = Enumerable.Range(0, 40).Select(n => (Start.AddMilliseconds(n * 100), $"before {n}")).ToArray();
        var after = Enumerable.Range(0, 5).Select(n => (Start.AddSeconds(10 + n), $"after {n}")).ToArray();
        _logs.Put("web-0", before, breakAfter: 13);
        _logs.OnBreak("web-0", () =>
        {
            _logs.Put("web-0", after, restarts: 1);
            _logs.PutPrevious("web-0", before);
        });

        Assert.Equal(before.Concat(after).Select(line => line.Item2), (await ReadAsync(new LogQuery { Selector = "app=web" })).Select(line => line.Message));
        Assert.Contains(_api.Requests, request => request.Query.ContainsKey("previous"));
    }

    [Fact]
    public async Task The_log_of_a_successor_of_the_same_name_is_not_taken_for_its_own()
    {
        _logs.Put("web-0", [.. Enumerable.Range(0, 40).Select(n => (Start.AddMilliseconds(n * 100), $"mine {n}"))], breakAfter: 13);
        _logs.OnBreak("web-0", () => _logs.Put("web-0", [(Start.AddSeconds(30), "another's")], uid: "uid-successor"));

        var lines = await ReadAsync(new LogQuery { Names = [new LogName("pod/store/web-0", "Pod", "store", "web-0")] });

        Assert.Equal(13, lines.Count);
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("last lines may be missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_lines_are_objects()
    {
        _logs.Put("web-0", [
            (Start, """{"level":"warn","msg":"slow","ms":712,"ok":false,"ratio":0.5,"tags":["a","b"],"user":{"id":7}}"""),
            (Start.AddSeconds(1), "{ not json"),
            (Start.AddSeconds(2), "plain"),
            (Start.AddSeconds(3), """{"msg":"\ud800"}"""),
        ]);

        var lines = await ReadAsync(new LogQuery { Selector = "app=web" });

        var fields = lines[0].Fields!;
        Assert.Equal("warn", lines[0].Level);
        Assert.Equal(712L, fields["ms"]);
        Assert.Equal(false, fields["ok"]);
        Assert.Equal(0.5, fields["ratio"]);
        Assert.Equal(["a", "b"], Assert.IsType<object?[]>(fields["tags"]));
        Assert.Equal(7L, Assert.IsType<KopsSpec>(fields["user"])["id"]);
        Assert.All(lines.Skip(1), line => Assert.Null(line.Fields));
        Assert.All(lines.Skip(1), line => Assert.Null(line.Level));
    }

    [Fact]
    public async Task What_is_asked_of_a_log_is_said_to_the_server()
    {
        _logs.Put("web-0", [(Start, "x")], restarts: 1);
        _logs.PutPrevious("web-0", [(Start, "y")]);
        await ReadAsync(new LogQuery { Selector = "app=web", Since = TimeSpan.FromMinutes(5), Tail = 3, Previous = true });
        var query = _api.Requests[^1].Query;
        Assert.Equal(("300", "3", "true", "true", "main"), (query["sinceSeconds"], query["tailLines"], query["previous"], query["timestamps"], query["container"]));
    }

    [Fact]
    public async Task A_beginning_in_time_is_exact_where_the_server_counts_seconds()
    {
        _logs.Put("web-0", [.. Enumerable.Range(0, 10).Select(n => (Start.AddMilliseconds(n * 300), $"{n}"))]);

        var lines = await ReadAsync(new LogQuery { Selector = "app=web", SinceTime = Start.AddMilliseconds(1300) });

        Assert.Equal(["5", "6", "7", "8", "9"], lines.Select(line => line.Message));
        Assert.Equal("2026-11-22T21:40:01Z", _api.Requests[^1].Query["sinceTime"]);
    }

    [Fact]
    public async Task A_workload_is_its_pods()
    {
        // From the recording: the Deployment's own selector chooses them.
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false });
        api.When(request => request.Path.EndsWith("/log", StringComparison.Ordinal), KubeAnswer.Status(200, "2026-11-22T21:40:00.000000000Z hello\n", "text/plain"));
        using var folder = new TempFolder();
        using var client = await KubeClientTests.ClientAsync(folder, api.Kubeconfig());
        var lines = await ReadAsync(client, new LogQuery { Names = [new LogName("web", null, null, "web")] });

        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("web-", line.Pod, StringComparison.Ordinal));
        Assert.Equal(lines.Count, lines.Select(line => (line.Pod, line.Container)).Distinct().Count());

        var service = await ReadAsync(client, new LogQuery { Names = [new LogName("svc/shop/web", "Service", "shop", "web"), new LogName("web", null, "shop", "web")] });
        Assert.Equal(lines.Select(line => line.Pod).Order(), service.Select(line => line.Pod).Order());
        Assert.All(await ReadAsync(client, new LogQuery { Names = [new LogName("web-*", null, "shop", "web-*", name => name.StartsWith("web-", StringComparison.Ordinal))] }), line => Assert.StartsWith("web-", line.Pod, StringComparison.Ordinal));

        foreach (var (kind, name, id) in new[] { ("Deployment", "nosuch", "KubernetesWorkloadNotFound"), (null, "nosuch", "KubernetesWorkloadNotFound"), ("Pod", "nosuch", "KubernetesWorkloadNotFound"), ("Ingress", "web", "KubernetesWorkloadUnfit") })
        {
            var fault = await Assert.ThrowsAsync<KopsException>(() => ReadAsync(client, new LogQuery { Names = [new LogName(name, kind, "shop", name)] }));
            Assert.Equal(id, fault.Id);
        }
    }

    [Fact]
    public async Task A_container_that_no_pod_has_is_told_with_those_that_there_are()
    {
        _logs.Put("web-0", [(Start, "x")]);

        var fault = await Assert.ThrowsAsync<KopsException>(() => ReadAsync(new LogQuery { Selector = "app=web", Container = name => name == "sidecar" }));

        Assert.Equal("KubernetesLogNotFound", fault.Id);
        Assert.Contains("they have main", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_containers_are_read_where_they_are_asked_for_and_where_they_go_on_running()
    {
        _logs.Put("web-0", [(Start, "x")], inits: [("migrate", null), ("proxy", "Always")]);

        Assert.Equal(["main", "proxy"], (await ReadAsync(new LogQuery { Selector = "app=web" })).Select(line => line.Container).Order());
        Assert.Equal(["main", "migrate", "proxy"], (await ReadAsync(new LogQuery { Selector = "app=web", Container = _ => true })).Select(line => line.Container).Order());
    }

    [Theory]
    [InlineData("log-forbidden", "KubernetesForbidden")]
    [InlineData("log-waiting", "KubernetesRequestRefused")]
    [InlineData("log-missing-pod", "KubernetesNotFound")]
    [InlineData("log-lost-node", "KubernetesServerFailed")]
    public async Task What_cannot_be_read_is_named_and_the_rest_is_read(string slug, string id)
    {
        _logs.Put("web-0", [(Start, "good")]);
        _logs.Put("web-1", [(Start, "never")]);
        _logs.Answer("web-1", _api.Recordings.Answer(slug));

        var (lines, faults) = await ReadWithFaultsAsync(new LogQuery { Selector = "app=web" });

        Assert.Equal(["good"], lines.Select(line => line.Message));
        var fault = Assert.Single(faults);
        Assert.Equal(id, fault.Id);
        Assert.Equal("store/web-1/main", fault.Target);
        Assert.DoesNotContain("etcd", fault.RecommendedAction ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_others_were_restarted_those_that_were_not_have_no_log_before_and_that_is_no_fault()
    {
        _logs.Put("web-0", [(Start, "now")], restarts: 2);
        _logs.PutPrevious("web-0", [(Start, "then")]);
        _logs.Put("web-1", [(Start, "now")]);
        _logs.Answer("web-1", _api.Recordings.Answer("log-previous-missing"));

        Assert.Equal(["then"], (await ReadAsync(new LogQuery { Selector = "app=web", Previous = true })).Select(line => line.Message));
        var (_, faults) = await ReadWithFaultsAsync(new LogQuery { Names = [new LogName("web-1", "Pod", "store", "web-1")], Previous = true });
        Assert.Equal("KubernetesRequestRefused", Assert.Single(faults).Id);
    }

    [Fact]
    public async Task A_line_of_more_than_4_MiB_is_an_error_of_its_log()
    {
        _logs.Put("web-0", [(Start, new string('x', 5 * 1024 * 1024))]);
        _logs.Put("web-1", [(Start, "good")]);

        var (lines, faults) = await ReadWithFaultsAsync(new LogQuery { Selector = "app=web" });

        Assert.Equal("good", Assert.Single(lines).Message);
        Assert.Equal("KubernetesLogUnreadable", Assert.Single(faults).Id);
    }

    private IEnumerable<Fakes.Kubernetes.KubeRequest> LogRequests(string pod) => _api.Requests.Where(request => request.Path.EndsWith($"/{pod}/log", StringComparison.Ordinal));

    private Task<List<KopsLogLine>> ReadAsync(LogQuery query) => ReadAsync(_client, query);

    private async Task<List<KopsLogLine>> ReadAsync(KubeClient client, LogQuery query)
    {
        var reader = new LogReader(client, null, _feedback);
        var lines = await ReadAsync(reader, query);
        Assert.Empty(reader.Faults);
        return lines;
    }

    private async Task<(List<KopsLogLine> Lines, IReadOnlyList<KopsException> Faults)> ReadWithFaultsAsync(LogQuery query)
    {
        var reader = new LogReader(_client, null, _feedback);
        var lines = await ReadAsync(reader, query);
        return (lines, reader.Faults);
    }

    private async Task<List<KopsLogLine>> ReadAsync(LogReader reader, LogQuery query)
    {
        var lines = new List<KopsLogLine>();
        await foreach (var line in reader.ReadAsync(query with { Pause = TimeSpan.FromMilliseconds(1) }, _stop.Token))
        {
            lines.Add(line);
        }

        return lines;
    }
}
