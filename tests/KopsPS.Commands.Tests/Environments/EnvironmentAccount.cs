using KopsPS.Commands.Tests.ManagementServer;
using KopsPS.Fakes.Aws;

namespace KopsPS.Commands.Tests.Environments;

/// <summary>An empty account of the emulator's behind a proxy, a session in it, and a folder for keys.</summary>
public sealed class EnvironmentAccount : IAsyncDisposable
{
    /// <summary>An environment with a part of every kind.</summary>
    public const string Whole =
        "Initialize-KopsEnvironment acme -ClusterName prod.acme.example.com -Zone us-east-1a, us-east-1b, us-east-1c -DiscoveryStoreName $oidc -DnsZone acme.example.com "
        + "-GitHubRepository acme/infrastructure -ServerName ops -ServerType t3.medium -SshAccess 203.0.113.0/24 -AdminAccess 198.51.100.0/24 "
        + "-KubernetesVersion 1.36.0 -SshKeyPath $key -EndpointUrl $aws -WarningAction SilentlyContinue";

    private EnvironmentAccount(AwsProxy aws)
    {
        Aws = aws;
        Shell = NewShell();
    }

    public AwsProxy Aws { get; }

    public ModuleHost Shell { get; }

    public TemporaryFolder Folder { get; } = new();

    public string KeyPath => Path.Combine(Folder.Path, "ssh", "acme");

    public string Oidc => $"acme-oidc-{Aws.Account}";

    public static async Task<EnvironmentAccount> StartAsync()
    {
        var aws = await AwsProxy.StartAsync((await MotoServer.SharedAsync()).Endpoint);
        aws.Account = AwsProxy.NewAccount();
        return new EnvironmentAccount(aws);
    }

    /// <summary>Another session in the same account, as on the same machine.</summary>
    public ModuleHost NewShell()
    {
        var shell = new ModuleHost();
        shell.Run("$PSDefaultParameterValues['Remove-KopsEnvironment:EndpointUrl'] = $aws", ("aws", Aws.Endpoint), ("key", KeyPath), ("oidc", Oidc)).Objects();
        return shell;
    }

    /// <summary>What each step came to, as <c>Name Outcome</c>.</summary>
    public static string[] Report(System.Management.Automation.PSObject environment) =>
        [.. ((System.Collections.IEnumerable)environment.Properties["Steps"].Value).Cast<object>().Select(step =>
            $"{step.GetType().GetProperty("Name")!.GetValue(step)} {step.GetType().GetProperty("Outcome")!.GetValue(step)}")];

    /// <summary>Everything of ours, and whatever else a set-up could leave, by the emulator's own answers.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync()
    {
        var left = new List<string>();
        async Task LookAsync(string service, string action, string mark, params (string Name, string Value)[] fields)
        {
            var answer = await MotoEc2.CallAsync(Aws.Endpoint, service, action, fields);
            left.AddRange(Enumerable.Repeat(action, answer.Split(mark).Length - 1));
        }

        await LookAsync("ec2", "DescribeInstances", "<instanceId>", ("Filter.1.Name", "instance-state-name"), ("Filter.1.Value.1", "pending"), ("Filter.1.Value.2", "running"));
        await LookAsync("ec2", "DescribeSecurityGroups", "kopsps-");
        await LookAsync("ec2", "DescribeKeyPairs", "<keyName>");
        await LookAsync("ec2", "DescribeVolumes", "<volumeId>");
        await LookAsync("iam", "ListRoles", "<RoleName>");
        await LookAsync("iam", "ListUsers", "<UserName>");
        await LookAsync("iam", "ListGroups", "<GroupName>");
        await LookAsync("iam", "ListPolicies", "<PolicyName>", ("Scope", "Local"));
        await LookAsync("iam", "ListInstanceProfiles", "<InstanceProfileName>");
        await LookAsync("iam", "ListOpenIDConnectProviders", "<Arn>");
        left.AddRange(Shell.Run("(Get-KopsStateStore -EndpointUrl $aws).Name; (Get-KopsDnsZone -EndpointUrl $aws).ZoneName").Objects().Where(name => name is not null).Select(name => name.ToString()));
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        Shell.Dispose();
        await Aws.DisposeAsync();
        Folder.Dispose();
    }
}
