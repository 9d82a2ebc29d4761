using KopsPS.Engine.Processes;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Processes;

public sealed class KopsLocatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kopsps-test-");

    public void Dispose() => _folder.Delete(true);

    [Theory]
    [InlineData("1.36.2")]
    [InlineData("1.30.1")]
    public async Task Both_forms_of_the_version_are_read_once_for_a_file(string version)
    {
        using var kops = ReplayKopsScenario.Create(version);
        var found = await Locator().FindAsync(kops.KopsPath, null, CancellationToken.None);
        var again = await Locator().FindAsync(kops.KopsPath, null, CancellationToken.None);

        Assert.Equal(version, found.Version.ToString());
        Assert.Equal(found, again);
        Assert.Equal(["version"], Assert.Single(kops.Calls).Arguments);
    }

    [Fact]
    public async Task A_file_that_changes_is_asked_again()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2");
        await Locator().FindAsync(kops.KopsPath, null, CancellationToken.None);
        File.SetLastWriteTimeUtc(kops.KopsPath, DateTime.UtcNow.AddMinutes(-5));
        await Locator().FindAsync(kops.KopsPath, null, CancellationToken.None);
        Assert.Equal(2, kops.Calls.Count);
    }

    [Fact]
    public async Task A_folder_stands_for_the_kops_in_it()
    {
        using var kops = ReplayKopsScenario.Create("1.36.2");
        Assert.Equal(kops.KopsPath, (await Locator().FindAsync(kops.Folder, null, CancellationToken.None)).Path);
    }

    [Fact]
    public async Task PATH_is_searched_last_and_own_binaries_before_it()
    {
        using var onPath = ReplayKopsScenario.Create("1.36.2");
        var environment = Environment(("PATH", "." + Path.PathSeparator + onPath.Folder));
        var found = await new KopsLocator(environment).FindAsync(null, null, CancellationToken.None);
        Assert.Equal((onPath.KopsPath, "PATH"), (found.Path, found.Source));

        if (OperatingSystem.IsWindows())
        {
            // The store's folder is found from variables that cannot be given there without an installation.
            return;
        }

        using var old = ReplayKopsScenario.Create("1.30.1");
        using var current = ReplayKopsScenario.Create("1.36.2");
        Install(environment, "1.30.1", old);
        Install(environment, "1.36.2", current);
        var locator = new KopsLocator(environment);
        Assert.Equal("Install-KopsBinary", (await locator.FindAsync(null, null, CancellationToken.None)).Source);
        Assert.Equal("1.36.2", (await locator.FindAsync(null, null, CancellationToken.None)).Version.ToString());
        Assert.Equal("1.30.1", (await locator.FindAsync(null, "1.30.1", CancellationToken.None)).Version.ToString());
        Assert.Equal("1.36.2", (await locator.FindAsync(null, "1.31.0", CancellationToken.None)).Version.ToString());
        Assert.Equal(onPath.KopsPath, (await locator.FindAsync(onPath.KopsPath, "1.30.1", CancellationToken.None)).Path);
    }

    [Fact]
    public Task None_at_all() => Throws("KopsNotFound", FaultKind.ObjectNotFound, null);

    [Fact]
    public Task None_where_it_was_said() => Throws("KopsNotFound", FaultKind.ObjectNotFound, Path.Combine(_folder.FullName, "kops"));

    [Fact]
    public async Task Not_executable()
    {
        if (OperatingSystem.IsWindows())
        {
            // There a file is executable by its name.
            return;
        }

        var path = Path.Combine(_folder.FullName, "kops");
        await File.WriteAllTextAsync(path, "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Throws("KopsNotExecutable", FaultKind.PermissionDenied, path);
        await Throws("KopsNotExecutable", FaultKind.PermissionDenied, null, _folder.FullName);
    }

    [Theory]
    [InlineData("kops.cmd")]
    [InlineData("kops.bat")]
    public async Task A_script_of_the_name_is_none(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), "@echo 1.36.2\r\n");
        var locator = new KopsLocator(Environment(("PATH", _folder.FullName), ("PATHEXT", ".COM;.EXE;.BAT;.CMD")));
        var fault = await Assert.ThrowsAsync<KopsException>(() => locator.FindAsync(null, null, CancellationToken.None));
        Assert.Equal("KopsNotFound", fault.Id);
    }

    [Fact]
    public Task An_executable_that_is_not_kops() =>
        Throws("KopsBinaryInvalid", FaultKind.InvalidResult, System.Environment.ProcessPath!);

    [Fact]
    public async Task A_file_for_another_machine()
    {
        var path = Path.Combine(_folder.FullName, OperatingSystem.IsWindows() ? "kops.exe" : "kops");
        await File.WriteAllBytesAsync(path, [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await Throws("KopsBinaryInvalid", FaultKind.InvalidResult, path);
    }

    [Theory]
    [InlineData("Client version: 1.36.2\n", "1.36.2")]
    [InlineData("Client version: 1.30.1 (git-v1.30.1)\n", "1.30.1")]
    [InlineData("1.36.2\n", "1.36.2")]
    [InlineData("Client version: 1.37.0-alpha.1 (git-abc)\n", "1.37.0-alpha.1")]
    [InlineData("GNU bash, version 5.2.1\n", null)]
    [InlineData("", null)]
    public void Versions_are_read(string stdout, string? version) => Assert.Equal(version, KopsLocator.ReadVersion(stdout)?.ToString());

    private static void Install(HostEnvironment environment, string version, ReplayKopsScenario kops)
    {
        var folder = Path.Combine(environment.HomeDirectory, ".local", "share", "KopsPS", "bin", "kops", version);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(kops.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private HostEnvironment Environment(params (string Name, string Value)[] variables) =>
        new(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)), _folder.FullName);

    private KopsLocator Locator(string path = "") => new(Environment(("PATH", path)));

    private async Task Throws(string id, FaultKind kind, string? kopsPath, string path = "")
    {
        var fault = await Assert.ThrowsAsync<KopsException>(() => Locator(path).FindAsync(kopsPath, null, CancellationToken.None));
        Assert.Equal((id, kind), (fault.Id, fault.Kind));
        Assert.Contains("Install-KopsBinary", fault.RecommendedAction, StringComparison.Ordinal);
    }
}
