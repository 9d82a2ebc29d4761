using System.Diagnostics;
using System.Globalization;
using KopsPS.Engine.Lifecycle;
using KopsPS.Engine.Spec;

namespace KopsPS.Benchmarks;

/// <summary>Whether the parsers take sixteen times as long for sixteen times as much.</summary>
internal static class ParsersBenchmark
{
    private const int Runs = 5;
    private const double Tolerance = 1.5;

    private static readonly int[] Sizes = [1, 2, 4, 8, 16];

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

    /// <summary>
    /// The fastest of several runs at each size: a run can be disturbed, never hurried. What counts is the largest over the
    /// smallest; the sizes between show where a curve bends.
    /// </summary>
    private static Measurement Compare(string what, Func<int, string> input, Action<string> parse)
    {
        var texts = Array.ConvertAll(Sizes, size => input(size));
        var fastest = Enumerable.Repeat(double.MaxValue, Sizes.Length).ToArray();
        for (var run = 0; run <= Runs; run++)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                // In turn, so that a machine that slows down meets all sizes.
                var watch = Stopwatch.StartNew();
                parse(texts[i]);
                fastest[i] = run == 0 ? fastest[i] : Math.Min(fastest[i], watch.Elapsed.TotalMilliseconds);
            }
        }

        var ratio = fastest[^1] / fastest[0];
        return new(
            $"{what} parser, {texts[0].Length / 1e6:0.00} MB times {string.Join(", ", Sizes)}",
            string.Join(", ", fastest.Select(time => (time / fastest[0]).ToString("0.0", CultureInfo.InvariantCulture))) + " x",
            $"<= {Sizes[^1] * Tolerance} x",
            ratio <= Sizes[^1] * Tolerance);
    }
}
