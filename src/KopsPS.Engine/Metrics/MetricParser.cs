using System.Text;

namespace KopsPS.Engine.Metrics;

/// <summary>
/// Reads metrics in the text format of Prometheus, line by line: what belongs to one histogram or summary becomes one object. A line that is
/// no sample is kept apart and never guessed at. Holds one family of metrics at a time.
/// </summary>
/// <param name="origin">Where they come from.</param>
/// <param name="wanted">Which names; null for all.</param>
internal sealed class MetricParser(MetricOrigin origin, Func<string, bool>? wanted)
{
    /// <summary>Damaged lines that are kept.</summary>
    private const int MostDamages = 20;

    private const int LongestQuote = 120;

    private readonly List<string> _damages = [];
    private readonly Dictionary<string, MetricBuilder> _members = new(StringComparer.Ordinal);
    private readonly List<MetricBuilder> _order = [];
    private string? _family;
    private string? _help;
    private KopsMetricType _type;
    private bool _isTyped;
    private int _line;

    /// <summary>Lines that are no samples: how many,</summary>
    public int DamageCount { get; private set; }

    /// <summary>and the first of them, with what is wrong.</summary>
    public IReadOnlyList<string> Damages => _damages;

    /// <summary>Samples so far.</summary>
    public int SampleCount { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <param name="utf8">The line without its end.</param>
    /// <returns>The metrics that are whole with it: all those of the family before.</returns>
    public IReadOnlyList<KopsMetric> Add(ReadOnlySpan<byte> utf8)
    {
        _line++;
        var text = Encoding.UTF8.GetString(utf8).TrimEnd('\r');
        var start = text.AsSpan().TrimStart(" \t");
        if (start.Length == 0)
        {
            return [];
        }

        if (start[0] == '#')
        {
            return Comment(text.Trim());
        }

        if (MetricLine.Read(text, out var why) is not { } sample)
        {
            Damage(text, why!);
            return [];
        }

        SampleCount++;
        var done = IsOfFamily(sample.Name) ? [] : Begin(sample.Name);
        if (wanted?.Invoke(_family!) != false || wanted(sample.Name))
        {
            Put(sample, text);
        }

        return done;
    }

    /// <summary>The metrics of the last family.</summary>
    public IReadOnlyList<KopsMetric> Complete() => Begin(null);

    /// <summary><c># HELP name text</c>, <c># TYPE name type</c>; every other comment is for people.</summary>
    private List<KopsMetric> Comment(string text)
    {
        var parts = text.Split([' ', '\t'], 4, StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["#", "HELP" or "TYPE", _, ..])
        {
            return [];
        }

        var name = parts[2].Trim('"');
        var done = name == _family && _order.Count == 0 ? [] : Begin(name);
        if (parts[1] == "HELP")
        {
            _help = parts.Length > 3 ? MetricLine.Unescape(parts[3]) : null;
            return done;
        }

        KopsMetricType? type = parts.ElementAtOrDefault(3)?.ToLowerInvariant() switch
        {
            "counter" => KopsMetricType.Counter,
            "gauge" or "info" or "stateset" => KopsMetricType.Gauge,
            "histogram" or "gaugehistogram" => KopsMetricType.Histogram,
            "summary" => KopsMetricType.Summary,
            "untyped" or "unknown" => KopsMetricType.Untyped,
            _ => null,
        };
        if (type is null)
        {
            Damage(text, "no type is called so");
        }

        (_type, _isTyped) = (type ?? KopsMetricType.Untyped, true);
        return done;
    }

    /// <summary>Whether a sample belongs to the family of now.</summary>
    private bool IsOfFamily(string name) => _family is { } family && name.StartsWith(family, StringComparison.Ordinal) && (name.Length == family.Length || (_isTyped && (_type, name[family.Length..]) switch
    {
        (KopsMetricType.Histogram, "_bucket" or "_sum" or "_count" or "_created" or "_gsum" or "_gcount") => true,
        (KopsMetricType.Summary, "_sum" or "_count" or "_created") => true,
        (KopsMetricType.Counter, "_total" or "_created") => true,
        (KopsMetricType.Gauge, "_info") => true,
        _ => false,
    }));

    private List<KopsMetric> Begin(string? family)
    {
        var done = _order.ConvertAll(member => member.Build(origin, _help));
        _members.Clear();
        _order.Clear();
        (_family, _help, _type, _isTyped) = (family, null, KopsMetricType.Untyped, false);
        return done;
    }

    private void Put(MetricLine sample, string text)
    {
        var suffix = sample.Name[_family!.Length..];
        var special = _type switch { KopsMetricType.Histogram => "le", KopsMetricType.Summary => "quantile", _ => null };
        var isPart = special is not null && suffix != "_created";
        var name = isPart ? _family : sample.Name;
        var key = Key(name, sample.Labels, isPart ? special : null);
        if (!_members.TryGetValue(key, out var member))
        {
            _members[key] = member = new MetricBuilder(name, isPart || special is null ? _type : KopsMetricType.Gauge, sample.Labels, isPart ? special : null);
            _order.Add(member);
        }

        if (member.Add(isPart ? suffix : "", sample) is { } why)
        {
            Damage(text, why);
        }
    }

    private static string Key(string name, IReadOnlyList<(string Name, string Value)> labels, string? without)
    {
        var key = new StringBuilder(name);
        foreach (var (label, value) in labels.Where(label => label.Name != without).OrderBy(label => label.Name, StringComparer.Ordinal))
        {
            key.Append('\0').Append(label).Append('\u0001').Append(value);
        }

        return key.ToString();
    }

    private void Damage(string text, string why)
    {
        DamageCount++;
        if (_damages.Count < MostDamages)
        {
            _damages.Add($"line {_line}, {why}: {(text.Length > LongestQuote ? text[..LongestQuote] + "…" : text)}");
        }
    }
}
