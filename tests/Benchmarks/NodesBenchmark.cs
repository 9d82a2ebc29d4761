using System.Globalization;
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
            await AgainstKubectlAsync(shell, folder),
        ];
    }

    /// <summary>
    /// The usual way to nodes as objects, in a real pwsh that runs already. From a server with TLS, for both: kubectl gives no
    /// token to one without.
    /// </summary>
    private static async Task<Measurement> AgainstKubectlAsync(Shell shell, TemporaryFolder folder)
    {
        const string What = "kubectl get nodes -o json | ConvertFrom-Json, 5,000 nodes";
        if (Environment.GetEnvironmentVariable("KOPSPS_TEST_PWSH") is not { Length: > 0 } pwsh)
        {
            return Measurement.NotMeasured(What, "KOPSPS_TEST_PWSH is not set");
        }

        await using var api = await KubeApi.StartAsync(new KubeApiOptions { GeneratedNodes = Nodes, BytesPerSecond = 155_000_000 });
        var kubeconfig = api.WriteKubeconfig(Path.Combine(folder.Path, "config-tls"));
        var warm = Measurement.Median((await shell.RunAsync($"Get-KopsNodeHealth -Kubeconfig '{kubeconfig}'", 4)).Runs.Skip(1));
        var script = $$"""
            $times = foreach ($run in 1..3) {
                $watch = [Diagnostics.Stopwatch]::StartNew()
                $nodes = (kubectl --kubeconfig '{{kubeconfig}}' get nodes -o json | ConvertFrom-Json).items
                if ($nodes.Count -ne {{Nodes}}) { throw "kubectl gave $($nodes.Count) nodes." }
                $watch.Elapsed.TotalMilliseconds
            }
            ($times | Sort-Object)[1].ToString([cultureinfo]::InvariantCulture)
            [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB -as [int]
            """;
        var printed = (await Shell.RunAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script])).Split('\n');
        var time = double.Parse(printed[0], CultureInfo.InvariantCulture);
        return new(
            $"{What}: median of 3, that pwsh grew to {printed[1].Trim()} MB",
            string.Create(CultureInfo.InvariantCulture, $"{time:0} ms, {time / warm:0.0} x the {warm:0} ms of Get-KopsNodeHealth"),
            ">= 10 x",
            time >= 10 * warm);
    }
}
