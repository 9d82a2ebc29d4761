using System.Diagnostics;

namespace KopsPS.Commands.Tests.Examples;

/// <summary>The offline demo of the README, as a process of its own.</summary>
public class MainJobTests
{
    [Fact]
    public async Task It_runs_to_its_end_and_says_that_its_peers_are_recordings()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(Repository.Root, "artifacts", "bin", "MainJob", configuration, "MainJob.dll") },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, text + await errors);
        Assert.Contains("the peers are recordings", text, StringComparison.Ordinal);
        Assert.Matches(@"prod\.example\.com: 191 to create, 0 to modify, 0 to delete", text);
        Assert.Matches(@"prod\.example\.com\s+True\s+9/9\s+0", text);
        Assert.Matches(@"i-02f94c6a1d87be350\s+nodes-us-east-1a\s+Unhealthy\s+\d+m\s+NodeNotReady: kubelet silent", text);
        Assert.DoesNotContain('\x1b', text);
    }
}
