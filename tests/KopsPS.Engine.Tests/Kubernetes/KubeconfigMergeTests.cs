using KopsPS.Engine.Kubernetes;
using KopsPS.Engine.Processes;
using KopsPS.Fakes;

namespace KopsPS.Engine.Tests.Kubernetes;

public sealed class KubeconfigMergeTests : IDisposable
{
    private const string Prod = "prod.example.com";

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Versions => ["1.36.2", "1.30.1"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_new_file_gets_what_kops_exported(string version)
    {
        var target = _folder.File(Path.Combine(".kube", "config"));
        var written = await ExportAsync(version, "208-export-kubeconfig-admin", "prod-admin.kubeconfig", target, request => request with { Admin = TimeSpan.FromHours(1) });
        Assert.Equal((Prod, Prod, target, "Admin", true, null), (written.ClusterName, written.Context, written.Kubeconfig, written.Credential, written.IsCurrent, written.Backup));
        Assert.StartsWith("https://api-prod-example-com-", written.Server, StringComparison.Ordinal);
        Assert.InRange(written.Expires!.Value, new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));
        var context = (await LoadAsync(target)).Choose(Prod, null);
        Assert.Equal("api.internal.prod.example.com", context.TlsServerName);
        Assert.NotNull(context.User.CertificateData);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        }

