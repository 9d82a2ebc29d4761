using System.Diagnostics;

namespace KopsPS.Commands.Tests.Conventions;

/// <summary>The module beside others that loaded older versions of what it uses itself.</summary>
public class IsolationTests
{
    [Fact]
    public async Task Nothing_of_ours_but_KopsPS_dll_enters_the_default_context()
    {
        var lines = await Probe("Set-KopsDefault -Region us-east-1; Get-KopsDefault");

        Assert.DoesNotContain(lines, line => line.StartsWith("error", StringComparison.Ordinal));
        Assert.Equal(["import loaded KopsPS", "use loaded KopsPS", "force loaded KopsPS"], lines.Where(line => line.Contains(" loaded ", StringComparison.Ordinal)));
        Assert.Contains("old AWSSDK.Core 3.3.0.0", lines);
        Assert.Contains("old YamlDotNet 13.0.0.0", lines);
        Assert.Contains("region Europe (Frankfurt)", lines);
    }

    [Fact]
    public async Task Import_loads_no_SDK()
    {
        var lines = await Probe("Get-KopsDefault");

        var loaded = lines.Single(line => line.StartsWith("import private", StringComparison.Ordinal)).Split(' ')[^1].Split(',');
        Assert.All(loaded, name => Assert.StartsWith("KopsPS.", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Force_exports_everything_again()
    {
        var lines = await Probe("Get-KopsDefault");
        using var shell = new ModuleHost();
        var expected = shell.Run("(Get-Command -Module KopsPS).Count").Single().BaseObject;

        Assert.Contains($"commands {expected}", lines);
    }

    private static async Task<List<string>> Probe(string script)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                Path.Combine(Repository.Root, "artifacts", "bin", "IsolationProbe", configuration, "IsolationProbe.dll"),
                Path.Combine(Repository.Module, "KopsPS.psd1"),
                script,
            },
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
