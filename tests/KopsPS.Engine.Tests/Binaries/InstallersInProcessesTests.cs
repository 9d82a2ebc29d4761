using System.Diagnostics;
using KopsPS.Engine.Binaries;
using KopsPS.Fakes;
using KopsPS.Fakes.Releases;

namespace KopsPS.Engine.Tests.Binaries;

public sealed class InstallersInProcessesTests
{
    [Fact]
    public async Task Installers_in_several_processes_all_succeed_and_download_once()
    {
        using var folder = new TemporaryFolder();
        await using var mirror = await ReleaseMirror.StartAsync();
        var native = BinaryPlatform.NativeFor("kops");
        var path = ReleaseMirror.KopsPath("1.36.2", native.Os, native.Architecture);
        var content = ReleaseMirror.Noise(1, 8_000_000);
        mirror.AddWithChecksum(path, content);
        var installers = Enumerable.Range(0, 2).Select(_ => Start(mirror.Address, folder.Path)).ToList();
        foreach (var installer in installers)
        {
            Assert.Equal("ready", await installer.StandardOutput.ReadLineAsync());
        }

        foreach (var installer in installers)
        {
            await installer.StandardInput.WriteLineAsync();
        }

        foreach (var installer in installers)
        {
            var output = await installer.StandardOutput.ReadToEndAsync();
            await installer.WaitForExitAsync();
            Assert.Equal((0, "SHA-256"), (installer.ExitCode, output.Trim()));
            installer.Dispose();
        }

        var binary = Path.Combine(folder.Path, "KopsPS", "bin", "kops", "1.36.2", "kops" + native.Extension);
        Assert.Equal(content, await File.ReadAllBytesAsync(binary));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(binary)!).Length);
        Assert.Equal(1, mirror.Requests.Count(request => request.Path == path));
    }

    private static Process Start(string mirror, string home)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "InstallBinary.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [assembly, mirror, home])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}
