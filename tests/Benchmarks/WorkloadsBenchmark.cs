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
        var (kubectl, memory) = await KubectlRun.MeasureAsync(kubeconfig, Pods, Times);
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
}
