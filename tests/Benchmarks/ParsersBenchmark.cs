using System.Diagnostics;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Spec;

namespace KopsPS.Benchmarks;

/// <summary>Whether the parsers take eight times as long for eight times as much.</summary>
internal static class ParsersBenchmark
{
    private const int Factor = 8;
    private const double Tolerance = 1.5;

    public static Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        var recordings = Path.Combine(Repository.Recordings, "kops", "1.36.2");
        var plan = File.ReadAllText(Path.Combine(recordings, "200-update-preview", "stdout.txt"));
        var yaml = File.ReadAllText(Directory.GetFiles(recordings, "stdout.txt", SearchOption.AllDirectories)
            .Where(file => Path.GetDirectoryName(file)!.EndsWith("create-dry-run-yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal).First());
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            Compare("plan", size => Repeat(plan, 16 * size), ParsePlan),
            Compare("YAML", size => string.Join("\n---\n", Enumerable.Repeat(yaml, 32 * size)), text => KopsYaml.ReadAll(text)),
        ]);
    }

    /// <summary>
    /// A plan with its resources several times. The smaller one is large enough for the collector to have work with it
    /// too: what fits into the processor's cache costs a tenth for each byte, and would make any parser look bent.
    /// </summary>
    private static string Repeat(string plan, int times)
    {
        const string Title = "Will create resources:\n";
        var start = plan.IndexOf(Title, StringComparison.Ordinal) + Title.Length;
        var end = plan.IndexOf("Must specify --yes", StringComparison.Ordinal);
        return string.Concat(plan[..start], string.Concat(Enumerable.Repeat(plan[start..end], times)), plan[end..]);
    }

    private static void ParsePlan(string text)
    {
        var plan = PlanParser.Parse(text);
        if (!plan.Complete || plan.Unparsed.Count > 0)
        {
            throw new InvalidDataException("The generated plan was not understood.");
        }
    }

    private static Measurement Compare(string what, Func<int, string> input, Action<string> parse)
    {
        var (small, large) = (input(1), input(Factor));
        var ratio = Time(large, parse) / Time(small, parse);
        return new($"{what} parser, {large.Length / 1e6:0.0} MB over {small.Length / 1e6:0.00} MB", $"{ratio:0.0} x", $"<= {Factor * Tolerance} x", ratio <= Factor * Tolerance);
    }

    private static double Time(string text, Action<string> parse)
    {
        parse(text);
        return Measurement.Median(Enumerable.Range(0, 7).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            parse(text);
            return watch.Elapsed.TotalMilliseconds;
        }));
    }
}
