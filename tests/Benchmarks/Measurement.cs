namespace KopsPS.Benchmarks;

/// <summary>One line of the table. A null <paramref name="Passed"/> is a figure without a target, or one that could not be had.</summary>
internal sealed record Measurement(string What, string Figure, string Target, bool? Passed)
{
    public static Measurement NotMeasured(string what, string why) => new(what, why, "", null);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
