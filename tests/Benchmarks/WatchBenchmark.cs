using System.Diagnostics;
using System.Globalization;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Benchmarks;

/// <summary><c>Watch-KopsCluster</c> on 5,000 nodes and 50,000 pods of which 500 change each second: what it needs, and how far behind it falls.</summary>
internal static class WatchBenchmark
{
    private const int Nodes = 5000;
    private const int Pods = 50_000;
    private const int PerSecond = 500;
    private const int Changes = 10 * PerSecond;
    private const int AtATime = 10;
    private const string PodList = "/api/v1/pods";

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Watch-KopsCluster, 5,000 nodes, 50,000 pods";
        using var folder = new TemporaryFolder();
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { GeneratedNodes = Nodes, GeneratedPods = Pods, BytesPerSecond = 155_000_000 });
        var kubeconfig = api.WriteKubeconfig(Path.Combine(folder.Path, "config"));
        var start = Stopwatch.StartNew();

        // It ends with the last change, so the time from sending that to the shell's end is how far it is behind, the end itself included.
        var running = shell.RunAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"$n = 0; while ($true) {{ Watch-KopsCluster -All -Kubeconfig '{kubeconfig}' | ForEach-Object {{ $_; if (++$n -eq {Changes}) {{ break }} }}; break }}"));
        while (api.OpenWatches < 2 && !running.IsCompleted)
        {
            await Task.Delay(10);
        }

        var ready = start.Elapsed;
        var pods = Enumerable.Range(0, PerSecond).Select(index =>
        {
            var pod = api.Recordings.Item("pods", "web-8bd5fb94f-4svd9");
            pod["metadata"]!["name"] = string.Create(CultureInfo.InvariantCulture, $"changing-{index}");
            return pod;
        }).ToArray();
        var sending = Stopwatch.StartNew();
        for (var sent = 0; sent < Changes && !running.IsCompleted; sent += AtATime)
        {
            var due = TimeSpan.FromSeconds((double)sent / PerSecond) - sending.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            for (var index = sent; index < sent + AtATime; index++)
            {
                api.Emit(PodList, "MODIFIED", pods[index % PerSecond]);
            }
        }

        var took = sending.Elapsed;
        var run = await running;
        var behind = sending.Elapsed - took;
        return
        [
            new($"{What}: until it watches, its start included", $"{ready.TotalMilliseconds:0} ms", "", null),
            new($"{What}: more memory at its peak", $"{run.MoreMemory:0} MB", "< 400 MB", run.MoreMemory < 400),
            new(
                $"{What}: {Changes} changes sent at {Changes / took.TotalSeconds:0} a second", $"{run.Count} told, {behind.TotalMilliseconds:0} ms after the last, its end included", "all, < 2 s",
                run.Count == Changes && behind < TimeSpan.FromSeconds(2)),
        ];
    }
}
