using System.Diagnostics;

namespace KopsPS.Benchmarks;

/// <summary><c>kubectl get pods -A</c>, run and watched.</summary>
internal static class KubectlRun
{
    /// <summary>Time, the median of so many runs, and the most memory that it had at any look.</summary>
    public static async Task<(double Milliseconds, double Megabytes)> MeasureAsync(string kubeconfig, int pods, int runs)
    {
        List<double> times = [];
        var most = 0L;
        for (var i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo("kubectl", ["--kubeconfig", kubeconfig, "get", "pods", "-A"]) { RedirectStandardOutput = true })!;
            var lines = 0;
            while (await process.StandardOutput.ReadLineAsync() is not null)
            {
                if (++lines % 1000 == 0 && !process.HasExited)
                {
                    process.Refresh();
                    most = Math.Max(most, process.PeakWorkingSet64);
                }
            }

            await process.WaitForExitAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (process.ExitCode != 0 || lines != pods + 1)
            {
                throw new InvalidOperationException($"kubectl ended with {process.ExitCode} and printed {lines} lines.");
            }
        }

        return (Measurement.Median(times), most / 1e6);
    }
}
