using System.Management.Automation;
using KopsPS.Fakes.Releases;

namespace KopsPS.Commands.Tests.Binaries;

[Collection(EnvironmentCollection.Name)]
public sealed class KopsBinaryTests : IAsyncLifetime
{
    private static readonly string Os = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
    private static readonly string Extension = OperatingSystem.IsWindows() ? ".exe" : "";
    private static readonly byte[] Kops = ReleaseMirror.Noise(1362);

    private readonly TemporaryFolder _folder = new();
    private readonly EnvironmentScope _environment = new();
    private readonly ModuleHost _shell = new();
    private ReleaseMirror _mirror = null!;

    private static string Architecture => !OperatingSystem.IsWindows()
        && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private string Store => Path.Combine(_folder.Path, "KopsPS", "bin");

    private string Installed => Path.Combine(Store, "kops", "1.36.2", "kops" + Extension);

    public async Task InitializeAsync()
    {
        _mirror = await ReleaseMirror.StartAsync();
        _environment.Set(OperatingSystem.IsWindows() ? "LOCALAPPDATA" : "XDG_DATA_HOME", _folder.Path);
        _environment.Set("PATH", Path.Combine(_folder.Path, "no-such-folder"));
        foreach (var version in (string[])["1.36.2", "1.30.1"])
        {
            _mirror.AddWithChecksum(ReleaseMirror.KopsPath(version, Os, Architecture), Kops);
        }
    }

