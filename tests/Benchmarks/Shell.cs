using System.Diagnostics;
using System.Text.Json;

namespace KopsPS.Benchmarks;

/// <summary>Runs scripts in a shell of its own process, with the module or bare.</summary>
internal sealed class Shell
{
    private static readonly string Project = Path.Combine(Repository.Root, "tests", "Benchmarks", "Shell");
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "benchmark-shell");

    private readonly string _module = Path.Combine(Repository.Module, "KopsPS.psd1");

    private Task<string>? _published;

    /// <summary>Runs a script so many times in one session of a shell that was compiled ahead of time.</summary>
    public async Task<ShellRun> RunAsync(string script, int times = 1, bool bare = false, params (string Name, string Value)[] environment)
    {
        await (_published ??= RunAsync("dotnet", ["publish", Project, "-c", "Release", "-o", Folder, "-v", "q", "--nologo"]));
        return JsonSerializer.Deserialize<ShellRun>(
            await RunAsync("dotnet", [Path.Combine(Folder, "KopsPS.BenchmarkShell.dll"), bare ? "-" : _module, $"{times}", script], environment),
            JsonSerializerOptions.Web)!;
    }

    /// <summary>Whether the module has a cmdlet yet.</summary>
    public static bool Has(string cmdlet) => File.ReadAllText(Path.Combine(Repository.Module, "KopsPS.psd1")).Contains($"'{cmdlet}'", StringComparison.Ordinal);

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{output}\n{await errors}");
    }

    /// <summary>How long a program runs, in milliseconds: the median of so many runs.</summary>
    public static async Task<double> TimeAsync(int times, string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        List<double> runs = [];
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.StartNew();
            await RunAsync(file, arguments, environment);
            runs.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Measurement.Median(runs);
    }
}

/// <summary>What a shell printed about itself. Times in milliseconds, memory in MB.</summary>
internal sealed record ShellRun(double ImportMs, double[] Runs, double[] Cpu, double? First, int Count, double MoreMemory, string[] Sdk);