        Assert.Equal(["config"], Directory.GetFileSystemEntries(Path.GetDirectoryName(target)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Others_and_unknown_fields_survive_and_the_old_file_is_kept()
    {
        const string Before = """
            apiVersion: v1
            kind: Config
            current-context: other
            x-mine: [1, two]
            clusters:
            - name: other
              cluster: {server: "https://other", x-own: "yes"}
            - name: prod.example.com
              cluster:
                server: https://old.elb.us-east-1.amazonaws.com
                certificate-authority-data: SAME
                proxy-url: socks5://bastion:1080
            contexts:
            - name: other
              context: {cluster: other, user: other}
            - name: prod.example.com
              context: {cluster: prod.example.com, user: prod.example.com, namespace: shop}
            users:
            - name: other
              user: {token: "0123"}
            - name: prod.example.com
              user: {token: old, as: jane}

            """;
        var authority = KubeconfigFile.Text(Exported("1.36.2", "208-export-kubeconfig-admin", "prod-admin.kubeconfig").Find("clusters", Prod), "certificate-authority-data")!;
        var target = _folder.Write("config", Before.Replace("SAME", authority, StringComparison.Ordinal));
        var written = await ExportAsync("1.36.2", "208-export-kubeconfig-admin", "prod-admin.kubeconfig", target, request => request with { Admin = TimeSpan.FromHours(1), SetCurrent = false });
        Assert.Equal(Before.Replace("SAME", authority, StringComparison.Ordinal), await File.ReadAllTextAsync(written.Backup!));
        var after = await KubeconfigFile.ReadAsync(target, default);
        Assert.Equal("other", after.CurrentContext);
        Assert.NotNull(KubeconfigFile.Child(after.Root, "x-mine"));
        Assert.Equal("yes", KubeconfigFile.Text(after.Find("clusters", "other"), "x-own"));
        Assert.Contains("token: \"0123\"", await File.ReadAllTextAsync(target), StringComparison.Ordinal);
        Assert.Equal("socks5://bastion:1080", KubeconfigFile.Text(after.Find("clusters", Prod), "proxy-url"));
        Assert.Contains("elb.us-east-1", KubeconfigFile.Text(after.Find("clusters", Prod), "server"), StringComparison.Ordinal);
        Assert.DoesNotContain("https://old", await File.ReadAllTextAsync(target), StringComparison.Ordinal);
        Assert.Equal("shop", KubeconfigFile.Text(after.Find("contexts", Prod), "namespace"));
        Assert.Null(KubeconfigFile.Text(after.Find("users", Prod), "token"));
        Assert.Equal("jane", KubeconfigFile.Text(after.Find("users", Prod), "as"));
        Assert.NotNull(KubeconfigFile.Text(after.Find("users", Prod), "client-certificate-data"));
    }

    [Theory]
    [InlineData("clusters: [{name: prod.example.com, cluster: {server: 'https://elsewhere', certificate-authority-data: b3RoZXI=}}]", "is another one")]
    [InlineData("contexts: [{name: prod.example.com, context: {cluster: lab, user: lab}}]", "leads to the cluster 'lab'")]
    [InlineData("contexts: [{name: lab, context: {cluster: lab, user: prod.example.com}}]\nusers: [{name: prod.example.com, user: {token: x}}]", "also that of context 'lab'")]
    public async Task What_belongs_to_another_cluster_is_not_replaced(string before, string why)
    {
        var target = _folder.Write("config", before);
        var fault = await Assert.ThrowsAsync<KopsException>(
            () => ExportAsync("1.36.2", "208-export-kubeconfig-admin", "prod-admin.kubeconfig", target, request => request with { Admin = TimeSpan.FromHours(1) }));
        Assert.Equal("KubeconfigConflict", fault.Id);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(target));
        Assert.Equal(["config"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        await ExportAsync("1.36.2", "208-export-kubeconfig-admin", "prod-admin.kubeconfig", target, request => request with { Admin = TimeSpan.FromHours(1), Force = true });
        Assert.Equal(Prod, (await LoadAsync(target)).Choose(Prod, null).ClusterEntry);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Without_a_credential_the_contexts_own_user_stays(string version)
    {
        var target = _folder.Write("config", "contexts: [{name: prod.example.com, context: {cluster: prod.example.com, user: sso}}]\nusers: [{name: sso, user: {token: t}}]");
        var written = await ExportAsync(version, "209-export-kubeconfig", "prod.kubeconfig", target, request => request);
        Assert.Equal(("None", null), (written.Credential, written.Expires));
        Assert.Equal("sso", (await LoadAsync(target)).Choose(Prod, null).User.Name);
    }

    [Fact]
    public async Task A_lock_that_stays_is_told()
    {
        var target = _folder.Write("config", "");
        _folder.Write("config.lock", "");
        var fault = await Assert.ThrowsAsync<KopsException>(
            () => KubeconfigWriter.ChangeAsync(target, file => file.SetCurrentContext("a"), TimeSpan.Zero, TimeProvider.System, default));
        Assert.Equal("KubeconfigLocked", fault.Id);
        Assert.True(File.Exists(_folder.File("config.lock")));
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        var target = _folder.File("config");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => KubeconfigWriter.ChangeAsync(
            target, file => file.Put("users", $"u{n}", []), TimeSpan.FromMinutes(1), TimeProvider.System, default))));
        Assert.Equal(12, (await KubeconfigFile.ReadAsync(target, default)).Names("users").Count());
        Assert.Equal(5, Directory.GetFiles(_folder.Path, "config.backup-*").Length);
    }

    [Fact]
    public async Task Changes_in_one_millisecond_keep_a_backup_each()
    {
        var target = _folder.Write("config", "");
        var still = new StillClock();
        var backups = new List<string?>();
        for (var n = 0; n < 3; n++)
        {
            backups.Add(await KubeconfigWriter.ChangeAsync(target, file => file.Put("users", $"u{n}", []), TimeSpan.FromMinutes(1), still, default));
        }

        Assert.Equal(backups.Order(StringComparer.Ordinal), backups);
        Assert.Equal([0, 1, 2], backups.Select(backup => KubeconfigFile.Parse(backup!, File.ReadAllText(backup!)).Names("users").Count()));
    }

    [Fact]
    public void The_call_is_what_kops_wants()
    {
        var request = new KubeconfigExportRequest { ClusterName = Prod, Target = "x", Admin = TimeSpan.FromMinutes(90), Internal = true };
        Assert.Equal(["export", "kubeconfig", "--kubeconfig", "f", "--admin=1h30m", "--internal"], KubeconfigExporter.Call(request, "f").Arguments);
        Assert.Equal(Prod, KubeconfigExporter.Call(request, "f").ClusterName);
        request = request with { Admin = null, Internal = false, User = "sso" };
        Assert.Equal(["export", "kubeconfig", "--kubeconfig", "f"], KubeconfigExporter.Call(request, "f").Arguments);
    }

    private static KubeconfigFile Exported(string version, string recording, string file) => KubeconfigFile.Parse("exported", File.ReadAllText(Recorded(version, recording, file)));

    private static string Recorded(string version, string recording, string file) =>
        Path.Combine(Repository.Recordings, "kops", version, recording, "files", file);

    private static Task<KopsKubeconfig> ExportAsync(
        string version, string recording, string file, string target, Func<KubeconfigExportRequest, KubeconfigExportRequest> with)
    {
        var exporter = new KubeconfigExporter(
            (call, _) =>
            {
                File.Copy(Recorded(version, recording, file), call.Arguments[call.Arguments.ToList().IndexOf("--kubeconfig") + 1]);
                return Task.FromResult(new KopsRun { ExitCode = 0, Stdout = "", StderrLines = [], Warnings = [], Duration = TimeSpan.Zero });
            },
            NoFeedback.Instance);
        return exporter.ExportAsync(
            with(new KubeconfigExportRequest { ClusterName = Prod, Target = target }),
            new KopsSettings { Environment = new HostEnvironment([], "/") },
            default);
    }

    private Task<Kubeconfig> LoadAsync(string path) =>
        Kubeconfig.LoadAsync(new KopsSettings { Environment = new HostEnvironment([], _folder.Path), Kubeconfig = path }, default);

    private sealed class StillClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);
    }
}