    public async Task DisposeAsync()
    {
        _shell.Dispose();
        _environment.Dispose();
        await _mirror.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Install_places_the_binary_and_writes_it()
    {
        var kops = Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror").Single();

        Assert.Equal(Kops, File.ReadAllBytes(Installed));
        Assert.Equal(Installed, kops.Properties["Path"].Value);
        Assert.Equal("SHA-256", kops.Properties["Verified"].Value);
    }

    [Fact]
    public void The_view_shows_name_version_verified_and_path()
    {
        var text = _shell.Show("Install-KopsBinary kops 1.36.2 -Mirror $mirror", ("mirror", _mirror.Address));

        Assert.Matches(@"Name\s+Version\s+Verified\s+Supported\s+Source\s+Path", text);
        Assert.Matches($@"kops\s+1\.36\.2\s+SHA-256\s+True\s+Module\s+{System.Text.RegularExpressions.Regex.Escape(Installed)}", text);
    }

    [Fact]
    public void WhatIf_downloads_and_places_nothing()
    {
        Assert.Empty(Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror -WhatIf").Objects());
        Assert.Empty(_mirror.Requests);
        Assert.False(Directory.Exists(Store));

        var would = Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror -WhatIf -PassThru").Single();
        Assert.Equal(Installed, would.Properties["Path"].Value);
        Assert.Equal("No", would.Properties["Verified"].Value);
    }

    [Theory]
    [InlineData("-Version 1.36.9", "KopsBinaryNotPublished")]
    [InlineData("-Version new", "KopsBinaryVersionInvalid")]
    [InlineData("-Version 1.36.2 -Sha256 0000000000000000000000000000000000000000000000000000000000000000", "KopsBinaryDigestMismatch")]
    public void Faults_have_their_ids(string arguments, string id)
    {
        var error = Run($"Install-KopsBinary kops {arguments} -Mirror $mirror").SingleError();

        Assert.Equal($"{id},KopsPS.Commands.InstallKopsBinaryCommand", error.FullyQualifiedErrorId);
        Assert.NotNull(error.ErrorDetails.RecommendedAction);
        Assert.False(Directory.Exists(Store));
    }

    [Theory]
    [InlineData("Install-KopsBinary eksctl", "ParameterArgumentValidationError")]
    [InlineData("Install-KopsBinary kops -Sha256 abc", "ParameterArgumentValidationError")]
    [InlineData("Install-KopsBinary kops -Destination . -Scope AllUsers", "AmbiguousParameterSet")]
    public void Wrong_calls_do_not_bind(string script, string id) =>
        Assert.Equal($"{id},KopsPS.Commands.InstallKopsBinaryCommand", Run(script).SingleError().FullyQualifiedErrorId);

    [Fact]
    public void An_old_kops_and_a_far_kubectl_come_with_a_warning()
    {
        _mirror.AddWithChecksum(ReleaseMirror.KubectlPath("1.36.0", Os, KubectlArchitecture), Kops);

        var kops = Run("Install-KopsBinary kops -Version 1.30.1 -Mirror $mirror");
        Assert.Contains("out of support", Assert.Single(kops.Warnings), StringComparison.Ordinal);

        var kubectl = Run("[pscustomobject]@{ Name = 'prod.example.com'; KubernetesVersion = '1.30.1' } | Install-KopsBinary kubectl -Version 1.36.0 -Mirror $mirror");
        Assert.Contains("the cluster's Kubernetes 1.30.1", Assert.Single(kubectl.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void AddToPath_reaches_the_session_and_the_steps_after_it()
    {
        var file = Path.Combine(_folder.Path, "github-path");
        _environment.Set("GITHUB_PATH", file).Set("TF_BUILD", "True");

        Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror -AddToPath").Objects();
        Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror -AddToPath").Objects();

        var folder = Path.GetDirectoryName(Installed)!;
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator);
        Assert.Equal(folder, path[0]);
        Assert.Single(path, folder);
        Assert.Equal(folder, File.ReadAllLines(file)[0]);
        Assert.Contains($"##vso[task.prependpath]{folder}\n", _shell.Host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_a_pipeline_AddToPath_prints_nothing()
    {
        Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror -AddToPath").Objects();

        Assert.DoesNotContain("##vso", _shell.Host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_half_way_leaves_nothing_behind()
    {
        var path = ReleaseMirror.KopsPath("1.36.2", Os, Architecture);
        _mirror.Always(path, new MirrorFault { StallAfter = 200_000 });
        using var script = _shell.Start("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror", ("mirror", _mirror.Address));
        await _mirror.StalledAsync(path);

        var result = await script.StopAsync();

        Assert.True(result.Stopped);
        Assert.False(Directory.Exists(Store));
    }

    [Fact]
    public void Get_shows_what_is_installed_and_whether_it_is_still_what_was_published()
    {
        Run("Install-KopsBinary kops -Version 1.30.1 -Mirror $mirror; Install-KopsBinary kops -Version v1.36.2 -Mirror $mirror").Objects();
        File.AppendAllText(Path.Combine(Store, "kops", "1.30.1", "kops" + Extension), "something else");

        var found = Run("Get-KopsBinary").Objects();

        Assert.Equal(["1.36.2", "1.30.1"], found.Select(binary => binary.Properties["Version"].Value));
        Assert.Equal(["SHA-256", "Changed"], found.Select(binary => binary.Properties["Verified"].Value));
        Assert.Equal([true, false], found.Select(binary => binary.Properties["Supported"].Value));
        Assert.Equal("1.30.1", Run("Get-KopsBinary kops v1.30.*").Single().Properties["Version"].Value);
    }

    [Fact]
    public void Get_asks_what_is_on_the_path_for_its_version()
    {
        using var scenario = ReplayKopsScenario.Create("1.36.2");
        _environment.Set("PATH", Path.GetDirectoryName(scenario.KopsPath) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"));

        var found = Run("Get-KopsBinary kops").Single();

        Assert.Equal("1.36.2", found.Properties["Version"].Value);
        Assert.Equal("Path", found.Properties["Source"].Value.ToString());
        Assert.Equal("No", found.Properties["Verified"].Value);
        var left = Run("Get-KopsBinary kops | Uninstall-KopsBinary").SingleError();
        Assert.Equal("KopsBinaryNotOurs,KopsPS.Commands.UninstallKopsBinaryCommand", left.FullyQualifiedErrorId);
        Assert.True(File.Exists(scenario.KopsPath));
    }

    [Fact]
    public void ListAvailable_shows_what_a_mirror_offers()
    {
        _mirror.AddReleases("1.37.0-beta.1", "1.36.2", "1.30.1");

        var offered = Run("Get-KopsBinary kops -ListAvailable -Mirror $mirror").Objects();

        Assert.Equal(["1.37.0-beta.1", "1.36.2", "1.30.1"], offered.Select(release => release.Properties["Version"].Value));
        var none = Run("Get-KopsBinary kubectl -ListAvailable -Mirror $mirror").SingleError();
        Assert.Equal("KopsReleaseListUnavailable,KopsPS.Commands.GetKopsBinaryCommand", none.FullyQualifiedErrorId);
    }

    [Fact]
    public void Uninstall_removes_one_version_by_name_or_from_the_pipeline()
    {
        Run("Install-KopsBinary kops -Version 1.30.1 -Mirror $mirror; Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror").Objects();

        Run("Uninstall-KopsBinary kops v1.30.1 -WhatIf").Objects();
        Assert.True(Directory.Exists(Path.Combine(Store, "kops", "1.30.1")));

        Run("Uninstall-KopsBinary kops v1.30.1").Objects();
        Assert.False(Directory.Exists(Path.Combine(Store, "kops", "1.30.1")));
        Assert.True(File.Exists(Installed));

        var missing = Run("Uninstall-KopsBinary kops 1.30.1").SingleError();
        Assert.Equal("KopsBinaryNotInstalled,KopsPS.Commands.UninstallKopsBinaryCommand", missing.FullyQualifiedErrorId);
        Assert.Contains("1.36.2", missing.Exception.Message, StringComparison.Ordinal);

        Run("Get-KopsBinary kops | Uninstall-KopsBinary").Objects();
        Assert.False(Directory.Exists(Path.Combine(Store, "kops")));
    }

    [Fact]
    public void Versions_complete_from_the_mirror_and_from_what_is_installed()
    {
        _mirror.AddReleases("1.36.2", "1.36.1", "1.35.4");
        Run("Install-KopsBinary kops -Version 1.36.2 -Mirror $mirror").Objects();

        Assert.Equal(["1.36.2", "1.36.1"], Completions($"Install-KopsBinary kops -Mirror {_mirror.Address} -Version 1.36"));
        Assert.Equal(["1.36.2"], Completions("Uninstall-KopsBinary kops -Version 1.3"));
    }

    private static string KubectlArchitecture =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private IEnumerable<object?> Completions(string line) =>
        ((CommandCompletion)Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)", ("line", line)).Single().BaseObject)
            .CompletionMatches.Select(match => (object?)match.CompletionText);

    private ShellResult Run(string script, params (string, object?)[] variables) =>
        _shell.Run(script, [("mirror", _mirror.Address), .. variables]);
}
