using System.Diagnostics;
using System.Reflection;

namespace KopsPS.Commands.Tests.Conventions;

/// <summary>
/// The staged module in a real pwsh, the tool that <c>.config/dotnet-tools.json</c> names: what the engine alone cannot show, such as sorting,
/// tables of a width, <c>ConvertTo-Json</c> and the manifest's own test.
/// </summary>
public class RealShellTests
{
    [Fact]
    public async Task Pester_passes()
    {
        var (restored, said) = await RunAsync("tool", "restore");
        Assert.True(restored == 0, said);

        var pester = typeof(RealShellTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Pester").Value!;
        var (exitCode, output) = await RunAsync(
            "tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-File", Path.Combine("tests", "Pester", "run.ps1"), "-PesterPath", pester);

        Assert.True(exitCode == 0, output);
        Assert.Contains(" 0 failed, 0 skipped, 0 not run.", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}
