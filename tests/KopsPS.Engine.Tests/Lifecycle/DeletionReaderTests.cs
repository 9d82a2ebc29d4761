using CsCheck;
using KopsPS.Engine.Lifecycle;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Lifecycle;

public class DeletionReaderTests
{
    public static TheoryData<string, string> Deletions()
    {
        var data = new TheoryData<string, string>();
        foreach (var version in new[] { "1.30.1", "1.36.2" })
        {
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Repository.Recordings, "kops", version)))
            {
                var name = Path.GetFileName(folder);
                if (name.Contains("-delete-cluster", StringComparison.Ordinal) || name.Contains("-unregister", StringComparison.Ordinal))
                {
                    data.Add(version, name);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Deletions))]
    public void Reads_every_recorded_deletion_without_a_rest(string version, string recording)
    {
        var (reader, unparsed) = Read(Stdout(version, recording));
        Assert.Empty(unparsed);
        Assert.All(reader.Entries, entry => Assert.DoesNotContain(' ', entry.Type));
    }

    [Theory]
    [InlineData("1.36.2", "815-delete-cluster-preview", 73)]
    [InlineData("1.30.1", "815-delete-cluster-preview", 76)]
    public void A_preview_lists_what_would_go(string version, string recording, int count)
    {
        var (reader, _) = Read(Stdout(version, recording));
        Assert.True(reader.Preview);
        Assert.False(reader.Deleted);
        Assert.Equal(count, reader.Entries.Count);
        Assert.Equal(3, reader.Entries.Count(entry => entry.Type == "elastic-ip"));
        Assert.Single(reader.Entries, entry => entry.Type == "vpc");
        var queue = Assert.Single(reader.Entries, entry => entry.Type == "sqs");
        Assert.Equal("http://sqs.us-east-1.amazonaws.com/123456789012/prod-example-com-nth", queue.Id);
        Assert.All(reader.Entries, entry => Assert.NotEqual("", entry.Name));
    }

    [Fact]
    public void The_columns_are_not_mixed_up()
    {
        var (reader, _) = Read(Stdout("1.36.2", "815-delete-cluster-preview"));
        var first = reader.Entries[0];
        Assert.Equal(("autoscaling-config", "bastions.prod.example.com", "lt-6252b7caf338d6fb0"), (first.Type, first.Name, first.Id));
        var balancer = Assert.Single(reader.Entries, entry => entry.Name == "tcp-prod-example-com-585okf");
        Assert.Equal("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tcp-prod-example-com-585okf/50dc6c495c0c9188", balancer.Id);
    }

    [Fact]
    public void A_whole_deletion_leaves_nothing()
    {
        var (reader, _) = Read(Stdout("1.36.2", "983-delete-cluster-whole"));
        Assert.True(reader.Deleted);
        Assert.Empty(reader.Left);
        Assert.Equal(0, reader.RoundsEnded);
        Assert.NotEmpty(reader.Entries);
    }

    [Theory]
    [InlineData("1.36.2", "943-delete-cluster-stuck")]
    [InlineData("1.30.1", "944-delete-cluster-stuck")]
    public void A_stuck_deletion_says_what_is_left(string version, string recording)
    {
        var (reader, _) = Read(Stdout(version, recording));
        Assert.False(reader.Deleted);
        Assert.Equal(["dhcp-options", "vpc"], reader.Left.Select(entry => entry.Type).Order(StringComparer.Ordinal));
        Assert.Equal(DeletionState.HasDependencies, reader.Left.Single(entry => entry.Type == "vpc").State);
        Assert.Equal(DeletionState.Waiting, reader.Left.Single(entry => entry.Type == "dhcp-options").State);
        Assert.Equal(5, reader.RoundsEnded);
    }

    [Fact]
    public void A_failing_deletion_says_why()
    {
        var (reader, _) = Read(Stdout("1.36.2", "942-delete-cluster-staging-yes"));
        var left = Assert.Single(reader.Left);
        Assert.Equal("dhcp-options:dopt-ff46d167652de656e", left.Key);
        Assert.Equal(DeletionState.Failed, left.State);
        Assert.Contains("InvalidDhcpOptionID.NotFound", left.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_rounds_end_well()
    {
        var (reader, _) = Read(Stdout("1.30.1", "819-delete-cluster-yes"));
        Assert.True(reader.Deleted);
        Assert.Equal(1, reader.RoundsEnded);
        Assert.Empty(reader.Left);
    }

    [Theory]
    [InlineData("1.36.2", "914-unregister")]
    [InlineData("1.30.1", "914-unregister")]
    public void Unregistering_has_its_preview(string version, string recording) => Assert.True(Read(Stdout(version, recording)).Reader.Preview);

    [Theory]
    [InlineData("1.36.2", "915-unregister-yes")]
    [InlineData("1.30.1", "915-unregister-yes")]
    public void Unregistering_deletes_the_registration(string version, string recording) => Assert.True(Read(Stdout(version, recording)).Reader.Deleted);

    /// <summary>The text stands in kops' source (cmd/kops/delete_cluster.go), not in a recording.</summary>
    [Fact]
    public void Nothing_in_the_cloud_is_said() => Assert.True(Read("No cloud resources to delete\n\nMust specify --yes to unregister the cluster\n").Reader.NothingInCloud);

    [Fact]
    public void What_fits_nowhere_is_kept()
    {
        var (_, unparsed) = Read("TYPE\tNAME\tID\nvpc\tx\tvpc-1\n\nvpc:vpc-1\tok\nvpc:vpc-2\tok\nsomething new\n");
        Assert.Equal(["vpc:vpc-2\tok", "something new"], unparsed);
    }

    /// <summary>
    /// A model of kops' deletion: resources with rounds in which each may go, fail or wait. Whatever order the lines
    /// come in, the reader's account of what is left is the model's.
    /// </summary>
    [Fact]
    public void What_is_left_is_what_a_model_of_kops_has_left()
    {
        var resource = Gen.Select(
            Pick("vpc", "subnet", "sqs", "target-group", "elastic-ip"),
            Pick("", "http://q/", "arn:aws:x:y:z/"),
            Gen.Int[0, 9999],
            Gen.String[Gen.Char['a', 'z'], 0, 40]);
        var run = Gen.Select(
            resource.Array[1, 30],
            Gen.Int[0, 4].Array[1, 6],
            Gen.Int[0, int.MaxValue - 1],
            (resources, rounds, seed) => (resources, rounds, seed));
        run.Sample(
            sample =>
            {
                var keys = sample.resources
                    .Select(one => (Type: one.Item1, Id: $"{one.Item2}{one.Item3}", Name: one.Item4))
                    .DistinctBy(one => $"{one.Type}:{one.Id}")
                    .ToArray();
                var random = new Random(sample.seed);
                var left = keys.Select(one => $"{one.Type}:{one.Id}").ToHashSet();
                var text = new StringWriter { NewLine = "\n" };
                Table(text, keys);
                foreach (var _ in sample.rounds)
                {
                    foreach (var key in left.Order(StringComparer.Ordinal).OrderBy(_ => random.Next()).ToArray())
                    {
                        switch (random.Next(5))
                        {
                            case 0:
                                text.WriteLine($"{key}\tok");
                                left.Remove(key);
                                break;
                            case 1:
                                // A member of a group that another one's line stands for.
                                left.Remove(key);
                                break;
                            case 2:
                                text.WriteLine($"{key}\tstill has dependencies, will retry");
                                break;
                            case 3:
                                text.WriteLine($"{key}\terror deleting resources, will retry: a: b\tc");
                                break;
                        }
                    }

                    text.WriteLine("Not all resources deleted; waiting before reattempting deletion");
                    foreach (var key in left)
                    {
                        text.WriteLine($"\t{key}");
                    }
                }

                var (reader, unparsed) = Read(text.ToString());
                return unparsed.Count == 0
                    && reader.Entries.Count == keys.Length
                    && keys.All(one => reader.Entries.Any(entry => entry.Type == one.Type && entry.Id == one.Id && entry.Name == one.Name))
                    && reader.Left.Select(entry => entry.Key).ToHashSet().SetEquals(left)
                    && reader.RoundsEnded == sample.rounds.Length;
            },
            iter: 2_000);
    }

    [Fact]
    public void No_input_makes_it_throw()
    {
        var line = Gen.OneOf(
            Gen.String[0, 40],
            Pick(
                "TYPE\tNAME\tID", "", "vpc\tx\tvpc-1", "vpc:vpc-1\tok", "\tvpc:vpc-1", "Deleted cluster: \"x\"",
                "Not all resources deleted; waiting before reattempting deletion", "Must specify --yes to delete cluster",
                "vpc:vpc-1\terror deleting resources, will retry: ", "\t", ":", "TYPE\t"));
        line.Array[0, 20].Sample(lines => Read(string.Join('\n', lines)).Reader.Entries.Count >= 0, iter: 10_000);
    }

    private static Gen<string> Pick(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>As Go's text/tabwriter does it: cells padded with tabs to multiples of eight.</summary>
    private static void Table(TextWriter text, (string Type, string Id, string Name)[] rows)
    {
        static int Width(int longest) => ((longest + 1 + 7) / 8) * 8;
        static string Pad(string cell, int width) => cell + new string('\t', (width - ((cell.Length / 8) * 8) + 7) / 8);
        var type = Width(Math.Max(4, rows.Max(row => row.Type.Length)));
        var name = Width(Math.Max(4, rows.Max(row => row.Name.Length)));
        foreach (var (t, n, i) in rows.Select(row => (row.Type, row.Name, row.Id)).Prepend(("TYPE", "NAME", "ID")))
        {
            text.WriteLine(Pad(t, type) + Pad(n, name) + i);
        }

        text.WriteLine();
    }

    private static string Stdout(string version, string recording) =>
        File.ReadAllText(Path.Combine(Repository.Recordings, "kops", version, recording, "stdout.txt"));

    private static (DeletionReader Reader, List<string> Unparsed) Read(string text)
    {
        var unparsed = new List<string>();
        var reader = new DeletionReader(unparsed);
        foreach (var line in text.Split('\n'))
        {
            reader.Add(line);
        }

        reader.Complete();
        return (reader, unparsed);
    }
}
