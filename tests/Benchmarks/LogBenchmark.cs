using System.Diagnostics;
using System.Globalization;
using KopsPS.Fakes.Kubernetes;

namespace KopsPS.Benchmarks;

/// <summary><c>Get-KopsLog</c> follows 100 pods that write 10,000 lines a second together, through streams that break: whether a line is lost, and what it needs.</summary>
internal static class LogBenchmark
{
    private const int Pods = 100;
    private const int PerSecond = 10_000;
    private const int Seconds = 30;
    private const int All = PerSecond * Seconds;

    /// <summary>Rounds in which every pod writes as many lines.</summary>
    private const int RoundsPerSecond = 20;
    private const int PerRound = PerSecond / RoundsPerSecond / Pods;
    private const int Backlog = 10_000;
    private const int Told = 1000;

    /// <summary>Lines as long as those of a web server.</summary>
    private static readonly string Padding = new('x', 120);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        const string What = "Get-KopsLog, 100 pods";
        using var folder = new TemporaryFolder();
        return [.. await FollowAsync(shell, What, folder.Path), .. await ReadAsync(shell, What, folder.Path)];
    }

    private static async Task<Measurement[]> FollowAsync(Shell shell, string what, string folder)
    {
        await using var api = await KubeApi.StartAsync();
        var logs = new PlayedLogs(api);
        for (var pod = 0; pod < Pods; pod++)
        {
            logs.Put(Name(pod), []);
        }

        // It ends with the last line, so the time from writing that to the shell's end is how far it is behind, the end itself included.
        var running = shell.RunAsync(Script(api.WriteKubeconfig(Path.Combine(folder, "follow")), "-Follow", All));
        while (logs.OpenStreams < Pods && !running.IsCompleted)
        {
            await Task.Delay(10);
        }

        var writing = Stopwatch.StartNew();
        var start = DateTimeOffset.UtcNow;
        for (var round = 0; round < Seconds * RoundsPerSecond && !running.IsCompleted; round++)
        {
            var due = TimeSpan.FromSeconds((double)round / RoundsPerSecond) - writing.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            for (var pod = 0; pod < Pods; pod++)
            {
                logs.Write(Name(pod), Lines(round * PerRound, PerRound, start + writing.Elapsed));
            }

            // Each stream is cut once, five in each round of the middle of the run.
            for (var cut = 0; cut < 5 && (round - 200) * 5 + cut is >= 0 and < Pods and var pod; cut++)
            {
                logs.Break(Name(pod));
            }
        }

        var took = writing.Elapsed;
        var run = await running;
        var behind = writing.Elapsed - took;
        return
        [
            new(
                $"{what}: {All} lines written at {All / took.TotalSeconds:0} a second, every stream cut once",
                $"{run.Count * Told} read, {behind.TotalMilliseconds:0} ms after the last, its end included", "all, < 2 s", run.Count * Told == All && behind < TimeSpan.FromSeconds(2)),
            new($"{what}: more memory at its peak", $"{run.MoreMemory:0} MB", "< 200 MB", run.MoreMemory < 200),
            new($"{what}: processor time of the shell", $"{run.Cpu[0] / took.TotalMilliseconds * 100:0} % of one", "", null),
        ];
    }

    /// <summary>What is there already, as fast as it goes.</summary>
    private static async Task<Measurement[]> ReadAsync(Shell shell, string what, string folder)
    {
        await using var api = await KubeApi.StartAsync();
        var logs = new PlayedLogs(api);
        for (var pod = 0; pod < Pods; pod++)
        {
            logs.Put(Name(pod), Lines(0, Backlog, PlayedLogs.Start));
        }

        var run = await shell.RunAsync(Script(api.WriteKubeconfig(Path.Combine(folder, "read")), "", Pods * Backlog));
        return
        [
            new($"{what}: {Pods * Backlog} lines that are there, put into one order", $"{run.Count * Told} in {run.Runs[0]:0} ms, {run.Count * Told / run.Runs[0] * 1000:0} a second", "all", run.Count * Told == Pods * Backlog),
            new($"{what}: more memory at its peak then", $"{run.MoreMemory:0} MB", "< 250 MB", run.MoreMemory < 250),
        ];
    }

    /// <summary>Counts every line, and fails at the first that is not the next of its pod. One number a thousand lines: the shell keeps what it is given.</summary>
    private static string Script(string kubeconfig, string follow, int count) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        $next = @{}; $n = 0
        while ($true) {
            Get-KopsLog -Selector app=web {{follow}} -Kubeconfig '{{kubeconfig}}' | ForEach-Object {
                $pod = $_.Pod
                $number = [int]$_.Message.Substring(0, 8)
                if ($number -ne [int]$next[$pod]) { throw "$pod wrote line $($next[$pod]) next, and $number came" }
                $next[$pod] = $number + 1
                if (++$n % {{Told}} -eq 0) { $n }
                if ($n -eq {{count}}) { break }
            }
            break
        }
        """);

    private static string Name(int pod) => string.Create(CultureInfo.InvariantCulture, $"web-{pod}");

    private static (DateTimeOffset, string)[] Lines(int from, int count, DateTimeOffset time) =>
        [.. Enumerable.Range(from, count).Select(n => (time.AddTicks(n * 10), string.Create(CultureInfo.InvariantCulture, $"{n:d8} {Padding}")))];
}
