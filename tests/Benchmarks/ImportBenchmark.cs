namespace KopsPS.Benchmarks;

/// <summary>What <c>Import-Module KopsPS</c> adds to a bare shell.</summary>
internal static class ImportBenchmark
{
    private const double Limit = 60;

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

        var ms = Measurement.Median(imports);
        List<Measurement> results =
        [
            new("Import-Module, PowerShell's engine compiled ahead of time", $"{ms:0} ms", $"<= {Limit} ms", ms <= Limit),
            new("SDK and other private assemblies loaded by it", sdk.Length == 0 ? "none" : string.Join(", ", sdk), "none", sdk.Length == 0),
        ];
        if (Environment.GetEnvironmentVariable("KOPSPS_TEST_PWSH") is { Length: > 0 } pwsh)
        {
            string[] Arguments(string command) => ["-NoProfile", "-NonInteractive", "-Command", command];
            var module = Path.Combine(Repository.Module, "KopsPS.psd1");
            var bare = await Shell.TimeAsync(15, pwsh, Arguments("1"));
            var with = await Shell.TimeAsync(15, pwsh, Arguments($"Import-Module '{module}'; 1"));
            results.Add(new($"Import-Module, {pwsh}, over a bare shell of {bare:0} ms", $"{with - bare:0} ms", $"<= {Limit} ms", with - bare <= Limit));
        }

        return results;
    }
}
