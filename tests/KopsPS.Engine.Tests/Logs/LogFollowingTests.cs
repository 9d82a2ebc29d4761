using System.Text.Json.Nodes;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Logs;
using KopsPS.Engine.Tests.Kubernetes;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Engine.Tests.LogReading;

/// <summary>Logs that go on, in streams that break, of pods that come and go.</summary>
public sealed class LogFollowingTests : IAsyncLifetime
{
    private const string Jobs = "/apis/batch/v1/jobs";
    private static readonly DateTimeOffset Start = PlayedLogs.Start;
    private static readonly LogQuery Web = new()
    {
        Selector = "app=web", Follow = true, OrderWindow = TimeSpan.FromMilliseconds(10), Pause = TimeSpan.FromMilliseconds(1),
    };

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
    public async Task Following_reads_on_after_breaks_and_takes_pods_that_come()
    {
        var first = Lines("a", 60);
        var second = Lines("b", 60);
        _logs.Put("web-0", first, breakAfter: 33);

        var lines = await FollowAsync(Web, 120, seen =>
        {
            if (seen == 60)
            {
                _logs.Put("web-1", second, breakAfter: 27);
            }
        });

        Assert.Equal(Texts(first), Texts(lines, "web-0"));
        Assert.Equal(Texts(second), Texts(lines, "web-1"));
    }

    [Fact]
    public async Task A_pod_that_comes_is_read_whole_however_little_was_asked_of_the_others()
    {
        _logs.Put("web-0", Lines("a", 50));
        var lines = await FollowAsync(Web with { Tail = 2 }, 12, seen =>
        {
            if (seen == 2)
            {
                _logs.Put("web-1", Lines("b", 10));
            }
        });

        Assert.Equal(["a 48", "a 49"], Texts(lines, "web-0"));
        Assert.Equal(Texts(Lines("b", 10)), Texts(lines, "web-1"));
    }

    [Fact]
    public async Task A_tail_of_none_begins_where_the_log_ends_and_loses_nothing_when_its_stream_breaks()
    {
        _logs.Put("web-0", Lines("old", 50));
        var more = Enumerable.Range(0, 20).Select(n => (Start.AddSeconds(60).AddMilliseconds(n * 10), $"new {n}")).ToArray();
        var following = FollowAsync(Web with { Tail = 0 }, 20, _ => { });
        await OpenAsync("web-0", follow: 1);

        // Nothing has been read yet, and what comes while nobody listens is more than any tail.
        _logs.Break("web-0", () => _logs.Write("web-0", more));

        Assert.Equal(Texts(more), Texts(await following));
    }

    [Fact]
    public async Task A_restart_goes_on_with_what_is_written_then()
    {
        var before = Lines("a", 5);
        var after = Enumerable.Range(0, 5).Select(n => (Start.AddSeconds(60 + n), $"b {n}")).ToArray();
        _logs.Put("web-0", before);
        var lines = await FollowAsync(Web, 10, seen =>
        {
            if (seen == 5)
            {
                // The stream ends with the container; the log stays that of its last run until the next one.
                _logs.Put("web-0", before, terminated: true);
                _logs.Put("web-0", after, restarts: 1);
            }
        });

        Assert.Equal(Texts(before).Concat(Texts(after)), Texts(lines));
    }

