using System.Globalization;

namespace KopsPS;

/// <summary>One metric of a component, with its labels: a value, or a whole histogram or summary.</summary>
public sealed class KopsMetric
{
    /// <summary>Name, such as <c>apiserver_request_total</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required KopsMetricType Type { get; init; }

    /// <summary>What it means, in its component's words; null where it says nothing.</summary>
    public string? Help { get; init; }

    /// <summary>Its labels, in order. Values are texts.</summary>
    public required KopsSpec Labels { get; init; }

    /// <summary>The value; of a histogram or summary the number of observations.</summary>
    public required double Value { get; init; }

    /// <summary>Sum of all observations of a histogram or summary; null for others, and where it is not told.</summary>
    public double? Sum { get; init; }

    /// <summary>Buckets of a histogram, from the smallest; empty for others.</summary>
    public KopsMetricBucket[] Buckets { get; init; } = [];

    /// <summary>Quantiles of a summary, from the smallest; empty for others.</summary>
    public KopsMetricQuantile[] Quantiles { get; init; } = [];

    /// <summary>When it was taken, in UTC, where the component says so.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What it was read from, such as <c>kubelet/i-01b7d3e9f8a246c5e</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Cluster that it comes from.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Kubeconfig by which it was reached.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>Context by which it was reached.</summary>
    public required string Context { get; init; }

    /// <summary>Mean of the observations of a histogram or summary; null without any.</summary>
    public double? Mean => Sum is { } sum && Value > 0 ? sum / Value : null;

    /// <summary>The labels as they are written in queries, such as <c>verb="GET",code="200"</c>.</summary>
    public string LabelText => string.Join(',', Labels.Entries.Select(label => $"{label.Key}=\"{label.Value}\""));

    /// <summary>
    /// How large the observations are at a quantile: of a summary as it is told, of a histogram as <c>histogram_quantile</c> of Prometheus
    /// reckons it, evenly within a bucket. Since the process began: for a time of late take the difference of two readings.
    /// </summary>
    /// <param name="quantile">0 to 1, such as 0.99.</param>
    /// <returns>Null where there is nothing to say it from.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double? Quantile(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(quantile is >= 0 and <= 1, true, nameof(quantile));
        if (Array.Find(Quantiles, told => told.Quantile == quantile) is { } own)
        {
            return double.IsNaN(own.Value) ? null : own.Value;
        }

        if (Buckets is not [.., { Count: > 0 } last] || !double.IsPositiveInfinity(last.UpperBound))
        {
            return null;
        }

        var rank = quantile * last.Count;
        var at = Array.FindIndex(Buckets, bucket => bucket.Count >= rank);
        if (at == Buckets.Length - 1)
        {
            // Beyond the greatest bound nobody knows more.
            return at > 0 ? Buckets[at - 1].UpperBound : null;
        }

        var (below, before) = at > 0 ? (Buckets[at - 1].UpperBound, Buckets[at - 1].Count) : (Math.Min(0, Buckets[0].UpperBound), 0);
        var inside = Buckets[at].Count - before;
        return inside > 0 ? below + ((Buckets[at].UpperBound - below) * ((rank - before) / inside)) : Buckets[at].UpperBound;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}{(Labels.Count > 0 ? $"{{{LabelText}}}" : "")} {Value}");
}
