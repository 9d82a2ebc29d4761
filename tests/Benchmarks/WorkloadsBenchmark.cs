using System.Diagnostics;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Benchmarks;

/// <summary><c>Get-KopsWorkloadHealth</c> on 50,000 pods beside <c>kubectl get pods -A</c>, both from the same server, which sends as fast as an API server makes JSON.</summary>
internal static class WorkloadsBenchmark
{
    private const int Pods = 50_000;
    private const int Times = 3;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Get-KopsWorkloadHealth, 50,000 pods";
        if (!Shell.Has("Get-KopsWorkloadHealth"))
        {
            return [Measurement.NotMeasured(What, "the module has no Get-KopsWorkloadHealth")];
        }

        using var folder = new TemporaryFolder();
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { GeneratedPods = Pods, BytesPerSecond = 155_000_000 });
        var kubeconfig = api.WriteKubeconfig(Path.Combine(folder.Path, "config"));
        var (kubectl, memory) = await KubectlAsync(kubeconfig);
        var run = await shell.RunAsync($"Get-KopsWorkloadHealth -Kubeconfig '{kubeconfig}'", Times);
        var all = await shell.RunAsync($"Get-KopsWorkloadHealth -Kind Pod -Kubeconfig '{kubeconfig}'", 1);
        var warm = Measurement.Median(run.Runs.Skip(1));
        return
        [
            new($"{What}: warm, kubectl get pods -A {kubectl:0} ms", $"{warm:0} ms, of a processor {Measurement.Median(run.Cpu.Skip(1)):0} ms", "< kubectl", warm < kubectl),
            new($"{What}: cold", $"{run.Runs[0]:0} ms", "< kubectl", run.Runs[0] < kubectl),
            new($"{What}: more memory at its peak, kubectl {memory:0} MB", $"{run.MoreMemory:0} MB", "< 300 MB", run.MoreMemory < 300),
            new($"{What}: each pod as an object", $"{all.Count} in {all.Runs[0]:0} ms, {all.MoreMemory:0} MB more", $"{Pods}, < 300 MB", all.Count == Pods && all.MoreMemory < 300),
        ];
    }

    /// <summary>Time, the median of three, and the most memory that it had at any look.</summary>
    private static async Task<(double Milliseconds, double Megabytes)> KubectlAsync(string kubeconfig)
    {
        List<double> times = [];
        var most = 0L;
        for (var i = 0; i < Times; i++)
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
            if (process.ExitCode != 0 || lines != Pods + 1)
            {
                throw new InvalidOperationException($"kubectl ended with {process.ExitCode} and printed {lines} lines.");
            }
        }

        return (Measurement.Median(times), most / 1e6);
    }
}