    [Fact]
    public async Task A_container_that_has_not_started_is_waited_for_and_one_that_cannot_is_told()
    {
        _logs.Put("web-0", [(Start, "one")]);
        _logs.Answer("web-0", _api.Recordings.Answer("log-waiting"), times: 3);

        Assert.Equal(["one"], Texts(await FollowAsync(Web, 1, _ => { })));
        Assert.Single(_feedback.Warnings, warning => warning.Contains("store/web-0/main", StringComparison.Ordinal) && warning.Contains("CreateContainerConfigError", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("log-forbidden")]
    [InlineData("log-wrong-container")]
    public async Task What_cannot_be_read_is_told_at_once_and_the_others_go_on(string slug)
    {
        _logs.Put("web-1", []);
        _logs.Answer("web-1", _api.Recordings.Answer(slug));
        _logs.Put("web-0", Lines("a", 3));

        var lines = await FollowAsync(Web, 5, seen =>
        {
            if (seen == 3)
            {
                SpinWait.SpinUntil(() => _feedback.Warnings.Count > 0, TimeSpan.FromSeconds(30));
                _logs.Write("web-0", (Start.AddSeconds(9), "a 3"), (Start.AddSeconds(10), "a 4"));
            }
        });

        Assert.Equal(Texts(Lines("a", 3)).Concat(["a 3", "a 4"]), Texts(lines));
        Assert.Single(_feedback.Warnings, warning => warning.Contains("store/web-1/main", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_API_server_that_is_away_is_told_once_and_waited_for()
    {
        foreach (var pod in Enumerable.Range(0, 5))
        {
            _logs.Put($"web-{pod}", [(Start.AddSeconds(pod), $"{pod}")]);
            _logs.Answer($"web-{pod}", KubeAnswer.Abort, times: 4);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], Texts(await FollowAsync(Web, 5, _ => { })).Order());
        Assert.Single(_feedback.Warnings);
    }

    [Fact]
    public async Task A_stream_that_says_nothing_is_opened_again()
    {
        _logs.Put("web-0", Lines("a", 3));
        var following = FollowAsync(Web with { Silence = TimeSpan.FromMilliseconds(50) }, 4, _ => { });
        await OpenAsync("web-0", follow: 3);
        _logs.Write("web-0", (Start.AddSeconds(9), "a 3"));

        Assert.Equal(Texts(Lines("a", 4)), Texts(await following));
        Assert.Empty(_feedback.Warnings);
    }

    [Fact]
    public async Task Following_one_pod_ends_with_its_end()
    {
        _logs.Put("web-0", [(Start, "only")], phase: "Succeeded");

        Assert.Equal(["only"], Texts(await FollowAsync(Web with { Names = [new LogName("web-0", "Pod", "store", "web-0")] }, int.MaxValue, _ => { })));
    }

    [Fact]
    public async Task Following_one_pod_ends_when_it_goes()
    {
        _logs.Put("web-0", Lines("a", 2));

        var lines = await FollowAsync(Web with { Names = [new LogName("web-0", null, "store", "web-0")] }, int.MaxValue, seen =>
        {
            if (seen == 2)
            {
                _logs.Remove("web-0");
            }
        });

        Assert.Equal(Texts(Lines("a", 2)), Texts(lines));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Following_a_job_ends_when_it_is_done(bool isDone)
    {
        _logs.Put("web-0", [(Start, "one")], phase: isDone ? "Succeeded" : "Running", owner: "migrate");
        PutJob(isDone);

        var lines = await FollowAsync(Web with { Names = [new LogName("job/store/migrate", "Job", "store", "migrate")] }, int.MaxValue, seen =>
        {
            if (seen == 1 && !isDone)
            {
                _logs.Put("web-1", [(Start.AddSeconds(1), "two")], phase: "Succeeded", owner: "migrate");
                _logs.Put("web-0", [(Start, "one")], phase: "Failed", owner: "migrate");
                PutJob(isDone: true);
            }
        });

        Assert.Equal(isDone ? ["one"] : ["one", "two"], Texts(lines));
    }

    [Fact]
    public async Task A_cron_job_is_the_pods_of_its_jobs()
    {
        _api.Put("/apis/batch/v1/cronjobs", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "backup", ["namespace"] = "store", ["uid"] = "cron" } });
        _logs.Put("web-0", [(Start, "mine")], owner: "backup-29403120");
        _logs.Put("web-1", [(Start, "of another")], owner: "backup-full-29403120");

        Assert.Equal(["mine"], Texts(await FollowAsync(Web with { Names = [new LogName("cj/store/backup", "CronJob", "store", "backup")] }, 1, _ => { })));
        Assert.Empty(LogRequests("web-1"));
    }

    [Fact]
    public async Task Nothing_to_follow_yet_is_told_and_waited_for()
    {
        var following = FollowAsync(Web, 1, _ => { });
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => _feedback.Warnings.Count > 0, TimeSpan.FromSeconds(30))));
        _logs.Put("web-0", [(Start, "first")]);

        Assert.Equal(["first"], Texts(await following));
    }

    [Fact]
    public async Task Whoever_has_enough_leaves_no_stream_open()
    {
        foreach (var pod in Enumerable.Range(0, 10))
        {
            _logs.Put($"web-{pod}", Lines("a", 100));
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var reader = new LogReader(_client, null, _feedback);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in reader.ReadAsync(Web, enough.Token))
            {
                await enough.CancelAsync();
            }
        });
        Assert.Empty(reader.Faults);
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => _logs.OpenStreams == 0, TimeSpan.FromSeconds(30))));
    }

    private static (DateTimeOffset Time, string Text)[] Lines(string text, int count) =>
        [.. Enumerable.Range(0, count).Select(n => (Start.AddMilliseconds(n * 50), $"{text} {n}"))];

    private static IEnumerable<string> Texts(IEnumerable<(DateTimeOffset Time, string Text)> lines) => lines.Select(line => line.Text);

    private static IEnumerable<string> Texts(IEnumerable<KopsLogLine> lines, string? pod = null) => lines.Where(line => pod is null || line.Pod == pod).Select(line => line.Message);

    private IEnumerable<Fakes.Kubernetes.KubeRequest> LogRequests(string pod) => _api.Requests.Where(request => request.Path.EndsWith($"/{pod}/log", StringComparison.Ordinal));

    /// <summary>Until so many streams of a log were opened to be followed.</summary>
    private async Task OpenAsync(string pod, int follow) =>
        Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => LogRequests(pod).Count(request => request.Query.ContainsKey("follow")) >= follow && _logs.OpenStreams > 0, TimeSpan.FromSeconds(30))));

    private void PutJob(bool isDone) => _api.Put(Jobs, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "migrate", ["namespace"] = "store", ["uid"] = "job" },
        ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "web" } } },
        ["status"] = new JsonObject { ["conditions"] = isDone ? new JsonArray(new JsonObject { ["type"] = "Complete", ["status"] = "True" }) : [] },
    });

    private async Task<List<KopsLogLine>> FollowAsync(LogQuery query, int count, Action<int> after)
    {
        var lines = new List<KopsLogLine>();
        await foreach (var line in new LogReader(_client, null, _feedback).ReadAsync(query, _stop.Token))
        {
            lines.Add(line);
            after(lines.Count);
            if (lines.Count == count)
            {
                break;
            }
        }

        return lines;
    }
}
