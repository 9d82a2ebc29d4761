using KopsPS.Engine.Binaries;
using KopsPS.Fakes;
using KopsPS.Fakes.Releases;

namespace KopsPS.Engine.Tests.Binaries;

public sealed class BinaryInstallerTests : IAsyncLifetime
{
    private static readonly BinaryPlatform Native = BinaryPlatform.NativeFor("kops");
    private static readonly byte[] Kops = ReleaseMirror.Noise(1362);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingFeedback _feedback = new();
    private readonly Dictionary<string, string> _variables = [];
    private ReleaseMirror _mirror = null!;

    private string KopsPath { get; } = ReleaseMirror.KopsPath("1.36.2", Native.Os, Native.Architecture);

    public async Task InitializeAsync()
    {
        _mirror = await ReleaseMirror.StartAsync();
        _variables[OperatingSystem.IsWindows() ? "LOCALAPPDATA" : "XDG_DATA_HOME"] = _folder.Path;
        _mirror.AddWithChecksum(KopsPath, Kops);
    }

    public async Task DisposeAsync()
    {
        await _mirror.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1.36.2")]
    [InlineData("v1.36.2")]
    public async Task Places_a_verified_binary_that_everybody_may_run_and_only_its_owner_may_change(string version)
    {
        var kops = await InstallAsync(Request(version));

        Assert.Equal(Path.Combine(_folder.Path, "KopsPS", "bin", "kops", "1.36.2", "kops" + Native.Extension), kops.Path);
        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
        Assert.Equal("1.36.2", kops.Version);
        Assert.Equal("SHA-256", kops.Verified);
        Assert.Equal(ReleaseMirror.Digest(Kops), kops.Sha256);
        Assert.Equal(KopsBinarySource.Module, kops.Source);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("755", Convert.ToString((int)File.GetUnixFileMode(kops.Path), 8));
        }

        Assert.Equal(["kops" + Native.Extension, "kops" + Native.Extension + ".sha256"], FilesBeside(kops.Path));
    }

    [Fact]
    public async Task What_a_killed_installation_left_is_removed_and_nothing_else()
    {
        var folder = Path.Combine(_folder.Path, "KopsPS", "bin", "kops", "1.36.2");
        Directory.CreateDirectory(folder);
        var file = "kops" + Native.Extension;
        var inUse = Path.Combine(folder, $".{file}.cccccccc.ccc.tmp");
        using (var open = new FileStream(inUse, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            foreach (var name in new[] { $".{file}.abcdefgh.ijk.tmp", $".{file}.sha256.12345678.abc.tmp", $".{file}.mine.tmp", ".kubectl.abcdefgh.ijk.tmp", $"{file}.abcdefgh.ijk.tmp" })
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), "half");
            }

            var kops = await InstallAsync(Request());

