using System.Text;
using KopsPS.Engine.Metrics;

namespace KopsPS.Engine.Tests.Metrics;

/// <summary>The text format of Prometheus (version 0.0.4), as its documentation describes it.</summary>
public class MetricParserTests
{
    [Fact]
    public void A_counter_has_its_type_help_labels_and_time()
    {
        var metrics = Read(
            "# HELP http_requests_total The total number of HTTP requests.",
            "# TYPE http_requests_total counter",
            "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000",
            "http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000");

        Assert.Equal(2, metrics.Count);
        Assert.Equal(("http_requests_total", KopsMetricType.Counter, "The total number of HTTP requests.", 1027), (metrics[0].Name, metrics[0].Type, metrics[0].Help, metrics[0].Value));
        Assert.Equal("post", metrics[0].Labels["method"]);
        Assert.Equal(new DateTimeOffset(2014, 3, 17, 14, 26, 3, TimeSpan.Zero), metrics[0].Time);
        Assert.Equal("method=\"post\",code=\"400\"", metrics[1].LabelText);
    }

    [Fact]
    public void Escapes_are_undone()
    {
        var metric = Assert.Single(Read(
            "# HELP msdos_file_access_time_seconds One \\\\ two\\nthree",
            "msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"Cannot find file:\\n\\\"FILE.TXT\\\"\",} 1.458255915e9"));

        Assert.Equal("One \\ two\nthree", metric.Help);
        Assert.Equal("C:\\DIR\\FILE.TXT", metric.Labels["path"]);
        Assert.Equal("Cannot find file:\n\"FILE.TXT\"", metric.Labels["error"]);
        Assert.Equal(1458255915, metric.Value);
        Assert.Equal(KopsMetricType.Untyped, metric.Type);
    }

    [Fact]
    public void A_backslash_before_an_n_in_a_help_text_is_no_end_of_a_line() =>
        Assert.Equal("in C:\\new", Assert.Single(Read("# HELP files in C:\\\\new", "files 1")).Help);

    [Fact]
    public void A_histogram_is_one_object_for_each_of_its_labels()
    {
        var metrics = Read(
            "# TYPE http_request_duration_seconds histogram",
            "http_request_duration_seconds_bucket{verb=\"GET\",le=\"+Inf\"} 144320",
            "http_request_duration_seconds_bucket{verb=\"GET\",le=\"0.05\"} 24054",
            "http_request_duration_seconds_bucket{verb=\"GET\",le=\"0.1\"} 33444",
            "http_request_duration_seconds_bucket{verb=\"GET\",le=\"0.2\"} 100392",
            "http_request_duration_seconds_bucket{verb=\"PUT\",le=\"+Inf\"} 1",
            "http_request_duration_seconds_sum{verb=\"PUT\"} 3",
            "http_request_duration_seconds_sum{verb=\"GET\"} 53423",
            "http_request_duration_seconds_count{verb=\"GET\"} 144320",
            "# TYPE up gauge",
            "up 1");

        Assert.Equal(["GET", "PUT", null], metrics.Select(metric => metric.Labels["verb"]));
        var get = metrics[0];
        Assert.Equal(("http_request_duration_seconds", KopsMetricType.Histogram, 144320, 53423), (get.Name, get.Type, get.Value, get.Sum));
        Assert.Equal([0.05, 0.1, 0.2, double.PositiveInfinity], get.Buckets.Select(bucket => bucket.UpperBound));
        Assert.Equal([24054, 33444, 100392, 144320], get.Buckets.Select(bucket => bucket.Count));
        Assert.False(get.Labels.Contains("le"));

        // Half of 144,320 observations is the 72,160th: of the 66,948 between 0.1 and 0.2 the 38,716th.
        Assert.Equal(0.1 + (0.1 * 38716 / 66948), get.Quantile(0.5)!.Value, 9);
        Assert.Equal(0.2, get.Quantile(0.99));
        Assert.Equal(53423 / 144320.0, get.Mean);
        Assert.Equal((1, 3), (metrics[1].Value, metrics[1].Sum));
    }

    [Fact]
    public void A_summary_has_its_quantiles()
    {
        var metric = Assert.Single(Read(
            "# TYPE rpc_duration_seconds summary",
            "rpc_duration_seconds{quantile=\"0.5\"} 4773",
            "rpc_duration_seconds{quantile=\"0.99\"} NaN",
            "rpc_duration_seconds_sum 1.7560473e+07",
            "rpc_duration_seconds_count 2693"));

        Assert.Equal((KopsMetricType.Summary, 2693, 1.7560473e+07), (metric.Type, metric.Value, metric.Sum));
        Assert.Equal(4773, metric.Quantile(0.5));
        Assert.Null(metric.Quantile(0.99));
        Assert.Null(metric.Quantile(0.9));
    }

