using System.Text;
using System.Text.Json;
using CsCheck;
using KopsPS.Engine.Binaries;
using KopsPS.Engine.Health;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Logs;
using KopsPS.Engine.Metrics;
using KopsPS.Engine.Processes;
using KopsPS.Engine.Spec;
using KopsPS.Engine.Tests.Lifecycle;

namespace KopsPS.Engine.Tests;

/// <summary>What all parsers owe: work in step with their input, and no surprise whatever the input is.</summary>
public sealed class ParserTests
{
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - name: c
          cluster: {server: "https://c", certificate-authority-data: LS0tLS0=, proxy-url: "http://p:1"}
        contexts:
        - name: one
          context: {cluster: c, user: u, namespace: n}
        users:
        - name: u
          user:
            token: t
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: aws
              args: [eks, get-token]
              env: [{name: A, value: b}]
              interactiveMode: Never
        """;

    private const string Validating = "{\"failures\":[{\"type\":\"Machine\",\"name\":\"i-1\",\"message\":\"no node\"}],\"nodes\":[{\"name\":\"i-2\",\"zone\":\"a\",\"role\":\"node\",\"hostname\":\"i-2\",\"status\":\"True\"}]}";

    private const string ListPage = "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"5823\",\"continue\":\"NTAw\",\"remainingItemCount\":4500},\"items\":[{\"metadata\":{\"name\":\"i-1\"}}]}";

    private const string Metrics = """
        # HELP apiserver_request_duration_seconds [STABLE] Response latency \\ in\nseconds.
        # TYPE apiserver_request_duration_seconds histogram
        apiserver_request_duration_seconds_bucket{verb="GET",le="0.1"} 7
        apiserver_request_duration_seconds_bucket{verb="GET",le="+Inf"} 9
        apiserver_request_duration_seconds_sum{verb="GET"} 1.5e-01
        apiserver_request_duration_seconds_count{verb="GET"} 9
        # TYPE go_gc_duration_seconds summary
        go_gc_duration_seconds{quantile="0.5"} NaN 1395066363000
        go_gc_duration_seconds_count 3
        # TYPE up gauge
        up{path="C:\\DIR",text="a \"b\"\n"} 1
        {"http.requests",code="200"} 5 # {trace_id="x"} 1 1.5

