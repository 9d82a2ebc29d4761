namespace KopsPS;

/// <summary>What a metric is, as its <c># TYPE</c> says.</summary>
public enum KopsMetricType
{
    /// <summary>Nobody says.</summary>
    Untyped,

    /// <summary>Only grows, until its process starts again.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts observations in buckets.</summary>
    Histogram,

    /// <summary>Quantiles of observations, reckoned by the process itself.</summary>
    Summary,
}
