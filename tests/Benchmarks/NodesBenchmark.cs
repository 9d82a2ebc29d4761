using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Benchmarks;

/// <summary><c>Get-KopsNodeHealth</c> on 5,000 nodes, from a server that sends as fast as an API server makes JSON.</summary>
internal static class NodesBenchmark
{
    private const int Nodes = 5000;
    private const int Times = 7;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Get-KopsNodeHealth, 5,000 nodes";
        if (!Shell.Has("Get-KopsNodeHealth"))
        {
            return [Measurement.NotMeasured(What, "the module has no Get-KopsNodeHealth")];
        }

        using var folder = new TemporaryFolder();
        await using var api = await KubeApi.StartAsync(new KubeApiOptions { Tls = false, GeneratedNodes = Nodes, BytesPerSecond = 155_000_000 });
        var kubeconfig = api.WriteKubeconfig(Path.Combine(folder.Path, "config"));
        var curl = await Shell.TimeAsync(
            Times, "curl", ["--silent", "--fail", "--output", OperatingSystem.IsWindows() ? "NUL" : "/dev/null", "--header", "Authorization: Bearer token-of-ops", new Uri(api.Address, "/api/v1/nodes").AbsoluteUri]);
        var run = await shell.RunAsync($"Get-KopsNodeHealth -Kubeconfig '{kubeconfig}'", Times + 1);
        var warm = Measurement.Median(run.Runs.Skip(1));
        return
        [
            new($"{What}: objects", $"{run.Count}", $"{Nodes}", run.Count == Nodes),
            new($"{What}: warm, curl {curl:0} ms", $"{warm:0} ms, of a processor {Measurement.Median(run.Cpu.Skip(1)):0} ms", "<= curl", warm <= curl),
            new($"{What}: cold", $"{run.Runs[0]:0} ms", "", null),
            new($"{What}: first object", $"{run.First:0} ms", "before the last page", run.First < warm * 0.9),
            new($"{What}: more memory at its peak, all runs", $"{run.MoreMemory:0} MB", "< 100 MB", run.MoreMemory < 100),
        ];
    }
}
