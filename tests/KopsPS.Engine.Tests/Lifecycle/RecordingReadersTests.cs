using System.Text.Json;
using CsCheck;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Tests.Lifecycle;

/// <summary>
/// Walks every recorded run of both versions. Each must be claimed: a failure by the error catalogue, everything else by
/// a reader that takes its standard output without a rest, and whose result is checked against the text by other means.
/// </summary>
public sealed class RecordingReadersTests
{
    /// <summary>Commands that succeed without a word on standard output.</summary>
    private static readonly string[] Silent =
    [
        "create instancegroup", "create ig", "create secret", "create sshpublickey", "delete secret", "delete sshpublickey", "edit cluster", "edit ig",
        "edit instancegroup", "replace", "trust keypair", "distrust keypair",
    ];

    public static TheoryData<string, string> Runs()
    {
        var runs = new TheoryData<string, string>();
        foreach (var version in Recordings.Versions)
        {
            foreach (var (_, folder) in Recordings.All(version))
            {
                runs.Add(version, Path.GetFileName(folder));
            }
        }

        return runs;
    }

    [Fact]
    public void No_folder_is_passed_over()
    {
        foreach (var version in Recordings.Versions)
        {
            var folders = Directory.GetDirectories(Path.Combine(Fakes.Repository.Recordings, "kops", version)).Select(Path.GetFileName).Where(name => name != "help");
            Assert.Equal(folders.Order(StringComparer.Ordinal), Recordings.All(version).Select(run => Path.GetFileName(run.Folder)).Order(StringComparer.Ordinal));
            Assert.True(Recordings.All(version).Count() > 300);
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_run_is_claimed(string version, string recording)
    {
        var run = Run.Of(version, recording);
        if (KopsErrorCatalogue.Find(run.Stdout, run.Stderr, run.ExitCode) is { } cause)
        {
            // Which id, KopsErrorCatalogueTests says.
            Assert.NotEqual(0, run.ExitCode);
            Assert.NotEqual("KopsFailed", cause.Id);
            return;
        }

        if (run.Stdout.Length == 0 && !run.Is("upgrade"))
        {
            // Without a word: nothing to do, nothing found, or an empty list that is an exit code of 1.
            Assert.True(run.ExitCode == 0 ? Silent.Any(run.Is) : run.Stderr.Contains(" found", StringComparison.Ordinal), $"{run.Command} says nothing");
        }
        else if (run.Stdout.StartsWith("kOps is Kubernetes Operations.", StringComparison.Ordinal))
        {
            Assert.Equal("", run.Command);
        }
        else
        {
            Claim(run);
        }

        Assert.DoesNotContain(run.Stderr.Split('\n'), line => !IsLog(line));
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Tables_and_json_show_the_same(string version)
    {
        foreach (var (table, json, column, field) in new[]
        {
            ("get-ig-table", "get-ig-json", "NAME", "metadata/name"), ("get-keypairs-table", "get-keypairs-json", "ID", "id"),
            ("get-sshpublickeys-table", "get-sshpublickeys-json", "ID", "id"), ("get-clusters-table", "get-clusters-json", "NAME", "metadata/name"),
            ("get-instances-table", "get-instances-json", "ID", "id"),
        })
        {
            var cells = Column(KopsTextReader.Read(Recordings.Stdout(version, table)).Tables.Single().Table, column);
            var objects = KopsDocuments.Read(Recordings.Stdout(version, json), out _, flatten: true).Select(item => Field(item, field)!);

            Assert.NotEmpty(cells);
            Assert.Equal(objects.Order(StringComparer.Ordinal), cells.Order(StringComparer.Ordinal));
        }

        var assets = KopsTextReader.Read(Recordings.Stdout(version, "get-assets-table")).Tables.SelectMany(table => Column(table.Table, "CANONICAL"));
        var document = Assert.Single(KopsDocuments.Read(Recordings.Stdout(version, "get-assets-json"), out _));
        Assert.Equal(
            new[] { "images", "files" }.SelectMany(list => document.GetProperty(list).EnumerateArray()).Select(asset => asset.GetProperty("canonical").GetString()).Order(),
            assets.Order());
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Yaml_and_json_show_the_same(string version)
    {
        foreach (var (yaml, json) in new[] { ("get-keypairs-yaml", "get-keypairs-json"), ("get-sshpublickeys-yaml", "get-sshpublickeys-json"), ("get-assets-yaml", "get-assets-json") })
        {
            var fromYaml = KopsDocuments.ReadYaml(Recordings.Stdout(version, yaml)).Select(document => JsonSerializer.Deserialize<JsonElement>(document.ToJson())).ToArray();
            var fromJson = KopsDocuments.Read(Recordings.Stdout(version, json), out _, flatten: true);

            Assert.NotEmpty(fromJson);
            Assert.Equal(fromJson.Count, fromYaml.Length);
            Assert.All(fromJson, expected => Assert.Contains(fromYaml, read => JsonElement.DeepEquals(expected, read)));
        }
    }

    [Theory]
    [InlineData("1.30.1")]
    [InlineData("1.36.2")]
    public void Sentences_name_what_they_are_about(string version)
    {
        Assert.Equal(version, Said("version", KopsSentenceKind.Version).Subject);
        Assert.Equal("kubernetes-ca", Said("create-keypair-kubernetes-ca", KopsSentenceKind.Created).Subject);
        Assert.Matches("^7711[0-9]{24}$", Said("promote-keypair", KopsSentenceKind.Promoted).Detail);
        Assert.Equal("kubernetes-ca", Said("promote-keypair-again", KopsSentenceKind.NothingToPromote).Subject);
        Assert.Equal("batch", Said("delete-ig-answer-yes", KopsSentenceKind.Deleted).Subject);
        Assert.Equal("prod.example.com", Said("validate-ready-table", KopsSentenceKind.Ready).Subject);
        Assert.Equal(7, KopsTextReader.Read(Recordings.Stdout(version, "create-f")).Said.Count(said => said is { Kind: KopsSentenceKind.Created, Detail: not null }));
        Assert.Equal("prod.example.com", Said("export-kubeconfig", KopsSentenceKind.ContextSet).Subject);

        KopsSentence Said(string words, KopsSentenceKind kind) =>
            Assert.Single(KopsTextReader.Read(Recordings.Stdout(version, words)).Said, said => said.Kind == kind);
    }

    [Theory]
    [InlineData("NODE STATUS\n", "NODE STATUS")]
    [InlineData("NODE STATUS\nNAME\tROLE\nx\ty\n\nx\ty\n", "x\ty")]
    [InlineData("Created kubernetes-ca\n", "Created kubernetes-ca")]
    [InlineData("Your cluster is ready, more or less\n", "Your cluster is ready, more or less")]
    public void What_is_not_understood_is_kept(string text, string rest) => Assert.Equal([rest], KopsTextReader.Read(text).Unparsed);

    [Fact]
    public void Ten_thousand_damaged_texts_are_survived()
    {
        var texts = new[] { "get-all-table", "validate-placeholder", "get-instances-table", "create-keypair-all", "update-yes-secrets", "get-assets-table" }
            .Select(words => Recordings.Stdout("1.36.2", words)).ToArray();
        Gen.Select(Gen.Int[0, texts.Length - 1], Gen.Int[0, 20_000], Gen.Int[0, 200], Gen.String["\t\n*AZ az"]).Sample(
            (which, position, length, fragment) =>
            {
                var text = texts[which];
                var at = position % (text.Length + 1);
                var damaged = text[..at] + fragment + text[Math.Min(text.Length, at + length)..];

                // No line is lost: each is in a table, a sentence, a notice or the rest, or is empty or a row of stars.
                var read = KopsTextReader.Read(damaged);
                var told = read.Tables.Sum(table => table.Table.Rows.Count + 1 + (table.Title is null ? 0 : 1)) + read.Said.Count + read.Unparsed.Count
                    + read.Notices.Sum(notice => 2 + notice.Split('\n').Count(line => line.Length > 0));
                Assert.Equal(damaged.Split('\n').Count(line => line.Length > 0), told);
            },
            iter: 10_000);
    }

    private static void Claim(Run run)
    {
        if (run.Json || run.Is("get secrets dockerconfig"))
        {
            ClaimJson(run);
        }
        else if (run.Yaml)
        {
            ClaimYaml(run);
        }
        else if (run.Is("delete cluster"))
        {
            ClaimDeletion(run);
        }
        else if (run.Is("rolling-update") || run.Is("delete instance") || (run.Is("reconcile") && run.Yes))
        {
            var read = RollingUpdateReader.Read(run.Stdout);
            Assert.Empty(read.Unparsed);
            Assert.Equal(run.Lines.Count(line => line.Contains("evicting pod ", StringComparison.Ordinal)), read.Evicted.Count);
            Assert.True(read.Groups.Count > 0 || read.Evicted.Count > 0 || run.Stdout.Contains("found for deletion", StringComparison.Ordinal));
        }
        else if (run.Is("upgrade"))
        {
            var read = UpgradeReader.Read(run.Stdout, run.Stderr);
            Assert.NotNull(read);
            Assert.Equal(run.Lines.Count(line => line.Contains('\t', StringComparison.Ordinal) && !line.StartsWith("ITEM", StringComparison.Ordinal)), read.Changes.Count);
        }
        else if (run.IsPlan)
        {
            var plan = PlanParser.Parse(run.Stdout, run.Cluster);
            Assert.Empty(plan.Unparsed);
            Assert.True(plan.Complete);
            Assert.Equal(
                run.Lines.Count(line => line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith("  \t", StringComparison.Ordinal)),
                plan.Items.Count + plan.Deferred.Count + plan.Bookkeeping.Count);
        }
        else
        {
            ClaimText(run);
        }
    }

    private static void ClaimText(Run run)
    {
        var read = KopsTextReader.Read(run.Stdout);
        Assert.Empty(read.Unparsed);
        Assert.True(read.Tables.Count + read.Said.Count > 0);

        // Counted by other means: each line with a tab is a row or the titles of a table.
        var wide = read.Tables.Where(table => table.Table.Columns.Count() > 1).ToArray();
        Assert.Equal(run.Lines.Count(line => line.Contains('\t', StringComparison.Ordinal)), wide.Sum(table => table.Table.Rows.Count + 1));
        Assert.All(read.Tables, table =>
        {
            // Of a cluster none of whose machines has joined yet, kops prints the titles alone.
            Assert.True(table.Table.Rows.Count > 0 || table.Title == "NODE STATUS");
            Assert.All(table.Table.Rows, row => Assert.NotEmpty(row[0]));
        });
        if (run.Is("validate"))
        {
            // Ready, but not as often in a row as was asked for, is an exit code of 1 too.
            var ready = run.ExitCode == 0 || run.Stderr.Contains(" consecutive times", StringComparison.Ordinal);
            Assert.Equal(ready ? KopsSentenceKind.Ready : KopsSentenceKind.NotReady, read.Said[^1].Kind);
            Assert.Equal(ready, read.Tables[^1].Title != "VALIDATION ERRORS");
        }
    }

    private static void ClaimJson(Run run)
    {
        if (run.Is("validate"))
        {
            var attempts = ValidationReader.Read(run.Stdout, out var left);
            Assert.Empty(left);
            Assert.Equal(run.ExitCode == 0, attempts[^1].Ready);
            return;
        }

        var documents = KopsDocuments.Read(run.Stdout, out var rest, flatten: true);
        Assert.Empty(rest);
        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.Contains(Names, name => Field(document, name) is not null));
    }

    private static void ClaimYaml(Run run)
    {
        var documents = KopsDocuments.ReadYaml(run.Stdout);
        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.Contains(Names, name => Field(JsonSerializer.Deserialize<JsonElement>(document.ToJson()), name) is not null));

        // Counted by other means: documents begin with their version, elements with a dash.
        var kinds = run.Lines.Count(line => line.StartsWith("kind: ", StringComparison.Ordinal));
        var elements = run.Lines[0].StartsWith("- ", StringComparison.Ordinal) ? run.Lines.Count(line => line.StartsWith("- ", StringComparison.Ordinal)) : 1;
        Assert.Equal(kinds > 0 ? kinds : elements, documents.Count);
    }

    private static void ClaimDeletion(Run run)
    {
        var unparsed = new List<string>();
        var reader = new DeletionReader(unparsed);
        foreach (var line in run.Lines)
        {
            reader.Add(line);
        }

        reader.Complete();
        Assert.Empty(unparsed);
        Assert.Equal(run.Yes, reader.Deleted);
        Assert.Equal(!run.Yes, reader.Preview);
        Assert.Equal(run.Lines.TakeWhile(line => line.Length > 0).Count(line => line.Contains('\t', StringComparison.Ordinal)), reader.Entries.Count == 0 ? 0 : reader.Entries.Count + 1);
    }

    /// <summary>What tells the objects of kops from an empty mapping.</summary>
    private static readonly string[] Names = ["metadata/name", "id", "images", "resources", "instances", "nodes", "failures", "auths"];

    private static string? Field(JsonElement element, string path)
    {
        foreach (var name in path.Split('/'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ToString();
    }

    private static IEnumerable<string> Column(KopsTable table, string name) => Enumerable.Range(0, table.Rows.Count).Select(row => table[row, name]);

    /// <summary>Standard error of a run that succeeded: kops' log, and the few lines that libraries print beside it.</summary>
    private static bool IsLog(string line) =>
        KlogLine.TryParse(line, out _)
        || RollStep.Read(line) is not null
        || line.StartsWith("WARNING: ignoring DaemonSet-managed Pods: ", StringComparison.Ordinal)
        || line.StartsWith("SDK ", StringComparison.Ordinal)
        || line.StartsWith("Using cluster from kubectl context: ", StringComparison.Ordinal)
        || line.StartsWith("Error: ", StringComparison.Ordinal)
        || line is "No upgrade required" or ""
        || line.EndsWith(" cannot be converted to an Int32Range", StringComparison.Ordinal);

    private sealed record Run(string[] Arguments, int ExitCode, string Stdout, string Stderr)
    {
        public string Command => string.Join(' ', Arguments.TakeWhile(argument => !argument.StartsWith('-')));

        public string? Cluster => Array.IndexOf(Arguments, "--name") is >= 0 and var at ? Arguments[at + 1] : null;

        public bool Yes => Arguments.Contains("--yes");

        public bool Json => Output == "json";

        public bool Yaml => Output == "yaml" || Stdout.StartsWith("apiVersion: ", StringComparison.Ordinal);

        public bool IsPlan => Lines.Any(line => line is "Must specify --yes to apply changes" or "No changes need to be applied");

        public string[] Lines => Stdout.Split('\n');

        private string? Output => Array.FindIndex(Arguments, argument => argument is "-o" or "--output") is >= 0 and var at ? Arguments[at + 1] : null;

        public static Run Of(string version, string recording)
        {
            var folder = Path.Combine(Fakes.Repository.Recordings, "kops", version, recording);
            using var command = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "command.json")));
            return new Run(
                [.. command.RootElement.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)],
                command.RootElement.GetProperty("exitCode").GetInt32(),
                File.ReadAllText(Path.Combine(folder, "stdout.txt")),
                File.ReadAllText(Path.Combine(folder, "stderr.txt")));
        }

        public bool Is(string command) => Command == command || Command.StartsWith(command + ' ', StringComparison.Ordinal);
    }
}