            string[] left = [$".{file}.cccccccc.ccc.tmp", $".{file}.mine.tmp", ".kubectl.abcdefgh.ijk.tmp", file, $"{file}.abcdefgh.ijk.tmp", $"{file}.sha256"];
            Assert.Equal(left.Order(StringComparer.Ordinal), FilesBeside(kops.Path));
        }
    }

    [Fact]
    public async Task Versions_lie_side_by_side()
    {
        _mirror.AddWithChecksum(ReleaseMirror.KopsPath("1.35.1", Native.Os, Native.Architecture), ReleaseMirror.Noise(1));
        await InstallAsync(Request("1.36.2"));
        await InstallAsync(Request("1.35.1"));

        Assert.Equal(["1.36.2", "1.35.1"], Store().List("kops").Select(binary => binary.Version));
    }

    [Fact]
    public async Task A_verified_version_that_is_there_is_not_asked_for_again()
    {
        await InstallAsync(Request());
        var before = _mirror.Requests.Count;

        var again = await InstallAsync(Request());

        Assert.Equal(before, _mirror.Requests.Count);
        Assert.Equal("SHA-256", again.Verified);
    }

    [Fact]
    public async Task A_changed_binary_is_replaced_with_a_warning()
    {
        var kops = await InstallAsync(Request());
        await File.AppendAllTextAsync(kops.Path, "something else");

        await InstallAsync(Request());

        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
        Assert.Contains(_feedback.Warnings, warning => warning.Contains("has been changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Force_downloads_again()
    {
        await InstallAsync(Request());
        await InstallAsync(Request() with { Force = true });

        Assert.Equal(2, _mirror.Requests.Count(request => request.Path == KopsPath));
    }

    [Theory]
    [InlineData("/binaries/kops", "/binaries/kops/1.36.2/OS/ARCH/kopsEXT")]
    [InlineData("", "/kubernetes/kops/releases/download/v1.36.2/kops-OS-ARCH")]
    [InlineData("/gh/kubernetes/kops/releases/download", "/gh/kubernetes/kops/releases/download/v1.36.2/kops-OS-ARCH")]
    [InlineData("/tools/{name}_{version}_{os}_{arch}", "/tools/kops_1.36.2_OS_ARCH")]
    [InlineData("/tools/{name}/v{version}/{os}-{arch}{ext}", "/tools/kops/v1.36.2/OS-ARCHEXT")]
    public async Task A_mirror_has_an_official_layout_or_is_a_template(string mirror, string path)
    {
        _mirror.Add(KopsPath + ".sha256", "gone\n");
        await _mirror.DisposeAsync();
        _mirror = await ReleaseMirror.StartAsync();
        _mirror.AddWithChecksum(
            path.Replace("OS", Native.Os, StringComparison.Ordinal).Replace("ARCH", Native.Architecture, StringComparison.Ordinal).Replace("EXT", Native.Extension, StringComparison.Ordinal),
            Kops);

        var kops = await InstallAsync(Request() with { Mirror = _mirror.Address + mirror });

        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
    }

    [Fact]
    public async Task A_folder_is_a_mirror_too()
    {
        using var share = new TemporaryFolder();
        foreach (var version in (string[])["1.36.2", "1.36.10"])
        {
            var path = Path.Combine(share.Path, version, Native.Os, Native.Architecture, "kops" + Native.Extension);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, Kops);
            await File.WriteAllTextAsync(path + ".sha256", ReleaseMirror.Digest(Kops) + "  kops\n");
        }

        var kops = await InstallAsync(Request("Latest") with { Mirror = new Uri(share.Path).AbsoluteUri });

        Assert.Equal("1.36.10", kops.Version);
        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
    }

    [Fact]
    public async Task A_folder_with_a_template_is_looked_through()
    {
        using var share = new TemporaryFolder();
        foreach (var version in (string[])["1.36.2", "1.36.10"])
        {
            var path = Path.Combine(share.Path, $"kops-{version}-{Native.Os}-{Native.Architecture}");
            await File.WriteAllBytesAsync(path, Kops);
            await File.WriteAllTextAsync(path + ".sha256", ReleaseMirror.Digest(Kops));
        }

        var kops = await InstallAsync(Request(null) with { Mirror = share.Path + "/kops-{version}-{os}-{arch}" });

        Assert.Equal("1.36.10", kops.Version);
    }

    [Fact]
    public async Task The_newest_released_kops_comes_from_the_list_of_releases()
    {
        _mirror.AddReleases("1.37.0-beta.1", "1.9.0", "1.36.2", "1.35.5");

        Assert.Equal("1.36.2", (await InstallAsync(Request(null) with { Mirror = null })).Version);
    }

    [Fact]
    public async Task Where_GitHub_does_not_list_its_web_site_names_the_newest()
    {
        _mirror.Always("/repos/kubernetes/kops/releases", new MirrorFault { Status = 403 });
        _mirror.Always("/kubernetes/kops/releases/latest", new MirrorFault { Location = "/kubernetes/kops/releases/tag/v1.36.2" });

        Assert.Equal("1.36.2", (await InstallAsync(Request("latest") with { Mirror = null })).Version);
    }

    [Fact]
    public async Task The_second_official_site_is_asked_where_the_first_fails()
    {
        _mirror.Always(ReleaseMirror.GitHubPath("1.36.2", Native.Os, Native.Architecture) + ".sha256", new MirrorFault { Status = 503 });

        var kops = await InstallAsync(Request() with { Mirror = null });

        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
    }

    [Fact]
    public async Task The_stable_kubectl_is_the_one_that_stable_txt_names()
    {
        var platform = BinaryPlatform.NativeFor("kubectl");
        _mirror.Add("/release/stable.txt", "v1.36.4");
        _mirror.AddWithChecksum(ReleaseMirror.KubectlPath("1.36.4", platform.Os, platform.Architecture), Kops);

        var kubectl = await InstallAsync(Request(null) with { Name = "kubectl", Mirror = null });

        Assert.Equal("1.36.4", kubectl.Version);
        Assert.Equal("kubectl" + platform.Extension, Path.GetFileName(kubectl.Path));
    }

    [Fact]
    public async Task Another_architecture_does_not_take_this_machines_place()
    {
        var other = Native.Architecture == "amd64" ? "arm64" : "amd64";
        _mirror.AddWithChecksum(ReleaseMirror.KopsPath("1.36.2", Native.Os, other), ReleaseMirror.Noise(7));

        var kops = await InstallAsync(Request() with { Architecture = other });

        Assert.Equal(other, kops.Architecture);
        Assert.Null(Store().Find("kops", "1.36.2"));
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        _mirror.Next(KopsPath, new MirrorFault { BreakAfter = 150_000 });
        _mirror.Next(KopsPath, new MirrorFault { BreakAfter = 100_000 });

        var kops = await InstallAsync(Request());

        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
        var ranges = _mirror.Requests.Where(request => request.Path == KopsPath).Select(request => request.Range).ToList();
        Assert.Equal<string?>([null, "bytes=150000-", "bytes=250000-"], ranges);
        Assert.All(_mirror.Requests.Where(request => request.Range is not null), request => Assert.NotNull(request.IfRange));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_read_from_the_start_again()
    {
        _mirror.Next(KopsPath, new MirrorFault { BreakAfter = 150_000 });
        _mirror.Next(KopsPath, new MirrorFault { IgnoreRange = true });

        Assert.Equal(Kops, await File.ReadAllBytesAsync((await InstallAsync(Request())).Path));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_read_from_the_start_again()
    {
        _mirror.Next(KopsPath, new MirrorFault { BreakAfter = 150_000, Content = ReleaseMirror.Noise(99) });

        Assert.Equal(Kops, await File.ReadAllBytesAsync((await InstallAsync(Request())).Path));
    }

    [Fact]
    public async Task Without_a_proof_of_sameness_nothing_is_resumed()
    {
        _mirror.Next(KopsPath, new MirrorFault { BreakAfter = 150_000, NoValidator = true });

        Assert.Equal(Kops, await File.ReadAllBytesAsync((await InstallAsync(Request())).Path));
        Assert.DoesNotContain(_mirror.Requests, request => request.Range is not null);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_tried_again(int status)
    {
        _mirror.Next(KopsPath + ".sha256", new MirrorFault { Status = status, RetryAfter = 1 });
        _mirror.Next(KopsPath, new MirrorFault { Status = status });

        Assert.Equal(Kops, await File.ReadAllBytesAsync((await InstallAsync(Request())).Path));
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        _mirror.Next(KopsPath, new MirrorFault { StallAfter = 100_000 });

        var kops = await InstallAsync(Request(), Options() with { Silence = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
    }

    [Fact]
    public async Task Progress_names_amount_rate_and_time_left()
    {
        await InstallAsync(Request());

        var reports = _feedback.Reports.Where(report => report.Activity == "Installing kops 1.36.2").ToArray();
        Assert.Contains(reports, report => report is { Percent: > 0, Remaining: not null });
        Assert.Contains(reports, report => System.Text.RegularExpressions.Regex.IsMatch(report.Status, @"^0\.\d of 0\.4 MiB, [\d.]+ MiB/s$"));
        Assert.True(reports[^1].Completed);
    }

    [Fact]
    public async Task An_unknown_version_names_the_nearest_ones()
    {
        _mirror.AddReleases("1.36.2", "1.36.1", "1.36.0", "1.35.4", "1.37.0-alpha.1");

        var fault = await FaultAsync(Request("1.36.9") with { Mirror = null });

        Assert.Equal("KopsBinaryVersionNotFound", fault.Id);
        Assert.Equal("There is no kops 1.36.9. Nearest are 1.36.2, 1.36.1, 1.36.0.", fault.Message);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "KopsPS")));
    }

    [Fact]
    public async Task What_is_no_version_is_refused_before_any_request()
    {
        Assert.Equal("KopsBinaryVersionInvalid", (await FaultAsync(Request("newest"))).Id);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public async Task A_version_without_this_file_is_told_from_one_that_does_not_exist()
    {
        _mirror.AddReleases("1.36.3", "1.36.2");

        var fault = await FaultAsync(Request("1.36.3") with { Mirror = null });

        Assert.Equal("KopsBinaryNotPublished", fault.Id);
        Assert.Contains(ReleaseMirror.KopsPath("1.36.3", Native.Os, Native.Architecture), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_without_the_version_says_where_it_was_looked_for()
    {
        var fault = await FaultAsync(Request("1.36.3"));

        Assert.Equal("KopsBinaryNotPublished", fault.Id);
        Assert.Equal(FaultKind.ObjectNotFound, fault.Kind);
        Assert.Contains(_mirror.Address + "/binaries/kops/1.36.3/", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_without_a_list_wants_a_version()
    {
        var fault = await FaultAsync(Request("Latest"));

        Assert.Equal("KopsReleaseListUnavailable", fault.Id);
        Assert.Contains("-Version", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_digest_is_refused_with_both_digests_and_places_nothing()
    {
        var kops = await InstallAsync(Request());
        var evil = ReleaseMirror.Noise(666);
        _mirror.Add(KopsPath, evil);

        var fault = await FaultAsync(Request() with { Force = true });

        Assert.Equal("KopsBinaryDigestMismatch", fault.Id);
        Assert.Equal(FaultKind.SecurityError, fault.Kind);
        Assert.Contains(ReleaseMirror.Digest(evil), fault.Message, StringComparison.Ordinal);
        Assert.Contains(ReleaseMirror.Digest(Kops), fault.Message, StringComparison.Ordinal);
        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
        Assert.Equal(2, FilesBeside(kops.Path).Length);
    }

    [Fact]
    public async Task A_digest_from_elsewhere_decides_instead_of_the_mirrors()
    {
        var evil = ReleaseMirror.Noise(666);
        _mirror.AddWithChecksum(KopsPath, evil);

        var fault = await FaultAsync(Request() with { Sha256 = ReleaseMirror.Digest(Kops).ToUpperInvariant() });
        Assert.Equal("KopsBinaryDigestMismatch", fault.Id);

        _mirror.Add(KopsPath, Kops);
        await InstallAsync(Request() with { Sha256 = ReleaseMirror.Digest(Kops).ToUpperInvariant() });
        Assert.DoesNotContain(_mirror.Requests, request => request.Path.EndsWith(".sha256", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_never_comes_whole_is_given_up_and_places_nothing()
    {
        _mirror.Always(KopsPath, new MirrorFault { BreakAfter = 1000, NoValidator = true });

        var fault = await FaultAsync(Request());

        Assert.Equal("KopsBinaryDownloadFailed", fault.Id);
        Assert.Equal(FaultKind.ConnectionError, fault.Kind);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "KopsPS")));
    }

    [Theory]
    [InlineData(401, FaultKind.AuthenticationError)]
    [InlineData(403, FaultKind.PermissionDenied)]
    public async Task A_refusal_is_final(int status, FaultKind kind)
    {
        _mirror.Always(KopsPath, new MirrorFault { Status = status });

        var fault = await FaultAsync(Request());

        Assert.Equal(("KopsBinaryDownloadFailed", kind), (fault.Id, fault.Kind));
        Assert.Equal(1, _mirror.Requests.Count(request => request.Path == KopsPath));
    }

    [Theory]
    [InlineData("<html><body>Please log in</body></html>")]
    [InlineData("")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e\n")]
    public async Task A_checksum_file_that_is_none_is_refused(string content)
    {
        _mirror.Add(KopsPath + ".sha256", content);

        var fault = await FaultAsync(Request());

        Assert.Equal("KopsBinaryChecksumInvalid", fault.Id);
        Assert.DoesNotContain(_mirror.Requests, request => request.Path == KopsPath);
    }

    [Fact]
    public async Task A_full_disk_leaves_the_old_binary_and_nothing_else()
    {
        var kops = await InstallAsync(Request());

        var fault = await FaultAsync(
            Request() with { Force = true }, Options() with { CreateFile = path => new FullDisk(path, roomFor: 100_000) });

        Assert.Equal("KopsBinaryDiskFull", fault.Id);
        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
        Assert.Equal(2, FilesBeside(kops.Path).Length);
    }

    [Fact]
    public async Task A_target_that_cannot_be_written_is_said_so()
    {
        var file = Path.Combine(_folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "not a folder");

        var fault = await FaultAsync(Request() with { Destination = Path.Combine(file, "bin") });

        Assert.Equal("KopsBinaryTargetNotWritable", fault.Id);
        Assert.Contains("-Destination", fault.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_ones_own_gets_only_the_binary_and_is_asked_about_only_by_checksum()
    {
        var folder = Path.Combine(_folder.Path, "bin");
        var kops = await InstallAsync(Request() with { Destination = folder });
        Assert.Equal(["kops" + Native.Extension], FilesBeside(kops.Path));
        Assert.Equal(KopsBinarySource.Destination, kops.Source);

        await InstallAsync(Request() with { Destination = folder });
        Assert.Equal(1, _mirror.Requests.Count(request => request.Path == KopsPath));

        await File.WriteAllTextAsync(kops.Path, "an older kops");
        await InstallAsync(Request() with { Destination = folder });
        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
    }

    [Fact]
    public async Task An_end_half_way_leaves_nothing_behind()
    {
        var kops = await InstallAsync(Request());
        _mirror.Always(KopsPath, new MirrorFault { StallAfter = 200_000 });
        using var stop = new CancellationTokenSource();
        var installing = InstallAsync(Request() with { Force = true }, cancellationToken: stop.Token);
        await _mirror.StalledAsync(KopsPath);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => installing);
        Assert.Equal(Kops, await File.ReadAllBytesAsync(kops.Path));
        Assert.Equal(2, FilesBeside(kops.Path).Length);
    }

    [Fact]
    public async Task Several_installers_at_once_all_succeed_and_download_once()
    {
        var binaries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => InstallAsync(Request()))));

        Assert.All(binaries, binary => Assert.Equal("SHA-256", binary.Verified));
        Assert.Equal(1, _mirror.Requests.Count(request => request.Path == KopsPath));
        Assert.Equal(2, FilesBeside(binaries[0].Path).Length);
    }

    [Theory]
    [InlineData("http://mirror.example.com/kops", "KopsMirrorInsecure")]
    [InlineData("ftp://mirror.example.com/kops", "KopsMirrorInvalid")]
    [InlineData("mirror.example.com", "KopsMirrorInvalid")]
    [InlineData("https://mirror.example.com/{os}/{arch}/kops", "KopsMirrorInvalid")]
    [InlineData("https://mirror.example.com/{version}/{platform}", "KopsMirrorInvalid")]
    public async Task A_mirror_that_cannot_be_trusted_or_understood_is_refused(string mirror, string id) =>
        Assert.Equal(id, (await FaultAsync(Request() with { Mirror = mirror })).Id);

    [Fact]
    public async Task A_redirect_to_another_machine_by_http_is_refused()
    {
        _mirror.Always(KopsPath, new MirrorFault { Location = "http://cdn.example.com/kops?signature=secret" });

        var fault = await FaultAsync(Request());

        Assert.Equal("KopsRedirectInsecure", fault.Id);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_a_file_is_refused()
    {
        _mirror.Always(KopsPath, new MirrorFault { Location = "file:///etc/passwd" });

        Assert.Equal("KopsRedirectInsecure", (await FaultAsync(Request())).Id);
    }

    [Fact]
    public async Task A_redirect_as_safe_as_the_first_address_is_followed()
    {
        _mirror.Add("/moved", Kops);
        _mirror.Always(KopsPath, new MirrorFault { Location = "/moved" });

        Assert.Equal(Kops, await File.ReadAllBytesAsync((await InstallAsync(Request())).Path));
    }

    [Fact]
    public async Task The_proxy_of_the_environment_is_used_for_other_machines()
    {
        _variables["HTTP_PROXY"] = _mirror.Address;

        await InstallAsync(Request() with { Mirror = "http://mirror.example.com", AllowInsecureMirror = true });

        Assert.All(_mirror.Requests, request => Assert.Equal("mirror.example.com", request.Host));
    }

    [Fact]
    public async Task A_password_in_the_mirrors_address_is_used_and_never_shown()
    {
        _mirror.Always(KopsPath, new MirrorFault { Status = 403 });

        var fault = await FaultAsync(Request() with { Mirror = _mirror.Address.Replace("//", "//ci:pass%20word@", StringComparison.Ordinal) });

        var sent = _mirror.Requests.Single(request => request.Path == KopsPath).Authorization;
        Assert.Equal("Basic " + Convert.ToBase64String("ci:pass word"u8), sent);
        Assert.DoesNotContain("pass", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_feedback.All, line => line.Contains("pass%20word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kops_out_of_support_is_installed_with_a_warning()
    {
        _mirror.AddWithChecksum(ReleaseMirror.KopsPath("1.30.1", Native.Os, Native.Architecture), Kops);

        var kops = await InstallAsync(Request("1.30.1"));

        Assert.False(kops.Supported);
        Assert.Equal(
            "kops 1.30.1 is out of support: kOps supports its newest minor and the one before, now 1.36 and 1.35.", Assert.Single(_feedback.Warnings));
    }

    [Fact]
    public async Task The_list_of_releases_decides_what_is_out_of_support()
    {
        _mirror.AddReleases("1.38.0", "1.36.2");

        await InstallAsync(Request() with { Mirror = null });

        Assert.Contains("1.38 and 1.37", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.36.0", null)]
    [InlineData("1.35.7", null)]
    [InlineData("v1.34.2", "the cluster's Kubernetes 1.34.2")]
    public async Task A_kubectl_too_far_from_the_cluster_is_installed_with_a_warning(string kubernetes, string? warning)
    {
        var platform = BinaryPlatform.NativeFor("kubectl");
        _mirror.AddWithChecksum(ReleaseMirror.KubectlPath("1.36.2", platform.Os, platform.Architecture), Kops);

        await InstallAsync(Request() with { Name = "kubectl", KubernetesVersion = kubernetes });

        Assert.Equal(warning is null ? 0 : 1, _feedback.Warnings.Count);
        Assert.All(_feedback.Warnings, text => Assert.Contains(warning!, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_cluster_kubectl_is_measured_against_the_installed_kops()
    {
        var platform = BinaryPlatform.NativeFor("kubectl");
        _mirror.AddWithChecksum(ReleaseMirror.KubectlPath("1.32.0", platform.Os, platform.Architecture), Kops);
        await InstallAsync(Request());

        await InstallAsync(Request("1.32.0") with { Name = "kubectl" });

        Assert.Contains("kops 1.36.2", Assert.Single(_feedback.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_what_is_offered()
    {
        _mirror.AddReleases("1.35.4", "1.37.0-beta.1", "1.36.2", "1.34.9");
        await InstallAsync(Request());

        var releases = await Installer().ListAvailableAsync("kops", null, false, default);

        Assert.Equal(["1.37.0-beta.1", "1.36.2", "1.35.4", "1.34.9"], releases.Select(release => release.Version));
        Assert.Equal([true, true, true, false], releases.Select(release => release.Supported));
        Assert.Equal([true, false, false, false], releases.Select(release => release.Prerelease));
        Assert.Equal([false, true, false, false], releases.Select(release => release.Installed));
    }

    private static string[] FilesBeside(string path) =>
        [.. Directory.GetFiles(Path.GetDirectoryName(path)!).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private BinaryStore Store() => BinaryStore.Of(KopsBinaryScope.CurrentUser, Environment());

    private HostEnvironment Environment() => new(_variables, _folder.Path);

    private BinaryRequest Request(string? version = "1.36.2") => new() { Name = "kops", Version = version, Mirror = _mirror.Address };

    private ReleaseOptions Options() => new()
    {
        FirstPause = TimeSpan.Zero,
        Sites = new ReleaseSites(_mirror.Address, _mirror.Address, _mirror.Address, _mirror.Address),
    };

    private BinaryInstaller Installer(ReleaseOptions? options = null) => new(Environment(), _feedback, options ?? Options());

    private async Task<KopsBinary> InstallAsync(BinaryRequest request, ReleaseOptions? options = null, CancellationToken cancellationToken = default)
    {
        var installer = Installer(options);
        return await installer.InstallAsync(await installer.PlanAsync(request, cancellationToken), cancellationToken);
    }

    private Task<KopsException> FaultAsync(BinaryRequest request, ReleaseOptions? options = null) =>
        Assert.ThrowsAsync<KopsException>(() => InstallAsync(request, options));

    /// <summary>A file on a disk that has room for only so much.</summary>
    private sealed class FullDisk(string path, int roomFor) : FileStream(path, FileMode.CreateNew)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position + buffer.Length <= roomFor
                ? base.WriteAsync(buffer, cancellationToken)
                : throw new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);
    }
}
