using System.Diagnostics;
using System.Globalization;

namespace KopsPS.Benchmarks;

/// <summary>What <c>Import-Module KopsPS</c> adds to a bare shell, and what of that PowerShell charges for any binary module with a view.</summary>
internal static class ImportBenchmark
{
    private const double Limit = 60;
    private const int Times = 21;

    private static readonly string Module = Path.Combine(Repository.Module, "KopsPS.psd1");

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Shell shell)
    {
        List<double> imports = [];
        var sdk = Array.Empty<string>();
        for (var i = 0; i < 15; i++)
        {
            var run = await shell.RunAsync("1");
            imports.Add(run.ImportMs);
            sdk = run.Sdk;
        }

        List<Measurement> results =
        [
            new("Import-Module in PowerShell's engine, compiled ahead of time here", $"{Measurement.Median(imports):0} ms", "", null),
            new("SDK and other private assemblies loaded by it", sdk.Length == 0 ? "none" : string.Join(", ", sdk), "none", sdk.Length == 0),
        ];
        if (Environment.GetEnvironmentVariable("KOPSPS_TEST_PWSH") is { Length: > 0 } pwsh)
        {
            results.AddRange(await InPwshAsync(pwsh));
        }

        return results;
    }

    /// <summary>
    /// Fresh processes in turn, so that whatever else the machine does meets all of them alike: the bare shell, the smallest module, and ours.
    /// </summary>
    private static async Task<IReadOnlyList<Measurement>> InPwshAsync(string pwsh)
    {
        var project = Path.Combine(Repository.Root, "tests", "Benchmarks", "SmallestModule");
        var folder = Path.Combine(Repository.Root, "artifacts", "benchmark-smallest");
        await Shell.RunAsync("dotnet", ["build", project, "-c", "Release", "-o", folder, "-v", "q", "--nologo"]);

        List<double> bare = [], smallest = [], ours = [], smallestCommand = [], oursCommand = [];
        for (var i = 0; i < Times; i++)
        {
            bare.Add((await RunAsync(pwsh, "1")).Process);
            Add(await RunAsync(pwsh, Import(Path.Combine(folder, "SmallestModule.psd1"))), smallest, smallestCommand);
            Add(await RunAsync(pwsh, Import(Module)), ours, oursCommand);
        }

        var shell = Measurement.Median(bare);
        var (floor, all) = (Measurement.Median(smallestCommand), Measurement.Median(oursCommand));
        var (floorProcess, allProcess) = (Measurement.Median(smallest) - shell, Measurement.Median(ours) - shell);
        return
        [
            new($"Import-Module in pwsh: the time a person waits for the command", $"{all:0} ms", $"<= {Limit} ms", all <= Limit),
            new("  the same for a module of one cmdlet and one view", $"{floor:0} ms", "", null),
            new($"the whole process over that of a bare shell ({shell:0} ms)", $"{allProcess:0} ms", "", null),
            new("  the same for a module of one cmdlet and one view", $"{floorProcess:0} ms", "", null),
        ];
    }

    private static string Import(string module) =>
        $"$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{module}'; $w.Stop(); $w.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)";

    private static void Add((double Process, double Command) run, List<double> process, List<double> command)
    {
        process.Add(run.Process);
        command.Add(run.Command);
    }

    private static async Task<(double Process, double Command)> RunAsync(string pwsh, string script)
    {
        var watch = Stopwatch.StartNew();
        var output = await Shell.RunAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script]);
        return (watch.Elapsed.TotalMilliseconds, double.Parse(output, CultureInfo.InvariantCulture));
    }
}
