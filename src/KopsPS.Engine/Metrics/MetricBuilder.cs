namespace KopsPS.Engine.Metrics;

/// <summary>One metric while its samples come.</summary>
/// <param name="name">Its name.</param>
/// <param name="type">Its type.</param>
/// <param name="labels">Labels of its first sample.</param>
/// <param name="special">The label that tells its samples apart: <c>le</c> or <c>quantile</c>; null where it has one sample.</param>
internal sealed class MetricBuilder(string name, KopsMetricType type, IReadOnlyList<(string Name, string Value)> labels, string? special)
{
    private readonly Dictionary<double, double> _steps = [];
    private DateTimeOffset? _time;
    private double? _value;
    private double? _sum;

    /// <summary>Takes a sample; gives what is wrong with it.</summary>
    /// <param name="part">The part of its name behind the family's.</param>
    /// <param name="sample">The sample.</param>
    public string? Add(string part, MetricLine sample)
    {
        _time ??= sample.Time;
        const string Twice = "it is there twice";
        var at = special is null ? null : sample.Labels.FirstOrDefault(label => label.Name == special).Value;
        switch (part)
        {
            case "_sum" or "_gsum":
                var hasSum = _sum is not null;
                _sum ??= sample.Value;
                return hasSum ? Twice : null;
            case "_count" or "_gcount":
                return SetValue(sample.Value) ? null : Twice;
            case "" or "_bucket" when special is not null:
                // A gauge histogram or summary without its label says nothing.
                return at is null || !MetricLine.TryNumber(at, out var step) || double.IsNaN(step) ? $"it lacks the label {special} with a number" : _steps.TryAdd(step, sample.Value) ? null : Twice;
            default:
                return SetValue(sample.Value) ? null : Twice;
        }
    }

    /// <summary>The metric.</summary>
    public KopsMetric Build(MetricOrigin origin, string? help)
    {
        var own = new KopsSpec();
        foreach (var (label, value) in labels)
        {
            if (label != special)
            {
                own.Add(label, value);
            }
        }

        var steps = _steps.OrderBy(step => step.Key).ToArray();
        return new KopsMetric
        {
            Name = name,
            Type = type,
            Help = help,
            Labels = own,
            // The bucket without an end has them all.
            Value = _value ?? (type == KopsMetricType.Histogram && steps.Length > 0 ? steps[^1].Value : double.NaN),
            Sum = _sum,
            Buckets = type == KopsMetricType.Histogram ? [.. steps.Select(step => new KopsMetricBucket { UpperBound = step.Key, Count = step.Value })] : [],
            Quantiles = type == KopsMetricType.Summary ? [.. steps.Select(step => new KopsMetricQuantile { Quantile = step.Key, Value = step.Value })] : [],
            Time = _time,
            Source = origin.Source,
            ClusterName = origin.ClusterName,
            Kubeconfig = origin.Kubeconfig,
            Context = origin.Context,
        };
    }

    private bool SetValue(double value)
    {
        if (_value is not null)
        {
            return false;
        }

        _value = value;
        return true;
    }
}
