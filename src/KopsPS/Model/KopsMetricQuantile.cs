using System.Globalization;

namespace KopsPS;

/// <summary>A quantile of a summary.</summary>
public sealed class KopsMetricQuantile
{
    /// <summary>Which one, 0 to 1.</summary>
    public required double Quantile { get; init; }

    /// <summary>So large the observations are there; not a number where there were none of late.</summary>
    public required double Value { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Quantile}: {Value}");
}
