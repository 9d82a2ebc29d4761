using System.Runtime.InteropServices;
using KopsPS.Commands.Tests.ManagementServer;
using KopsPS.Fakes.Aws;
using KopsPS.Fakes.Kubernetes;
using KopsPS.Fakes.Names;
using KopsPS.Fakes.Releases;

namespace KopsPS.Commands.Tests.Examples;

/// <summary>
/// What examples take for granted: the state store <c>s3://acme-kops</c>, kops on the PATH, a kubeconfig for
/// <c>prod.example.com</c>, a home with an SSH key, and releases to install. All of it recorded or made up, on loopback.
/// </summary>
public sealed class ExamplePeers : IAsyncDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly EnvironmentScope _environment = new();
    private readonly List<IAsyncDisposable> _peers = [];
    private readonly string _unique = Guid.NewGuid().ToString("n");

    private DnsServer? _resolver;

    private ExamplePeers(ReplayKopsScenario kops) => Kops = kops;

    /// <summary>The kops that answers.</summary>
    public ReplayKopsScenario Kops { get; }

    /// <summary>Mirror of releases, used wherever an example names none.</summary>
    public string Mirror { get; private set; } = "";

    /// <summary>The folder <c>./manifests</c> of the examples.</summary>
    private string Manifests => Path.Combine(_home.Path, "manifests");

    /// <summary>The peers of the README: the cluster's life from nothing.</summary>
    public static async Task<ExamplePeers> ForReadmeAsync()
    {
        var story = await RecordedStory.StartAsync(validatesAtOnce: true);
        var peers = new ExamplePeers(story.Kops);
        peers._peers.Add(story);
        await peers.SetUpAsync();
        AnswerForKubelets(story.Api);
        return peers;
    }

    /// <summary>An account in which nothing is yet, and a kops that makes a cluster in whatever store is made there.</summary>
    public static async Task<ExamplePeers> ForEmptyAccountAsync()
    {
        var kops = ReplayKopsScenario.Create(
            "1.36.2",
            new ReplayKopsStep { Recording = "create", Snapshot = "10-created" },
            "delete-cluster-preview",
            new ReplayKopsStep { Recording = "delete-cluster-whole", Snapshot = "80-deleted-whole" });
        var peers = new ExamplePeers(kops);
        await peers.SetUpAsync();
        peers._resolver = new DnsServer(resolver: true);
        var account = await peers.UseEmptyAccountAsync();
        account.Answers = new RecordedStore(kops, (await MotoServer.SharedAsync()).Endpoint, account.Account!).Follow;
        return peers;
    }

    /// <summary>The peers of a single example: an applied cluster, and whatever else the cmdlet of the example takes for granted.</summary>
    public static async Task<ExamplePeers> ForHelpAsync(string cmdlet)
    {
        var api = await KubeApi.StartAsync();
        var kops = cmdlet switch
        {
            // In a store in which the cluster is not yet.
            "New-KopsCluster" => ReplayKopsScenario.Create(
                "1.36.2", new ReplayKopsStep { Recording = "create", Snapshot = "10-created" }, "create-dry-run-yaml"),
            "Export-KopsKubeconfig" => ReplayKopsScenario.Create(
                "1.36.2", new ReplayKopsStep { Recording = "export-kubeconfig-admin-1h", Kubeconfig = api.Kubeconfig() }).WithSnapshot("20-updated"),

            // It finds every instance that it is asked for.
            "Repair-KopsNode" => ReplayKopsScenario.Create(
                "1.36.2", new ReplayKopsStep { Stdout = "Instance found for deletion\n\nMust specify --yes to delete instance\n" }).WithSnapshot("20-updated"),
            _ => ReplayKopsScenario.ForAnyCall(
                "1.36.2", "validate-ready-json", "update-preview", "update-yes-admin", "delete-cluster-preview", "delete-cluster-whole").WithSnapshot("20-updated"),
        };
        var peers = new ExamplePeers(kops);
        peers._peers.Add(api);
        await peers.SetUpAsync();
        await File.WriteAllTextAsync(Path.Combine(peers._home.Path, ".kube", "config"), api.Kubeconfig());
        if (cmdlet.EndsWith("-KopsStateStore", StringComparison.Ordinal) || cmdlet.EndsWith("-KopsDiscoveryStore", StringComparison.Ordinal))
        {
            await peers.SetUpBucketsAsync(cmdlet);
        }

        if (cmdlet == "Test-KopsPrerequisite")
        {
            await peers.SetUpPrerequisitesAsync();
        }

        if (cmdlet.EndsWith("-KopsIdentity", StringComparison.Ordinal) || cmdlet.EndsWith("-KopsSshKey", StringComparison.Ordinal))
        {
            await peers.UseEmptyAccountAsync();
        }

        if (cmdlet.EndsWith("-KopsEnvironment", StringComparison.Ordinal))
        {
            await peers.UseEmptyAccountAsync();
            if (cmdlet == "Remove-KopsEnvironment")
            {
                using var before = peers.NewSession();
                before.Run("Initialize-KopsEnvironment acme -Zone us-east-1a -DnsZone acme.example.com -WarningAction SilentlyContinue").Objects();
            }
        }

        if (cmdlet.EndsWith("-KopsManagementServer", StringComparison.Ordinal))
        {
            await peers.SetUpServerAsync();
        }

        if (cmdlet.EndsWith("-KopsDnsZone", StringComparison.Ordinal))
        {
            await peers.AddZonesAsync();
        }

        if (cmdlet is "Get-KopsLog" or "Get-KopsMetric")
        {
            AnswerForKubelets(api);
        }

        if (cmdlet == "Get-KopsLoadBalancer")
        {
            var aws = await AwsStub.StartAsync(new Networking.BalancerAnswers().Answer);
            peers._peers.Add(aws);
            peers._environment.Set("AWS_ENDPOINT_URL", aws.Endpoint);
        }

        if (cmdlet == "Uninstall-KopsBinary")
        {
            using var before = peers.NewSession();
            before.Run("Install-KopsBinary kops 1.30.1").Objects();
        }

        return peers;
    }

    /// <summary>A session in which the examples work as they are printed.</summary>
    public ModuleHost NewSession()
    {
        var shell = new ModuleHost();
        shell.Run("$PSDefaultParameterValues['Install-KopsBinary:Mirror'] = $mirror", ("mirror", Mirror)).Objects();
        if (_resolver is not null)
        {
            shell.Run(
                "foreach ($name in 'New-KopsDnsZone', 'Test-KopsDnsZone', 'Test-KopsPrerequisite') { $PSDefaultParameterValues[\"${name}:NameServer\"] = $resolver }",
                ("resolver", _resolver.Address)).Objects();
        }

        return shell;
    }

    /// <summary>The example with addresses and names that exist; names of buckets are unique among all that share the emulator.</summary>
    public string Localized(string code) => code
        .Replace("acme-kops-", $"acme-{_unique}-", StringComparison.Ordinal)
        .Replace("./manifests", Manifests, StringComparison.Ordinal)
        .Replace("https://mirror.example.com", Mirror, StringComparison.Ordinal)
        .Replace("192.0.2.53", _resolver?.Address, StringComparison.Ordinal)
        .Replace("-ListAvailable", $"-ListAvailable -Mirror {Mirror}", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _environment.Dispose();
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        _resolver?.Dispose();
        Kops.Dispose();
        _home.Dispose();
    }

    /// <summary>Logs and metrics, which the recorded cluster had nobody to give.</summary>
    private static void AnswerForKubelets(KubeApi api)
    {
        api.When(
            request => request.Path.EndsWith("/log", StringComparison.Ordinal),
            KubeAnswer.Status(200, "2026-11-22T21:40:00.000000000Z {\"level\":\"warn\",\"msg\":\"slow\",\"ms\":712}\n2026-11-22T21:40:02.000000000Z ready\n", "text/plain"));
        api.When("/apis/metrics.k8s.io/v1beta1/nodes", KubeAnswer.Status(200, PlayedMetrics.Nodes));
        api.When("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", KubeAnswer.Status(200, PlayedMetrics.Pods));
        api.When(request => request.Path.EndsWith("/stats/summary", StringComparison.Ordinal), KubeAnswer.Status(200, PlayedMetrics.Summary));
        api.When(request => request.Path.EndsWith("/metrics", StringComparison.Ordinal), KubeAnswer.Status(200, PlayedMetrics.Page, "text/plain"));
    }

    /// <summary>What the examples install, where the official sites and the examples' mirrors have it.</summary>
    private static void Offer(ReleaseMirror releases)
    {
        var os = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = !OperatingSystem.IsWindows() && RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        foreach (var version in (string[])["1.30.1", "1.36.1", "1.36.2"])
        {
            var official = ReleaseMirror.KopsPath(version, os, architecture);
            foreach (var path in (string[])[official, "/k8s-artifacts" + official, $"/tools/kops/{version}/kops-{os}-{architecture}"])
            {
                releases.AddWithChecksum(path, ReleaseMirror.Noise(1));
            }
        }

        foreach (var version in (string[])["1.36.0", "1.36.2"])
        {
            releases.AddWithChecksum(ReleaseMirror.KubectlPath(version, os, architecture), ReleaseMirror.Noise(2));
        }

        releases.AddReleases("1.36.2", "1.36.1", "1.30.1");
        releases.Add("/release/stable.txt", "v1.36.2");
    }

    /// <summary>An emulator in which the buckets of the examples are, where the cmdlet does not make them itself.</summary>
    private async Task SetUpBucketsAsync(string cmdlet)
    {
        _environment.Set("AWS_ENDPOINT_URL", (await MotoServer.SharedAsync()).Endpoint);
        if (!cmdlet.StartsWith("New-", StringComparison.Ordinal))
        {
            using var before = NewSession();
            before.Run(Localized(cmdlet.EndsWith("-KopsStateStore", StringComparison.Ordinal)
                ? "New-KopsStateStore acme-kops-state -Region us-east-1 -WarningAction SilentlyContinue"
                : "New-KopsDiscoveryStore acme-kops-oidc -Region us-east-1 -WarningAction SilentlyContinue")).Objects();
        }
    }

    /// <summary>An account with a state store, in which IAM's simulation is denied: the emulator has none and would be asked again and again.</summary>
    private async Task SetUpPrerequisitesAsync()
    {
        await SetUpBucketsAsync("Get-KopsStateStore");
        var stub = await AwsStub.StartAsync(
            request => request.Action == "SimulatePrincipalPolicy" ? StubAnswer.QueryXml(403, "AccessDenied", "not allowed") : null, (await MotoServer.SharedAsync()).Endpoint);
        _peers.Add(stub);
        _environment.Set("AWS_ENDPOINT_URL", stub.Endpoint);
    }

    /// <summary>An AWS account of the emulator's in which nothing is yet.</summary>
    private async Task<AwsProxy> UseEmptyAccountAsync()
    {
        var proxy = await AwsProxy.StartAsync((await MotoServer.SharedAsync()).Endpoint);
        proxy.Account = AwsProxy.NewAccount();
        _peers.Add(proxy);
        _environment.Set("AWS_ENDPOINT_URL", proxy.Endpoint).Set("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(_home.Path, ".aws", "credentials"));
        return proxy;
    }

    /// <summary>A key pair, an instance profile and a server called <c>ops</c>, and the programs that open sessions.</summary>
    private async Task SetUpServerAsync()
    {
        var aws = (await MotoServer.SharedAsync()).Endpoint;
        await MotoEc2.CallAsync(aws, "ec2", "CreateKeyPair", ("KeyName", "ops"));
        await MotoEc2.CallAsync(aws, "iam", "CreateInstanceProfile", ("InstanceProfileName", "kops-server"));
        File.WriteAllText(Path.Combine(_home.Path, OperatingSystem.IsWindows() ? "ssh.exe" : "ssh"), "");
        _environment
            .Set("AWS_ENDPOINT_URL", aws)
            .Set("PATH", _home.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"));
        using var before = NewSession();
        before.Run("New-KopsManagementServer ops -SshAccess 203.0.113.0/24 -KeyName ops -Region us-east-1").Objects();
    }

    /// <summary>Route 53 with <c>example.com</c> and <c>prod.example.com</c> in it, and a resolver that knows every zone there.</summary>
    private async Task AddZonesAsync()
    {
        var route53 = await Route53Stub.StartAsync();
        var resolver = _resolver = new DnsServer(resolver: true);
        _peers.Add(route53);
        route53.Before = _ =>
        {
            foreach (var (id, name) in route53.Zones)
            {
                resolver.Set(name.TrimEnd('.'), "NS", 60, route53.NameServers(id));
            }

            return Task.CompletedTask;
        };
        route53.AddZone("example.com");
        route53.MakeOurs(route53.AddZone("prod.example.com"));
        _environment.Set("AWS_ENDPOINT_URL_ROUTE_53", route53.Endpoint);
    }

    private async Task SetUpAsync()
    {
        var store = await S3Stub.StartAsync();
        store.Folder = Kops.StoreFolder;
        _peers.Add(store);
        var releases = await ReleaseMirror.StartAsync();
        Offer(releases);
        _peers.Add(releases);
        Mirror = releases.Address;

        Directory.CreateDirectory(Path.Combine(_home.Path, ".kube"));
        Directory.CreateDirectory(Path.Combine(_home.Path, ".ssh"));
        File.WriteAllText(
            Path.Combine(_home.Path, ".ssh", "id_ed25519.pub"), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDemoDemoDemoDemoDemoDemoDemoDemoDemoDemoDem ops@example.com\n");
        Directory.CreateDirectory(Manifests);
        File.WriteAllText(
            Path.Combine(Manifests, "web.yaml"),
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop, labels: {app.example.com/set: shop}}\nspec: {replicas: 4}\n");
        _environment
            .Set("HOME", _home.Path).Set("USERPROFILE", _home.Path).Set("LOCALAPPDATA", _home.Path).Set("XDG_DATA_HOME", _home.Path)
            .Set("KUBECONFIG", null)
            .Set("PATH", Kops.Folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"))
            .Set("AWS_ENDPOINT_URL", store.Endpoint);
    }
}
