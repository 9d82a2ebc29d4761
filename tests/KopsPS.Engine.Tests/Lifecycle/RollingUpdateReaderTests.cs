using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class RollingUpdateReaderTests
{
    public static TheoryData<string, string> Runs()
    {
        var runs = new TheoryData<string, string>();
        foreach (var version in Recordings.Versions)
        {
            foreach (var (words, folder) in Recordings.All(version))
            {
                var first = File.ReadAllText(Path.Combine(folder, "stdout.txt"));
                if (words.StartsWith("rolling-update", StringComparison.Ordinal) || words is "reconcile-yes" || (words.StartsWith("delete-instance", StringComparison.Ordinal) && first.Length > 0))
                {
                    runs.Add(version, words);
                }
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Reads_every_recorded_roll(string version, string words)
    {
        var stdout = Recordings.Stdout(version, words);
        var read = RollingUpdateReader.Read(stdout);

        Assert.Empty(read.Unparsed);
        Assert.Equal(stdout.Contains("Must specify --yes", StringComparison.Ordinal), read.NeedsYes);
        Assert.Equal(stdout.Split("evicting pod ").Length - 1, read.Evicted.Count);
        if (stdout.Contains("NEEDUPDATE", StringComparison.Ordinal))
        {
            Assert.NotEmpty(read.Groups);
            Assert.All(read.Groups, group => Assert.True(group.Status is "Ready" or "NeedsUpdate" && group.Max >= group.Min));
        }
    }

    [Fact]
    public void Groups_have_their_counts()
    {
        var groups = RollingUpdateReader.Read(Recordings.Stdout("1.36.2", "rolling-update-preview")).Groups;

        Assert.Equal(8, groups.Count);
        Assert.Equal(new RollingUpdateGroup("nodes-us-east-1a", "NeedsUpdate", 2, 0, 2, 2, 2, 2), groups.Single(group => group.Status == "NeedsUpdate"));
        Assert.All(RollingUpdateReader.Read(Recordings.Stdout("1.36.2", "rolling-update-preview-cloudonly")).Groups, group => Assert.Null(group.Nodes));
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Steps_of_a_roll_are_told_from_other_lines(string version)
    {
        var steps = Recordings.Stderr(version, "rolling-update-drain-blocked").Split('\n').Select(RollStep.Read).OfType<RollStep>().ToArray();

        Assert.Equal(RollStepKind.Validating, steps[0].Kind);
        Assert.Equal("nodes-us-east-1b", steps.Single(step => step.Kind == RollStepKind.Tainting).Subject);
        Assert.All(steps.Where(step => step.Kind == RollStepKind.EvictionBlocked), step => Assert.StartsWith("web-", step.Subject, StringComparison.Ordinal));
        Assert.Equal(4, steps.Count(step => step.Kind == RollStepKind.EvictionBlocked));

        // kops says that the roll is over, after the failure that ended it.
        Assert.Equal([RollStepKind.Failed, RollStepKind.Ended], steps[^2..].Select(step => step.Kind));
        Assert.Null(RollStep.Read("I1122 21:00:13.016575   27836 executor.go:113] Tasks: 0 done / 210 total; 46 can run"));
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void An_upgrade_says_what_changes(string version)
    {
        Assert.Equal([false, true], new[] { "upgrade-preview", "upgrade-yes" }.Select(words =>
        {
            var upgrade = UpgradeReader.Read(Recordings.Stdout(version, words), Recordings.Stderr(version, words))!;
            var change = Assert.Single(upgrade.Changes, change => change.Property == "KubernetesVersion");
            Assert.Equal("Cluster", change.Item);
            Assert.Matches(@"^1\.\d+\.\d+$", change.Old);
            Assert.Matches(@"^1\.\d+\.\d+$", change.New);
            return upgrade.Applied;
        }));
        Assert.Empty(UpgradeReader.Read(Recordings.Stdout(version, "upgrade-nothing"), Recordings.Stderr(version, "upgrade-nothing"))!.Changes);
        Assert.Equal("Channel", UpgradeReader.Read(Recordings.Stdout(version, "upgrade-channel-alpha"), "")!.Changes[0].Property);
        Assert.Null(UpgradeReader.Read("", "Error: x"));
    }
}
