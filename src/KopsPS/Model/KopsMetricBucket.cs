using System.Globalization;

namespace KopsPS;

/// <summary>A bucket of a histogram.</summary>
public sealed class KopsMetricBucket
{
    /// <summary>Observations up to this value are in it; the last one is infinite.</summary>
    public required double UpperBound { get; init; }

    /// <summary>How many observations were not greater: those of all smaller buckets are in it.</summary>
    public required double Count { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"<={UpperBound}: {Count}");
}
