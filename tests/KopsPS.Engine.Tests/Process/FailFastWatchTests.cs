using System.Globalization;
using KopsPS.Engine.Processes;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Processes;

/// <summary>The recordings are played against a clock that stands where their timing says, so nobody waits.</summary>
public class FailFastWatchTests
{
    [Theory]
    [InlineData("1.36.2")]
    [InlineData("1.30.1")]
    public void A_refused_action_ends_after_about_a_minute(string version)
    {
        var (task, cause, at) = Play(version, "update-yes-permanent-error")!.Value;
        Assert.Equal("LaunchTemplate/nodes-us-east-1b.staging.example.com", task);
        Assert.Contains("UnauthorizedOperation", cause, StringComparison.Ordinal);
        Assert.InRange(at, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(80));
    }

    [Theory]
    [InlineData("1.36.2")]
    [InlineData("1.30.1")]
    public void A_preview_of_the_impossible_ends_after_about_a_minute(string version)
    {
        // The recording was cut after 25 s; kops goes on in the same way for ten minutes.
        var (task, cause, at) = Play(version, "update-preview-impossible", moreWaves: 57)!.Value;
        Assert.Equal("NetworkLoadBalancer/api.prod.example.com", task);
        Assert.Equal("network load balancers do not support detaching subnets", cause);
        Assert.InRange(at, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(80));
    }

    [Theory]
    [InlineData("1.36.2", "update-yes-task-errors")]
    [InlineData("1.30.1", "update-yes-task-errors")]
    [InlineData("1.36.2", "throttled-always")]
    [InlineData("1.30.1", "throttled-always")]
    [InlineData("1.36.2", "update-yes-admin")]
    [InlineData("1.36.2", "update-preview-impossible")]
    public void What_may_pass_yet_is_left_to_go_on(string version, string recording) => Assert.Null(Play(version, recording));

    [Fact]
    public void Progress_of_other_tasks_starts_the_minute_again()
    {
        var clock = new SetClock();
        var watch = new FailFastWatch(clock);
        for (var seconds = 0; seconds < 300; seconds += 10)
        {
            clock.Now = clock.Start.AddSeconds(seconds);
            Assert.Null(watch.Take("Tasks: 10 done / 20 total; 2 can run"));
            Assert.Null(watch.Take(Failing(seconds, "AccessDenied")));
            // Every fourth wave something else succeeds: no line says "Continuing".
            if (seconds % 40 != 0)
            {
                Assert.Null(watch.Take("Continuing to run 2 task(s)"));
            }
        }
    }

    [Fact]
    public void A_cause_that_changes_starts_the_minute_again()
    {
        var clock = new SetClock();
        var watch = new FailFastWatch(clock);
        for (var seconds = 0; seconds < 300; seconds += 10)
        {
            clock.Now = clock.Start.AddSeconds(seconds);
            watch.Take(Failing(seconds, "AccessDenied: step " + (seconds / 50)));
            Assert.Null(watch.Take("Continuing to run 2 task(s)"));
        }
    }

    /// <summary>Seen with 1.36.2 and 1.30.1: what kops renders wrong it renders wrong again.</summary>
    [Theory]
    [InlineData("error remapping manifest addons/aws-ebs-csi-driver.addons.k8s.io/k8s-1.17.yaml: error parsing yaml: error converting YAML to JSON: yaml: line 117: found unknown escape character")]
    [InlineData("error rendering PolicyDocument: error opening resource: DNS ZoneID not set")]
    public void What_kops_cannot_render_ends_after_about_a_minute(string cause)
    {
        var clock = new SetClock();
        var watch = new FailFastWatch(clock);
        var ended = -1;
        for (var seconds = 0; seconds < 300 && ended < 0; seconds += 10)
        {
            clock.Now = clock.Start.AddSeconds(seconds);
            var hopeless = watch.Take(Failing(seconds, cause)) ?? watch.Take("Continuing to run 2 task(s)");
            ended = hopeless is null ? -1 : seconds;
        }

        Assert.InRange(ended, 60, 80);
    }

    private static string Failing(int seconds, string cause) =>
        $"error running task \"VPC/x\" ({GoDuration.Format(TimeSpan.FromSeconds(599 - seconds))} remaining to succeed): {cause}";

    private static (string Task, string Cause, TimeSpan At)? Play(string version, string recording, int moreWaves = 0)
    {
        var folder = ReplayKopsScenario.RecordingFolder(version, recording);
        var lines = File.ReadAllLines(Path.Combine(folder, "stderr.txt")).ToList();
        var times = File.ReadLines(Path.Combine(folder, "timing.tsv")).Select(line => line.Split('\t')).Where(cells => cells[1] == "e")
            .SelectMany(cells => Enumerable.Repeat(double.Parse(cells[0], CultureInfo.InvariantCulture), int.Parse(cells[2], CultureInfo.InvariantCulture))).ToList();
        var wave = lines.TakeLast(3).ToArray();
        for (var i = 1; i <= moreWaves; i++)
        {
            lines.AddRange(wave.Select(line => line.Replace("9m39s", GoDuration.Format(TimeSpan.FromSeconds(579 - (10 * i))), StringComparison.Ordinal)));
            times.AddRange(Enumerable.Repeat(20_000.0 + (10_000 * i), wave.Length));
        }

        var clock = new SetClock();
        var watch = new FailFastWatch(clock);
        for (var i = 0; i < lines.Count; i++)
        {
            clock.Now = clock.Start.AddMilliseconds(times[Math.Min(i, times.Count - 1)]);
            if (KlogLine.TryParse(lines[i], out var klog) && watch.Take(klog.Text) is { } hopeless)
            {
                return (hopeless.Task, hopeless.Cause, clock.Now - clock.Start);
            }
        }

        return null;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Start { get; } = new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);

        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
