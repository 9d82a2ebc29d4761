using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Benchmarks;

/// <summary><c>Get-KopsCapacity</c> on 5,000 nodes and 50,000 pods beside <c>kubectl get pods -A</c>, both from the same server, which sends as fast as an API server makes JSON.</summary>
internal static class CapacityBenchmark
{
    private const int Nodes = 5000;
    private const int Pods = 50_000;
    private const int Times = 3;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Get-KopsCapacity, 5,000 nodes, 50,000 pods";
        using var folder = new TemporaryFolder();
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { GeneratedNodes = Nodes, GeneratedPods = Pods, BytesPerSecond = 155_000_000 });

        // Metrics of recorded nodes are none of these.
        api.When("/apis/metrics.k8s.io", KubeAnswer.Status(404, "404 page not found", "text/plain"));
        var kubeconfig = api.WriteKubeconfig(Path.Combine(folder.Path, "config"));
        var (kubectl, memory) = await KubectlRun.MeasureAsync(kubeconfig, Pods, 1);
        var run = await shell.RunAsync($"Get-KopsCapacity -Kubeconfig '{kubeconfig}'", Times);
        var fit = await shell.RunAsync($"Get-KopsCapacity -Cpu 250m -Memory 256Mi -By Node, Workload -Kubeconfig '{kubeconfig}'", 1);
        var counted = await shell.RunAsync($"foreach ($c in Get-KopsCapacity -By Cluster -Kubeconfig '{kubeconfig}') {{ if ($c.Pods.Requested -eq {Pods} -and $c.Cpu.Requested -eq {Pods} * 0.25) {{ $c }} }}", 1);
        var warm = Measurement.Median(run.Runs.Skip(1));
        return
        [
            new($"{What}: warm, kubectl get pods -A {kubectl:0} ms", $"{warm:0} ms, of a processor {Measurement.Median(run.Cpu.Skip(1)):0} ms", "< kubectl", warm < kubectl),
            new($"{What}: cold", $"{run.Runs[0]:0} ms", "< kubectl", run.Runs[0] < kubectl),
            new($"{What}: more memory at its peak, kubectl {memory:0} MB", $"{run.MoreMemory:0} MB", "< 300 MB", run.MoreMemory < 300),
            new($"{What}: every pod counted", $"{counted.Count}", "1", counted.Count == 1),
            new($"{What}: by node and workload, with how many fit", $"{fit.Count} in {fit.Runs[0]:0} ms, {fit.MoreMemory:0} MB more", $"{Nodes + 1}, < 300 MB", fit.Count == Nodes + 1 && fit.MoreMemory < 300),
        ];
    }
}