    [Fact]
    public void Values_are_numbers_as_Go_writes_them()
    {
        var metrics = Read("a NaN", "b +Inf", "c -Inf", "d 1e-07", "e -3", "\tf\t5", "g 12345678901234567890");

        Assert.Equal([double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-07, -3, 5, 12345678901234567890], metrics.Select(metric => metric.Value));
    }

    [Fact]
    public void Comments_and_empty_lines_are_nothing_and_OpenMetrics_is_understood()
    {
        var metrics = Read(
            "# a comment", "", "  ", "#no blank", "# UNIT x seconds", "# TYPE x counter", "x_total{a=\"b\"} 5 1395066363.5 # {trace_id=\"abc\"} 0.67", "{\"http.requests\",\"status.code\"=\"200\"} 7\r", "# EOF");

        Assert.Equal([("x_total", KopsMetricType.Counter, 5), ("http.requests", KopsMetricType.Untyped, 7)], metrics.Select(metric => (metric.Name, metric.Type, metric.Value)));
        Assert.Equal(500, metrics[0].Time!.Value.Millisecond);
        Assert.Equal("200", metrics[1].Labels["status.code"]);
    }

    [Fact]
    public void Names_that_only_begin_alike_are_families_of_their_own()
    {
        var metrics = Read("# TYPE go_gc summary", "go_gc_count 1", "go_gc_duration 2", "go_gc_duration_count 3", "# TYPE go histogram", "go_x 4");

        Assert.Equal(["go_gc", "go_gc_duration", "go_gc_duration_count", "go_x"], metrics.Select(metric => metric.Name));
        Assert.Equal([KopsMetricType.Summary, KopsMetricType.Untyped, KopsMetricType.Untyped, KopsMetricType.Untyped], metrics.Select(metric => metric.Type));
    }

    [Theory]
    [InlineData("<html>", "no name has")]
    [InlineData("a", "no value")]
    [InlineData("a b", "no number")]
    [InlineData("a 1 2 3", "behind its value")]
    [InlineData("a 1 now", "time is none")]
    [InlineData("a 1 99999999999999999999", "time is none")]
    [InlineData("a{b=\"c\" 1", "no end")]
    [InlineData("a{b=\"c} 1", "not in quotes")]
    [InlineData("a{b=c} 1", "not in quotes")]
    [InlineData("a{b=\"c\",b=\"d\"} 1", "twice")]
    [InlineData("a{=\"c\"} 1", "no name or no value")]
    [InlineData("{b=\"c\"} 1", "no name")]
    [InlineData("9a 1", "no name has")]
    [InlineData("# TYPE a timer", "no type is called so")]
    [InlineData("good 2", "it is there twice")]
    public void What_is_no_metric_is_left_out_with_its_line_and_reason(string line, string why)
    {
        var parser = new MetricParser(new MetricOrigin("kubelet/i-1", "c", "k", "x"), null);
        parser.Add("good 1"u8);
        parser.Add(Encoding.UTF8.GetBytes(line));

        Assert.Contains("line 2, ", Assert.Single(parser.Damages), StringComparison.Ordinal);
        Assert.Contains(why, parser.Damages[0], StringComparison.Ordinal);
        Assert.Equal(1, parser.DamageCount);
    }

    [Fact]
    public void Only_what_is_wanted_is_made()
    {
        var parser = new MetricParser(new MetricOrigin("s", "c", "k", "x"), name => name == "b");
        var metrics = new[] { "a 1", "# TYPE b histogram", "b_bucket{le=\"+Inf\"} 2", "b_count 2", "c 3" }.SelectMany(line => parser.Add(Encoding.UTF8.GetBytes(line))).Concat(parser.Complete());

        Assert.Equal("b", Assert.Single(metrics).Name);
        Assert.Equal(4, parser.SampleCount);
    }

    /// <summary>Sixteen times the labels, in one line, take sixteen times the memory.</summary>
    [Fact]
    public void A_line_of_any_length_is_read_in_step()
    {
        Line(16_000);
        Assert.InRange(Allocated(16_000) / (double)Allocated(1_000), 8, 20);

        static long Allocated(int labels)
        {
            var text = Line(labels);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(labels, MetricLine.Read(text, out _)!.Labels.Count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        static string Line(int labels) => $"a{{{string.Join(',', Enumerable.Range(0, labels).Select(n => $"label{n:d6}=\"a \\\"b\\\" {n:d6}\""))}}} 1";
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_quantile_is_between_0_and_1(double quantile) => Assert.Throws<ArgumentOutOfRangeException>(() => Read("a 1")[0].Quantile(quantile));

    private static List<KopsMetric> Read(params string[] lines)
    {
        var parser = new MetricParser(new MetricOrigin("s", "c", "k", "x"), null);
        List<KopsMetric> metrics = [.. lines.SelectMany(line => parser.Add(Encoding.UTF8.GetBytes(line))), .. parser.Complete()];
        Assert.Empty(parser.Damages);
        return metrics;
    }
}