        """;

    private static readonly Dictionary<string, (Func<string> Sample, Action<string> Parse)> Parsers = new()
    {
        ["plan"] = (() => Recordings.Stdout("1.36.2", "update-preview").Split("Must specify --yes")[0], text => PlanParser.Parse(text, "prod.example.com")),
        ["YAML"] = (() => Recordings.Stdout("1.36.2", "create-dry-run-yaml"), text => KopsYaml.ReadAll(text)),
        ["kubeconfig"] = (() => Kubeconfig, text => KubeconfigFile.Parse("config", text)),
        ["validation"] = (() => Validating, text => ValidationReader.Read(text, out _)),
        ["other documents"] = (() => "[1, 2, 3] ", text => ValidationReader.Read(text, out _)),
        ["tables"] = (() => Recordings.Stdout("1.36.2", "get-all-table"), text => KopsTextReader.Read(text)),
        ["rolling update"] = (() => Recordings.Stdout("1.36.2", "rolling-update-preview"), text => RollingUpdateReader.Read(text)),
        ["upgrade"] = (() => "ITEM\tPROPERTY\tOLD\tNEW\nCluster\tVersion\t1\t2\n\nMust specify --yes to perform upgrade\n", text => UpgradeReader.Read(text, "")),
        ["deletion"] = (() => Recordings.Stdout("1.36.2", "delete-cluster-preview"), ReadDeletion),
        ["log"] = (() => Recordings.Stderr("1.36.2", "update-yes-admin"), ReadLog),
        ["failure"] = (() => "Error: error reading channel \"stable\": no such host\n", text => KopsErrorCatalogue.Find("", text, 1)),
        ["status"] = (() => "{\"kind\":\"Status\",\"message\":\"no\",\"reason\":\"Forbidden\",\"metadata\":{\"continue\":\"x\"}}", text => KubeStatus.Read(Encoding.UTF8.GetBytes(text))),
        ["head of a list"] = (() => ListPage, ReadListHead),
        ["metrics"] = (() => Metrics, ReadMetrics),
        ["time of a log line"] = (() => "2026-11-22T21:46:47.537540000Z text", text => LogTime.TryRead(Encoding.UTF8.GetBytes(text), out _, out _)),
        ["JSON log line"] = (() => """{"level":"warn","log.level":"x","msg":"slow \ud83d\ude00","ms":712,"ratio":1e400,"tags":["a",null],"user":{"id":7}}""", ReadFields),
        ["duration"] = (() => "1h30m5.25s", text => GoDuration.TryParse(text, out _)),
        ["size"] = (() => "128Gi", text => BinarySize.TryParse(text, out _)),
        ["checksum"] = (() => new string('a', 64) + "  kops\n", text => Checksum.TryParse(text, out _)),
        ["kubelet version"] = (() => "v1.30.14", text => KubeletVersion.Parse(text)),
    };

    public static TheoryData<string> All() => [.. Parsers.Keys];

    /// <summary>Those that go through texts of any length. Allocation is counted to the byte, where time is not.</summary>
    [Theory]
    [InlineData("plan")]
    [InlineData("YAML")]
    [InlineData("validation")]
    [InlineData("other documents")]
    [InlineData("tables")]
    [InlineData("rolling update")]
    [InlineData("log")]
    [InlineData("metrics")]
    public void Sixteen_times_the_input_takes_sixteen_times_the_memory(string parser)
    {
        var (sample, parse) = Parsers[parser];
        var one = string.Concat(Enumerable.Repeat(parser == "YAML" ? sample() + "\n---\n" : sample(), 200 / (1 + (sample().Length / 500))));
        var sixteen = string.Concat(Enumerable.Repeat(one, 16));
        parse(sixteen);

        Assert.InRange(Allocated(sixteen) / (double)Allocated(one), 8, 20);

        long Allocated(string text)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            parse(text);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Ten_thousand_damaged_texts_are_read_or_refused(string parser)
    {
        var (sample, parse) = Parsers[parser];
        var whole = sample();
        var text = whole.Length > 5000 ? whole[..4000] + whole[^1000..] : whole;
        var piece = Gen.OneOf(
            Gen.String["{}[],:\"'\n\t \\-#&*!|>%@`?~0a."],
            Gen.OneOf(Array.ConvertAll<string, Gen<string>>([": ", "- ", "\n  ", "? ", "&a ", "*a", "<<: ", "!!binary ", "\0", "\uFEFF", "é", "\uD800", "99999999999999999999", "\r\n", "NAME\tROLE\n", "-> ", "null", "\u0663"], Gen.Const)),
            Gen.Select(Gen.Int[0, Math.Max(0, text.Length - 1)], Gen.Int[0, 60]).Select((from, length) => text.Substring(from, Math.Min(length, text.Length - from))));
        Gen.Select(Gen.Int[0, text.Length], Gen.Int[0, 120], piece, (position, length, with) => (position, length, with)).Array[1, 4].Sample(
            damages =>
            {
                var damaged = text;
                foreach (var (position, length, with) in damages)
                {
                    var at = Math.Min(position, damaged.Length);
                    damaged = damaged[..at] + with + damaged[Math.Min(damaged.Length, at + length)..];
                }

                try
                {
                    parse(damaged);
                }
                catch (KopsException)
                {
                    // Refused in words that name the cause.
                }
            },
            iter: 10_000);
    }

    [Fact]
    public void Ten_thousand_damaged_kubeconfigs_are_used_or_refused() =>
        Gen.Select(Gen.Int[0, Kubeconfig.Length], Gen.Int[0, 60], Gen.OneOf(Array.ConvertAll<string, Gen<string>>(["", "[", "{", "- ", "? [a]\n: b\n", "null", "'", "\n", "&a ", "*a", "x: y\n", ": ", "!!int "], Gen.Const))).Sample(
            (position, length, with) =>
            {
                var damaged = Kubeconfig[..position] + with + Kubeconfig[Math.Min(Kubeconfig.Length, position + length)..];
                try
                {
                    var read = KubeconfigFile.Parse("config", damaged);
                    read.ToYaml();
                    if (read.Find("users", "u") is { } user)
                    {
                        YamlJson.Write(user);
                    }

                    KubeconfigMerge.Apply(read, KubeconfigFile.Parse("exported", Kubeconfig.Replace("name: c", "name: one", StringComparison.Ordinal)), "one", setCurrent: true, force: true);
                }
                catch (KopsException fault)
                {
                    Assert.StartsWith("Kubeconfig", fault.Id, StringComparison.Ordinal);
                }
            },
            iter: 10_000);

    [Theory]
    [InlineData("a: ", 100_000, "deeper")]
    [InlineData("? [a]\n: b\nc: ", 0, "no text")]
    [InlineData("a: &a\n  b: *a\nc: ", 0, "within itself")]
    public void A_kubeconfig_that_no_tree_can_hold_is_refused(string text, int brackets, string said)
    {
        var fault = Assert.Throws<KopsException>(() => KubeconfigFile.Parse("config", text + new string('[', brackets)));

        Assert.Equal("KubeconfigInvalid", fault.Id);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"continue\": 5}")]
    [InlineData("{\"continue\": \"\\ud800\"}")]
    [InlineData("{\"resourceVersion\": {}}")]
    [InlineData("{\"remainingItemCount\": \"many\"}")]
    public async Task The_head_of_a_list_with_values_that_cannot_be_is_no_JSON_of_a_list(string metadata) =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ListHead.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"metadata\": {metadata}}}")), default));

    /// <summary>Searched again from each of its letters, a word of this length would take days.</summary>
    [Fact]
    public void Secrets_are_found_in_the_longest_line()
    {
        var word = new string('a', LineSplitter.LongestLine / 2);
        var blanks = new string(' ', LineSplitter.LongestLine / 2);

        Assert.Equal($"token {word} https://***@host", new Redaction([]).Apply($"token {word} https://user:password@host"));
        Assert.Equal($"bearer{blanks}", new Redaction([]).Apply($"bearer{blanks}"));
        Assert.Equal($"bearer {blanks}***", new Redaction([]).Apply($"bearer {blanks}abcdefgh"));
    }

    /// <summary>Whatever the head was, what is read after it is the whole body.</summary>
    private static void ReadListHead(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        try
        {
            // A stream in memory is read without waiting.
            var head = ListHead.ReadAsync(new MemoryStream(body), default).GetAwaiter().GetResult();
            using var whole = new MemoryStream();
            head.Whole.CopyToAsync(whole).GetAwaiter().GetResult();
            Assert.Equal(body, whole.ToArray());
        }
        catch (JsonException)
        {
            // The client says of it that the answer is none of Kubernetes'.
        }
    }

    private static void ReadDeletion(string text)
    {
        var reader = new DeletionReader([]);
        foreach (var line in text.Split('\n'))
        {
            reader.Add(line);
        }

        reader.Complete();
    }

    private static void ReadMetrics(string text)
    {
        var parser = new MetricParser(new MetricOrigin("test", "c", "k", "c"), null);
        foreach (var line in text.Split('\n'))
        {
            foreach (var metric in parser.Add(Encoding.UTF8.GetBytes(line)))
            {
                Use(metric);
            }
        }

        foreach (var metric in parser.Complete())
        {
            Use(metric);
        }

        static void Use(KopsMetric metric)
        {
            _ = metric.ToString();
            metric.Quantile(0.99);
        }
    }

    private static void ReadFields(string text)
    {
        var line = new KopsLogLine { Time = default, Namespace = "n", Pod = "p", Container = "c", Message = text, ClusterName = "c", Kubeconfig = "k", Context = "c" };
        _ = line.Level;
        line.Fields?.ToJson();
    }

    private static void ReadLog(string text)
    {
        var log = new KopsLog(new KopsCall("update", "cluster"), new RecordingFeedback(), new Redaction(["a-secret-value"]), null);
        foreach (var line in new LineSplitter().Take(Encoding.UTF8.GetBytes(text), end: true))
        {
            log.Take(line);
            RollStep.Read(line);
        }
    }
}
