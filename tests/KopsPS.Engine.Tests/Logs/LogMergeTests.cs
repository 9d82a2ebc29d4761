using KopsPS.Engine.Logs;

namespace KopsPS.Engine.Tests.LogReading;

/// <summary>One order of time, by a clock that only the test moves.</summary>
public sealed class LogMergeTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 21, 40, 0, TimeSpan.Zero);

    private readonly StillClock _clock = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void The_oldest_line_waits_until_every_log_has_shown_its_next()
    {
        using var merge = Past();
        var (one, other) = (merge.Open(), merge.Open());
        Put(one, 2, "second");

        Assert.Null(Taken(merge));
        Put(other, 1, "first");
        Assert.Equal("first", Taken(merge));
        Assert.Null(Taken(merge));
        other.End();
        Assert.Equal("second", Taken(merge));
        one.End();
        Assert.Null(Taken(merge));
        merge.Complete(null);
        Assert.False(merge.TryTake(out _, out var wait));
        Assert.Null(wait);
    }

    [Fact]
    public void A_log_that_says_nothing_holds_the_others_up_for_a_while_only()
    {
        using var merge = Past();
        var (one, _) = (merge.Open(), merge.Open());
        Put(one, 1, "line");

        _clock.Now += TimeSpan.FromSeconds(9.9);
        Assert.False(merge.TryTake(out _, out var wait));
        Assert.InRange(wait!.Value.TotalMilliseconds, 50, 150);
        _clock.Now += TimeSpan.FromSeconds(0.1);
        Assert.Equal("line", Taken(merge));
    }

    [Fact]
    public void Lines_of_now_wait_for_older_ones_no_longer_than_the_window()
    {
        using var merge = Live();
        var (one, other) = (merge.Open(), merge.Open());
        one.Opened();
        other.Opened();
        _clock.Now += TimeSpan.FromSeconds(2);

        Put(one, 20, "late");
        Assert.Null(Taken(merge));
        _clock.Now += TimeSpan.FromMilliseconds(100);
        Put(other, 19, "early");
        Assert.Equal("early", Taken(merge));
        Assert.Null(Taken(merge));
        _clock.Now += TimeSpan.FromMilliseconds(200);
        Assert.Null(Taken(merge));
        _clock.Now += TimeSpan.FromMilliseconds(100);
        Assert.Equal("late", Taken(merge));
    }

    [Fact]
    public void Lines_of_the_past_are_in_exact_order_also_where_logs_are_followed()
    {
        using var merge = Live();
        var (one, other) = (merge.Open(), merge.Open());
        Put(one, -10, "b");
        _clock.Now += TimeSpan.FromSeconds(1);

        // Not open yet: five seconds are given to it.
        Assert.Null(Taken(merge));
        other.Opened();
        _clock.Now += TimeSpan.FromMilliseconds(900);
        Assert.Null(Taken(merge));
        Put(other, -11, "a");
        Assert.Equal("a", Taken(merge));
    }

    [Fact]
    public void A_line_that_comes_too_late_goes_at_once()
    {
        using var merge = Past();
        var (one, other) = (merge.Open(), merge.Open());
        Put(one, 5, "gone");
        Put(other, 6, "next");
        Assert.Equal("gone", Taken(merge));

        // The log's two streams of output stood in the wrong order.
        Put(one, 4, "before");
        Assert.Equal("before", Taken(merge));
        Assert.Null(Taken(merge));
    }

    [Fact]
    public async Task A_log_waits_when_its_share_is_full_and_lines_of_now_then_go_out_unordered()
    {
        using var merge = Live(lines: 40);
        var (hasty, quiet) = (merge.Open(), merge.Open());
        quiet.Opened();
        for (var n = 0; n < 20; n++)
        {
            Put(hasty, 10 + n, $"{n}");
        }

        var next = hasty.PutAsync(Line(40, "20"), _stop.Token).AsTask();
        Assert.False(next.IsCompleted);
        Assert.Equal(20, merge.Waiting);

        // Until less than half of the share is used.
        Assert.Equal(Enumerable.Range(0, 11).Select(n => $"{n}"), Enumerable.Range(0, 11).Select(_ => Taken(merge)));
        Assert.Null(Taken(merge));
        await next.WaitAsync(_stop.Token);
        Assert.Equal(10, merge.Waiting);
    }

    [Fact]
    public async Task Long_lines_count_by_their_length()
    {
        using var merge = Past();
        var lane = merge.Open();
        await lane.PutAsync(Line(1, new string('x', 20_000_000)), _stop.Token);
        await lane.PutAsync(Line(2, new string('x', 20_000_000)), _stop.Token);
        var third = lane.PutAsync(Line(3, "x"), _stop.Token).AsTask();

        Assert.False(third.IsCompleted);
        Assert.Equal(20_000_000, Taken(merge)?.Length);
        Assert.Equal(20_000_000, Taken(merge)?.Length);
        await third.WaitAsync(_stop.Token);
    }

    [Fact]
    public async Task A_past_that_one_log_has_much_of_and_another_little_keeps_its_order()
    {
        using var merge = Live(lines: 32);
        var (much, little) = (merge.Open(), merge.Open());
        var writing = Task.WhenAll(
            Task.Run(async () => await AllAsync(much, Enumerable.Range(0, 5000).Select(n => -10_000 + n))),
            Task.Run(async () => await AllAsync(little, [-10_000, -7_500, -6_000, -5_001])));
        merge.Complete(null);

        List<DateTimeOffset> times = [];
        await foreach (var line in merge.ReadAsync(_stop.Token))
        {
            times.Add(line.Time);
        }

        await writing;
        Assert.Equal(5004, times.Count);
        Assert.Equal(times.Order(), times);

        async Task AllAsync(LogLane lane, IEnumerable<int> seconds)
        {
            lane.Opened();
            foreach (var second in seconds)
            {
                await lane.PutAsync(Line(second, ""), _stop.Token);
            }

            lane.End();
        }
    }

    private static KopsLogLine Line(int second, string text) => new()
    {
        Time = Start.AddSeconds(second),
        Namespace = "shop",
        Pod = "web-0",
        Container = "main",
        Message = text,
        ClusterName = "c",
        Kubeconfig = "k",
        Context = "c",
    };

    private static void Put(LogLane lane, int second, string text) => Assert.True(lane.PutAsync(Line(second, text), default).IsCompletedSuccessfully);

    private static string? Taken(LogMerge merge) => merge.TryTake(out var line, out _) ? line!.Message : null;

    private LogMerge Past() => new(new LogMergeOptions { Window = TimeSpan.FromSeconds(5), Opening = TimeSpan.FromSeconds(10), Opened = TimeSpan.FromSeconds(5) }, _clock);

    private LogMerge Live(int lines = 1000) => new(
        new LogMergeOptions
        {
            Window = TimeSpan.FromMilliseconds(300), Opening = TimeSpan.FromSeconds(5), Opened = TimeSpan.FromSeconds(1), LiveFrom = Start, MostLines = lines,
        },
        _clock);

    private sealed class StillClock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
