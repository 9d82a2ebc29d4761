using System.Diagnostics;
using System.Globalization;
using System.Text;
using KopsPS.Engine;
using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Metrics;
using KopsPS.Engine.Processes;
using KopsPS.Engine.Spec;

namespace KopsPS.Benchmarks;

/// <summary>Whether the parsers take so many times as long for so many times as much.</summary>
internal static class ParsersBenchmark
{
    private const int Rounds = 7;

    /// <summary>The largest exponent that still counts as linear: 24 times the time for 16 times the input.</summary>
    private static readonly double Limit = Math.Log(24) / Math.Log(16);

    /// <summary>
    /// From a cluster of ordinary size to one larger than kops is used for: 16 times the plan is 5 MB, of some 12,000 tasks.
    /// Above that the first touch of fresh memory costs a virtual machine more than the reading does.
    /// </summary>
    private static readonly int[] Sizes = [1, 4, 16];

    public static Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        var plan = Recording("200-update-preview");
        var yaml = Recording("create-dry-run-yaml");
        var log = Recording("update-yes-admin", "stderr.txt");
        var json = Recording("validate-ready-json");
        var table = Recording("get-all-table");
        var roll = Recording("rolling-update-preview");
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            Compare("plan", size => Plan(plan, 4 * size), ParsePlan),
            Compare("a value of a plan", size => $"[{string.Join(", ", Enumerable.Range(0, 300 * size).Select(i => $"{{name{i * 7919 % 10}: [a, {{b: c, d: e}}], key{i * 7919 % 11}: {i}}}"))}]", text => PlanValue.Normalize(text)),
            Compare("YAML, many documents", size => string.Join("\n---\n", Enumerable.Repeat(yaml, 4 * size)), text => KopsYaml.ReadAll(text)),
            Compare("YAML, one list", size => "items:\n" + string.Concat(Enumerable.Range(0, 1500 * size).Select(i => $"- name: n{i}\n  size: {i}\n")), text => KopsYaml.ReadAll(text)),
            Compare("YAML, one mapping", size => string.Concat(Enumerable.Range(0, 2000 * size).Select(i => $"field{i}: \"{i}\"\n")), text => KopsYaml.ReadAll(text)),
            Compare("kubeconfig", Kubeconfig, text => KubeconfigFile.Parse("config", text)),
            Compare("JSON of a validation", size => string.Concat(Enumerable.Repeat(json, 12 * size)), text => ValidationReader.Read(text, out _)),
            Compare("tables and sentences", size => string.Concat(Enumerable.Repeat(table + "\n", 40 * size)), text => KopsTextReader.Read(text)),
            Compare("one table", size => "NAME\tROLE\tZONES\n" + string.Concat(Enumerable.Range(0, 1000 * size).Select(i => $"nodes-{i}\tNode\tus-east-1a\n")), text => KopsTextReader.Read(text)),
            Compare("rolling update", size => string.Concat(Enumerable.Repeat(roll + "\n", 40 * size)), text => RollingUpdateReader.Read(text)),
            Compare("deletion", size => Deletion(300 * size), ReadDeletion),
            Compare("head of a list, behind its objects", ListPage, ReadListHead),
            Compare("log", size => string.Concat(Enumerable.Repeat(log, 2 * size)), ReadLog),
            Compare("metrics, many families", size => string.Concat(Enumerable.Range(0, 300 * size).Select(i => $"# TYPE m{i} counter\nm{i}{{verb=\"GET\"}} {i}\n")), ReadMetrics),
            Compare("metrics, one family", size => "# TYPE h histogram\n" + string.Concat(Enumerable.Range(0, 2000 * size).Select(i => $"h_bucket{{pod=\"p{i}\",le=\"+Inf\"}} {i}\nh_sum{{pod=\"p{i}\"}} {i}\n")), ReadMetrics),
            Compare("metrics, one line", size => $"a{{{string.Join(',', Enumerable.Range(0, 200 * size).Select(i => $"l{i}=\"\\\"{i}\""))}}} 1", ReadMetrics),
            Compare("secrets in one line", size => "token " + new string('a', 20_000 * size) + " https://user:pass@host bearer " + new string(' ', 5_000 * size), text => new Redaction(["a-secret-value"]).Apply(text)),
        ]);
    }

    private static void ReadMetrics(string text)
    {
        var parser = new MetricParser(new MetricOrigin("test", "c", "k", "c"), null);
        foreach (var line in text.Split('\n'))
        {
            parser.Add(Encoding.UTF8.GetBytes(line));
        }

        parser.Complete();
    }

    private static string Recording(string ending, string file = "stdout.txt") => File.ReadAllText(Path.Combine(
        Directory.GetDirectories(Path.Combine(Repository.Recordings, "kops", "1.36.2"), "*", SearchOption.AllDirectories)
            .Where(folder => folder.EndsWith(ending, StringComparison.Ordinal) && File.Exists(Path.Combine(folder, file)))
            .Order(StringComparer.Ordinal).First(), file));

    /// <summary>A plan with its resources several times.</summary>
    private static string Plan(string plan, int times)
    {
        const string Title = "Will create resources:\n";
        var start = plan.IndexOf(Title, StringComparison.Ordinal) + Title.Length;
        var end = plan.IndexOf("Must specify --yes", StringComparison.Ordinal);
        return string.Concat(plan[..start], string.Concat(Enumerable.Repeat(plan[start..end], times)), plan[end..]);
    }

    private static string Kubeconfig(int size)
    {
        var entries = Enumerable.Range(0, 300 * size).ToArray();
        return "apiVersion: v1\nkind: Config\nclusters:\n" + string.Concat(entries.Select(i => $"- name: c{i}\n  cluster:\n    server: https://c{i}\n"))
            + "users:\n" + string.Concat(entries.Select(i => $"- name: u{i}\n  user:\n    token: t{i}\n"));
    }

    /// <summary>The table, a first round that deletes nearly all, and as many rounds again in which one resource stays.</summary>
    private static string Deletion(int resources)
    {
        var text = new StringBuilder("TYPE\tNAME\tID\n");
        for (var i = 0; i < resources; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"volume\tv{i}\tvol-{i}\n");
        }

        text.Append('\n');
        for (var i = 0; i < resources; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"volume:vol-{i}\t{(i == 0 ? "still has dependencies, will retry" : "ok")}\n");
        }

        for (var i = 0; i < resources; i++)
        {
            text.Append("Not all resources deleted; waiting before reattempting deletion\n\tvolume:vol-0\nvolume:vol-0\tstill has dependencies, will retry\n");
        }

        return text.ToString();
    }

    private static void ReadDeletion(string text)
    {
        var reader = new DeletionReader();
        foreach (var line in text.Split('\n'))
        {
            reader.Add(line);
        }

        reader.Complete();
    }

    /// <summary>The order that no API server writes: what is sought comes last, so all of it must be gone through.</summary>
    private static string ListPage(int size) =>
        "{\"items\":[" + string.Join(',', Enumerable.Range(0, 2000 * size).Select(i => $"{{\"metadata\":{{\"name\":\"node-{i}\"}}}}")) + "],\"metadata\":{\"continue\":\"NTAw\"}}";

    private static void ReadListHead(string text)
    {
        // A stream in memory is read without waiting.
        var head = ListHead.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None).GetAwaiter().GetResult();
        if (head.Continue is null)
        {
            throw new InvalidDataException("The token of the generated list was not found.");
        }
    }

    private static void ReadLog(string text)
    {
        var log = new KopsLog(new KopsCall("update", "cluster"), NoFeedback.Instance, new Redaction(["a-secret-value"]), null);
        foreach (var line in new LineSplitter().Take(Encoding.UTF8.GetBytes(text), end: true))
        {
            log.Take(line);
        }
    }

    private static void ParsePlan(string text)
    {
        var plan = PlanParser.Parse(text);
        if (!plan.Complete || plan.Unparsed.Count > 0)
        {
            throw new InvalidDataException("The generated plan was not understood.");
        }
    }

    /// <summary>
    /// The fastest of several runs at each size, each after a collection: a run can be disturbed, never hurried. What
    /// counts is the exponent of the line through all sizes, of the parser's own time: that between the collector's pauses.
    /// The collector copies nothing of a small input, which never fills the youngest generation, and all of a large one,
    /// once or twice; with it any reader that keeps what it read looks bent where the two meet. Its share is shown beside.
    /// </summary>
    private static Measurement Compare(string what, Func<int, string> input, Action<string> parse)
    {
        var texts = Array.ConvertAll(Sizes, size => input(size));
        var own = Enumerable.Repeat(double.MaxValue, Sizes.Length).ToArray();
        var whole = Enumerable.Repeat(double.MaxValue, Sizes.Length).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            // In turn, so that a machine that slows down meets all sizes. The first round only warms up.
            for (var i = 0; i < texts.Length; i++)
            {
                var time = Time(texts[i], parse, times: Math.Max(1, 16 / Sizes[i]));
                own[i] = round == 0 ? own[i] : Math.Min(own[i], time.Own);
                whole[i] = round == 0 ? whole[i] : Math.Min(whole[i], time.Whole);
            }
        }

        var exponent = Exponent(Sizes, own);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{what}: {texts[0].Length / 1e3:0} kB, {own[0]:0.0} ms, times {string.Join(", ", Sizes.Skip(1))} (with the collector {whole[^1] / whole[0]:0})"),
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", own.Skip(1).Select(time => $"{time / own[0]:0.0}"))} x, exponent {exponent:0.00}"),
            string.Create(CultureInfo.InvariantCulture, $"exponent <= {Limit:0.00}"),
            exponent <= Limit);
    }

    private static (double Own, double Whole) Time(string text, Action<string> parse, int times)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var pauses = GC.GetTotalPauseDuration();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            parse(text);
        }

        var whole = watch.Elapsed;
        return ((whole - (GC.GetTotalPauseDuration() - pauses)).TotalMilliseconds / times, whole.TotalMilliseconds / times);
    }

    /// <summary>The slope of the straight line, by least squares, through the logarithms.</summary>
    private static double Exponent(int[] sizes, double[] times)
    {
        var x = Array.ConvertAll(sizes, size => Math.Log(size));
        var y = Array.ConvertAll(times, Math.Log);
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
