using CsCheck;
using KopsPS.Engine.Lifecycle;

namespace KopsPS.Engine.Tests.Lifecycle;

public class PlanParserTests
{
    private const string Cluster = "prod.example.com";

    public static TheoryData<string, string> Plans()
    {
        var plans = new TheoryData<string, string>();
        foreach (var (version, words, _) in AllPlans())
        {
            plans.Add(version, words);
        }

        return plans;
    }

    [Fact]
    public void There_are_plans_of_both_versions()
    {
        // kops-independent count: runs of update, reconcile and create cluster whose output ends a plan.
        Assert.True(AllPlans().Count(plan => plan.Version == "1.36.2") >= 22);
        Assert.True(AllPlans().Count(plan => plan.Version == "1.30.1") >= 22);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Reads_every_recorded_plan_without_a_rest(string version, string words)
    {
        var text = Recordings.Stdout(version, words);
        var plan = PlanParser.Parse(text, Cluster);

        Assert.Empty(plan.Unparsed);
        Assert.True(plan.Complete);
        Assert.Equal(text.Count(c => c == '\n'), plan.Lines.Count);

        // Counted by other means than the parser's: a resource is a line with a slash after two blanks.
        var resources = text.Split('\n').Count(line => line.Length > 2 && line.StartsWith("  ", StringComparison.Ordinal) && char.IsLetter(line[2]) && !line.StartsWith("  \t", StringComparison.Ordinal) && line.Split(' ')[2].Contains('/', StringComparison.Ordinal));
        Assert.Equal(resources, plan.Items.Count(item => item.Action is KopsPlanAction.Create or KopsPlanAction.Modify) + plan.Bookkeeping.Count);
        Assert.Equal(text.Contains("\n  ", StringComparison.Ordinal), plan.Items.Count + plan.Deferred.Count + plan.Bookkeeping.Count > 0);
        Assert.All(plan.Items.Where(item => item.Action == KopsPlanAction.Modify), item => Assert.NotEmpty(item.Fields));
    }

    [Theory]
    [InlineData("1.36.2", "update-preview", 191, 0, 0, 0)]
    [InlineData("1.30.1", "update-preview", 190, 0, 0, 0)]
    [InlineData("1.36.2", "update-preview-all-sections", 9, 3, 0, 2)]
    [InlineData("1.36.2", "update-preview-deletion", 0, 1, 1, 2)]
    [InlineData("1.36.2", "update-preview-after", 0, 0, 0, 2)]
    [InlineData("1.36.2", "update-with-base-url", 0, 29, 0, 0)]
    [InlineData("1.36.2", "update-preview-keypair", 0, 10, 0, 0)]
    [InlineData("1.36.2", "update-preview-after-sigint", 25, 0, 0, 0)]
    [InlineData("1.36.2", "update-preview-no-changes", 0, 0, 0, 0)]
    public void Counts_as_the_recording_says(string version, string words, int create, int modify, int delete, int deferred)
    {
        var plan = PlanParser.Parse(Recordings.Stdout(version, words), Cluster);

        Assert.Equal(
            (create, modify, delete, deferred),
            (plan.Items.Count(item => item.Action == KopsPlanAction.Create),
                plan.Items.Count(item => item.Action == KopsPlanAction.Modify),
                plan.Items.Count(item => item.Action == KopsPlanAction.Delete),
                plan.Deferred.Count));
    }

    /// <summary>Counted in bytes taken, which no load of the machine changes; a parser that copies what it has grows faster than its input.</summary>
    [Theory]
    [InlineData("resources")]
    [InlineData("values")]
    [InlineData("brackets")]
    [InlineData("stars")]
    [InlineData("differences")]
    [InlineData("spaces")]
    public void Costs_grow_as_the_text_does(string shape)
    {
        // Warm: what is made once is not counted.
        Bytes(Text(1));
        var (one, eight) = (Bytes(Text(1)), Bytes(Text(8)));

        Assert.InRange(eight, one, (long)(one * 8.5));

        static long Bytes(string text)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            PlanParser.Parse(text, Cluster);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        string Text(int size) => shape switch
        {
            "resources" => Plan(string.Concat(Enumerable.Repeat("  Subnet/a\n  \tCIDR                \t10.0.0.0/8\n  \tTags                \t{b: 1, a: 2}\n\n", 500 * size))),
            "values" => Plan($"  A/b\n  \tTags                \t{{{string.Join(", ", Enumerable.Range(0, 1000 * size).Select(i => $"k{i:00000}: {{y: [b, c], x: 1}}"))}}}\n\n"),
            "brackets" => Plan($"  A/b\n  \tTags                \t{new string('{', 4000 * size)}{new string('}', 4000 * size)}\n\n"),
            "stars" => string.Concat(Enumerable.Repeat(new string('*', 81) + "\nx\n", 500 * size)),
            "differences" => $"Will modify resources:\n  A/b\n  \tContents            \n{string.Concat(Enumerable.Repeat("  \t                    \t+ x\n", 2000 * size))}  \t                    \t\n\nMust specify --yes to apply changes\n",
            _ => Plan($"  A/b\n  \tTags                \t{new string(' ', 20_000 * size)}\n\n"),
        };

        static string Plan(string resources) => $"Will create resources:\n{resources}Must specify --yes to apply changes\n";
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    public void A_narrow_terminal_shows_what_changes_too(int width)
    {
        var plan = PlanParser.Parse(Recordings.Stdout("1.36.2", "update-preview-all-sections"), Cluster);
        var shown = new KopsPlan { ClusterName = Cluster, Items = [.. plan.Items], Deferred = [.. plan.Deferred] }.ToTable(width).Split('\n');

        Assert.All(shown.Skip(1), line => Assert.True(line.Length < width, line));
        Assert.Matches(@"^Modify  AutoscalingGroup +nodes-us-east-1b\S+ +MaxSize 2 -> 5", shown.Single(line => line.Contains("nodes-us-east-1b", StringComparison.Ordinal)));
        Assert.EndsWith("2..4 t3.medium", shown.Single(line => line.StartsWith("Create  AutoscalingGroup", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_no_news_of_itself() =>
        Assert.Equal("", PlanParser.Parse(Recordings.Stdout("1.36.2", "update-preview-all-sections"), Cluster).Items.Single(item => item.Type == "AutoscalingLifecycleHook").Change);

    [Fact]
    public void Reads_fields_old_and_new()
    {
        var plan = PlanParser.Parse(Recordings.Stdout("1.36.2", "update-preview-all-sections"), Cluster);

        var group = plan.Items.Single(item => item is { Type: "AutoscalingGroup", Action: KopsPlanAction.Modify });
        Assert.Equal("nodes-us-east-1b.prod.example.com", group.Name);
        Assert.Equal("nodes-us-east-1b", group.InstanceGroup);
        Assert.Equal(["MaxSize 2 -> 5", "MinSize 2 -> 3"], group.Fields.Select(field => field.ToString()));
        Assert.Equal("MaxSize 2 -> 5, MinSize 2 -> 3", group.Change);

        var spec = plan.Items.Single(item => item.Name == "cluster-completed.spec");
        var contents = Assert.Single(spec.Fields);
        Assert.StartsWith("...\n  metadata:\n", contents.Diff, StringComparison.Ordinal);
        Assert.EndsWith("    - cidr: 172.20.64.0/18\n...", contents.Diff, StringComparison.Ordinal);
        Assert.Equal("Contents +3 -2", spec.Change);

        var created = plan.Items.Single(item => item is { Type: "AutoscalingGroup", Action: KopsPlanAction.Create });
        Assert.Equal("2..4 t3.medium", created.Change);
        Assert.Equal("batch", created.InstanceGroup);
        Assert.Equal("", plan.Items.Single(item => item.Type == "LaunchTemplate" && item.Action == KopsPlanAction.Create).Fields.Single(field => field.Name == "CPUCredits").New);
        Assert.Equal("1", plan.Items.Single(item => item.Type == "LaunchTemplate" && item.Action == KopsPlanAction.Create).Fields.Single(field => field.Name == "HTTPPutResponseHopLimit").New);
        Assert.Equal("203.0.113.0/24 tcp 443", plan.Items.Single(item => item.Name.StartsWith("from-203", StringComparison.Ordinal)).Change);

        // Names hold slashes; the kind ends at the first.
        Assert.Contains(plan.Items, item => item is { Type: "SecurityGroupRule", Name: "icmp-pmtu-api-elb-203.0.113.0/24" });
        Assert.Equal("A new kubernetes version is available: 1.34.8", Assert.Single(plan.Notices).Split('\n')[0]);
        Assert.Equal("sg-2bec060380ccff57c: port=22 protocol=tcp ip=0.0.0.0/0 ipv6=", plan.Deferred[1].Name);
    }

    [Fact]
    public void A_value_that_goes_is_null()
    {
        var plan = PlanParser.Parse(Recordings.Stdout("1.36.2", "update-preview-no-ssh-key"), Cluster);

        var field = plan.Items.First(item => item.Type == "LaunchTemplate").Fields.Single(field => field.Name == "SSHKey");
        Assert.StartsWith("name:kubernetes.prod.example.com-ee:87", field.Old, StringComparison.Ordinal);
        Assert.Null(field.New);
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Edits_taken_back_leave_only_bookkeeping(string version)
    {
        var plan = PlanParser.Parse(Recordings.Stdout(version, "update-preview-clean"), Cluster);

        Assert.Empty(plan.Items);
        Assert.Equal("cluster-completed.spec", Assert.Single(plan.Bookkeeping).Name);
    }

    [Theory]
    [InlineData("+   generation: 7\n-   generation: 5\n+   x: 1")]
    [InlineData("+     generation: 7\n-     generation: 5")]
    [InlineData("  generation: 7")]
    public void Anything_else_in_the_spec_is_a_change(string diff)
    {
        var text = "Will modify resources:\n  ManagedFile/cluster-completed.spec\n  \tContents            \n"
            + string.Concat(diff.Split('\n').Select(line => $"  \t                    \t{line}\n"))
            + "  \t                    \t\n\nMust specify --yes to apply changes\n";

        var plan = PlanParser.Parse(text);

        Assert.Empty(plan.Unparsed);
        Assert.Single(plan.Items);
        Assert.Empty(plan.Bookkeeping);
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Equal_plans_are_equal_whatever_the_order_of_maps(string version)
    {
        var first = Recordings.Stdout(version, "create");
        var second = Recordings.Stdout(version, "update-preview");
        Assert.NotEqual(
            first.Split('\n').Where(line => line.Contains("\tTags", StringComparison.Ordinal)),
            second.Split('\n').Where(line => line.Contains("\tTags", StringComparison.Ordinal)));

        Assert.Equal(Plan(first), Plan(second));
        Assert.Equal(Plan(first).Hash, Plan(second).Hash);
        Assert.NotEqual(Plan(first), Plan(second.Replace("MaxSize             \t2", "MaxSize             \t3", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{b: 2, a: 1}", "{a: 1, b: 2}")]
    [InlineData("{b: , a: x, y}", "{a: x, y, b: }")]
    [InlineData("{b: {d: 1, c: 2}, a: [z, y]}", "{a: [z, y], b: {c: 2, d: 1}}")]
    [InlineData("[{b: 1, a: 2}, {d: 1}]", "[{a: 2, b: 1}, {d: 1}]")]
    [InlineData("{b: {, a: 1}", "{a: 1, b: {}")]
    [InlineData("[b, a]", "[b, a]")]
    [InlineData("{}", "{}")]
    [InlineData("{", "{")]
    [InlineData("name:x id:y", "name:x id:y")]
    public void Maps_are_put_in_order_and_lists_are_not(string value, string normal) => Assert.Equal(normal, PlanValue.Normalize(value));

    [Fact]
    public void Normal_values_stay_as_they_are() =>
        Gen.String["{}[]: ,ab"].Sample(value => PlanValue.Normalize(PlanValue.Normalize(value)) == PlanValue.Normalize(value), iter: 10_000);

    [Theory]
    [InlineData(" a -> b -> c", null, null)]
    [InlineData(" <nil> -> b -> c", null, "b -> c")]
    [InlineData(" a -> b -> <nil>", "a -> b", null)]
    [InlineData("  -> b", "", "b")]
    public void Takes_a_change_apart_only_where_that_is_certain(string text, string? old, string? changed)
    {
        var plan = PlanParser.Parse($"Will modify resources:\n  Thing/x\n  \tName                \t{text}\n\nMust specify --yes to apply changes\n");

        if (old is null && changed is null)
        {
            Assert.Equal($"  \tName                \t{text}", Assert.Single(plan.Unparsed));
            Assert.Empty(Assert.Single(plan.Items).Fields);
        }
        else
        {
            Assert.Empty(plan.Unparsed);
            var field = Assert.Single(Assert.Single(plan.Items).Fields);
            Assert.Equal((old, changed), (field.Old, field.New));
        }
    }

    [Fact]
    public void Values_of_several_lines_are_read_whole()
    {
        const string Text = "Will modify resources:\n  Thing/x\n  \tPolicy              \n  \t                    \t {\n  \t                    \t} -> {\n  \t                    \t  1}\n\nMust specify --yes to apply changes\n";

        var plan = PlanParser.Parse(Text);

        Assert.Empty(plan.Unparsed);
        var field = Assert.Single(Assert.Single(plan.Items).Fields);
        Assert.Equal(("{\n}", "{\n  1}"), (field.Old, field.New));
    }

    [Theory]
    [InlineData("Will destroy resources:\n")]
    [InlineData("Will create resources:\n  Thing without slash\n")]
    [InlineData("Will create resources:\n  Thing/x\n  \tShort\tvalue\n")]
    [InlineData("Will modify resources:\n  Thing/x\n  \tName                \tno arrow\n")]
    [InlineData("Items will be deleted during update:\n  Thing x\n")]
    public void Keeps_what_it_does_not_understand(string text)
    {
        var plan = PlanParser.Parse(text);

        Assert.Equal(text.TrimEnd('\n').Split('\n')[^1], Assert.Single(plan.Unparsed));
        Assert.False(plan.Complete);
    }

    [Fact]
    public void A_plan_cut_off_anywhere_is_not_complete()
    {
        var text = Recordings.Stdout("1.36.2", "update-preview-all-sections");
        var end = text.LastIndexOf("Must specify", StringComparison.Ordinal);
        for (var length = 0; length <= end; length += 7)
        {
            Assert.False(PlanParser.Parse(text[..length]).Complete);
        }
    }

    [Fact]
    public void A_lone_row_of_stars_does_not_swallow_the_plan()
    {
        var text = new string('*', 81) + "\n" + Recordings.Stdout("1.36.2", "update-preview-all-sections");

        var plan = PlanParser.Parse(text);

        Assert.Single(plan.Unparsed);
        Assert.Equal(9, plan.Items.Count(item => item.Action == KopsPlanAction.Create));
    }

    [Fact]
    public void Ten_thousand_damaged_plans_lose_no_line()
    {
        var texts = AllPlans().Select(plan => plan.Text).Where(text => text.Length is > 500 and < 20_000).Distinct().ToArray();
        Assert.True(texts.Length >= 8);
        var fragments = new[] { "\n", "\t", " ", "  \t", " -> ", "{", "}", "<nil>", "...", "+ ", "Will create resources:\n", "No changes need to be applied\n", "Must specify --yes to apply changes\n", new string('*', 81) + "\n", "\r\n", "\0" };

        Gen.Select(
            Gen.Int[0, texts.Length - 1].Select(i => texts[i]),
            Gen.Select(Gen.Int[0, 19_999], Gen.Int[0, 300], Gen.Int[0, fragments.Length - 1].Select(i => fragments[i])).Array[1, 4]).Sample(
            (text, wounds) =>
            {
                foreach (var (position, length, fragment) in wounds)
                {
                    var at = Math.Min(position % (text.Length + 1), text.Length);
                    text = text[..at] + fragment + text[Math.Min(text.Length, at + length)..];
                }

                var plan = PlanParser.Parse(text, Cluster);
                var lines = text.EndsWith('\n') ? text.Count(c => c == '\n') : text.Count(c => c == '\n') + (text.Length > 0 ? 1 : 0);
                Assert.Equal(lines, plan.Lines.Count);
                Assert.Equal(plan.Lines.Count(kind => kind == PlanLineKind.Unparsed), plan.Unparsed.Count);
                Assert.Equal(
                    plan.Lines.Count(kind => kind == PlanLineKind.Item), plan.Items.Count + plan.Deferred.Count + plan.Bookkeeping.Count);
                Assert.Equal(
                    plan.Lines.Count(kind => kind == PlanLineKind.Field), plan.Items.Concat(plan.Bookkeeping).Sum(item => item.Fields.Length));
            },
            iter: 10_000);
    }

    private static IEnumerable<(string Version, string Words, string Text)> AllPlans() =>
        from version in Recordings.Versions
        from run in Recordings.All(version)
        let text = File.ReadAllText(Path.Combine(run.Folder, "stdout.txt"))
        where text.Contains("Must specify --yes to apply changes\n", StringComparison.Ordinal) || text.EndsWith("No changes need to be applied\n", StringComparison.Ordinal)
        select (version, run.Words, text);

    private static KopsPlan Plan(string text)
    {
        var read = PlanParser.Parse(text, Cluster);
        return new KopsPlan { ClusterName = Cluster, Items = [.. read.Items], Deferred = [.. read.Deferred], Unparsed = [.. read.Unparsed] };
    }
}
