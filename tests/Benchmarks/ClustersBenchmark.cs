namespace KopsPS.Benchmarks;

/// <summary><c>Get-KopsCluster</c> on 200 clusters behind an S3 that takes 20 ms for each request.</summary>
internal static class ClustersBenchmark
{
    private const int Clusters = 200;
    private const double Ratio = 8;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Get-KopsCluster, 200 clusters, 20 ms a request";
        if (!Shell.Has("Get-KopsCluster"))
        {
            return [Measurement.NotMeasured(What, "the module has no Get-KopsCluster")];
        }

        await using var s3 = await SlowS3.StartAsync(Clusters, TimeSpan.FromMilliseconds(20));
        (string, string)[] environment =
        [
            ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "us-east-1"), ("AWS_EC2_METADATA_DISABLED", "true"),
            ("S3_ENDPOINT", s3.Address), ("S3_REGION", "us-east-1"), ("S3_ACCESS_KEY_ID", "test"), ("S3_SECRET_ACCESS_KEY", "test"),
        ];
        var run = await shell.RunAsync($"Get-KopsCluster -StateStore s3://{SlowS3.Bucket} -EndpointUrl {s3.Address}", 6, environment: environment);
        if (run.Count != Clusters)
        {
            return [new(What, $"{run.Count} clusters", $"{Clusters}", false)];
        }

        var ours = Measurement.Median(run.Runs.Skip(1));
        List<Measurement> results = [new($"{What}: cold", $"{run.Runs[0]:0} ms", "", null), new($"{What}: warm", $"{ours:0} ms, of a processor {Measurement.Median(run.Cpu.Skip(1)):0} ms", "", null)];
        if (Kops() is { } kops)
        {
            var theirs = await Shell.TimeAsync(3, kops, ["get", "clusters", "--state", $"s3://{SlowS3.Bucket}", "-o", "json"], environment);
            results.Add(new(
                $"the same over {Path.GetFileName(kops)} get clusters ({theirs:0} ms), in a process that is warm", $"{theirs / ours:0.0} x", $">= {Ratio} x", theirs / ours >= Ratio));
        }
        else
        {
            results.Add(Measurement.NotMeasured("the same over kops get clusters", "KOPSPS_TEST_KOPS names no folder with kops"));
        }

        return results;
    }

    private static string? Kops() =>
        Environment.GetEnvironmentVariable("KOPSPS_TEST_KOPS") is { Length: > 0 } folder && Directory.Exists(folder)
            ? Directory.GetFiles(folder, "kops*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).EndsWith(".sha256", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
}
