using System.Collections;
using System.Management.Automation;
using System.Security;
using KopsPS.Engine;
using KopsPS.Engine.Environments;

namespace KopsPS.Commands;

/// <summary>Sets up everything around a cluster: stores, zone, key, identity, management server, tools.</summary>
[Cmdlet(VerbsData.Initialize, "KopsEnvironment", SupportsShouldProcess = true, DefaultParameterSetName = ByParameter)]
[OutputType(typeof(KopsEnvironment))]
public sealed class InitializeKopsEnvironmentCommand : AwsCmdlet
{
    private const string ByParameter = "Parameter";
    private const string BySetting = "Setting";
    private const string ByPath = "Path";

    /// <summary>Settings that are paths on this machine.</summary>
    private static readonly string[] Paths = [nameof(SshKeyPath), nameof(SshPublicKey)];

    private EnvironmentRequest? _request;

    /// <summary>Name of the environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByParameter)]
    [Parameter(ParameterSetName = BySetting)]
    [Parameter(ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>The settings as a table.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = BySetting)]
    [ValidateNotNull]
    public IDictionary? Setting { get; set; }

    /// <summary>The settings as a file of YAML or JSON.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Name of the cluster to come.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClusterName { get; set; }

    /// <summary>Zones of the cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ZoneCompleter))]
    public string[]? Zone { get; set; }

    /// <summary>Bucket of the state store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StateStoreCompleter))]
    public string? StateStoreName { get; set; }

    /// <summary>Key to encrypt the state store with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KmsKey { get; set; }

    /// <summary>Bucket of a discovery store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DiscoveryStoreName { get; set; }

    /// <summary>Hosted zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DnsZoneCompleter))]
    public string? DnsZone { get; set; }

    /// <summary>VPCs that see a private zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NetworkId { get; set; }

    /// <summary>Servers to ask while waiting for the delegation.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? NameServer { get; set; }

    /// <summary>How long to wait for the delegation and for the set-up of the server.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Wait { get; set; }

    /// <summary>User to make.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Profile to store the user's access key in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StoreProfile { get; set; }

    /// <summary>Name of the pipeline's role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleName { get; set; }

    /// <summary>Repository whose workflows may take the role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GitHubRepository { get; set; }

    /// <summary>Branches from which the role may be taken.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Branch { get; set; }

    /// <summary>Deployment environments that may take the role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? GitHubEnvironment { get; set; }

    /// <summary>Id of the Azure DevOps organization.</summary>
    [Parameter]
    public Guid? AzureDevOpsOrganizationId { get; set; }

    /// <summary>Service connection that may take the role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceConnection { get; set; }

    /// <summary>Limit the policies to this environment.</summary>
    [Parameter]
    public SwitchParameter LeastPrivilege { get; set; }

    /// <summary>Managed policy that limits what is made.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Where the private SSH key lies, or is made.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SshKeyPath { get; set; }

    /// <summary>A public SSH key that is there already.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SshPublicKey { get; set; }

    /// <summary>Passphrase of an SSH key that is made.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? SshKeyPassphrase { get; set; }

    /// <summary>Management server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServerName { get; set; }

    /// <summary>Its instance type.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string? ServerType { get; set; }

    /// <summary>Its operating system.</summary>
    [Parameter]
    public KopsServerSystem OperatingSystem { get; set; }

    /// <summary>Reach it by Session Manager, with no port open.</summary>
    [Parameter]
    public SwitchParameter SessionManager { get; set; }

    /// <summary>Where it gets this module from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ModuleSource { get; set; }

    /// <summary>Digest of the module's package.</summary>
    [Parameter]
    [ValidateSha256]
    public string? ModuleSha256 { get; set; }

    /// <summary>Ranges that may use SSH.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SshAccess { get; set; }

    /// <summary>Ranges that may reach the cluster's API.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? AdminAccess { get; set; }

    /// <summary>Kubernetes version of the cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KubernetesVersionCompleter))]
    public string? KubernetesVersion { get; set; }

    /// <summary>Version of kops to install.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BinaryReleaseCompleter))]
    public string? KopsVersion { get; set; }

    /// <summary>Version of kubectl to install.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubectlVersion { get; set; }

    /// <summary>Mirror to install from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Mirror { get; set; }

    /// <summary>Tags of your own.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = _request = await RequestAsync(cancellationToken).ConfigureAwait(false);
        var provisioner = new EnvironmentProvisioner(Session, Feedback);
        if (!await ShouldApplyAsync(request.Name, "Set up the environment", () => PlanAsync(provisioner, request, cancellationToken)).ConfigureAwait(false))
        {
            return;
        }

        var (environment, faults) = await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        if (environment is not null)
        {
            await WriteAsync(environment, cancellationToken).ConfigureAwait(false);
        }

        foreach (var fault in faults)
        {
            WriteItemError(fault);
        }
    }

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        var settings = base.Settings();
        return settings with
        {
            Region = _request?.Region ?? settings.Region,
            ProfileName = _request?.ProfileName ?? settings.ProfileName,
            EndpointUrl = _request?.EndpointUrl ?? settings.EndpointUrl,
        };
    }

    private async Task<IReadOnlyList<KopsChange>> PlanAsync(EnvironmentProvisioner provisioner, EnvironmentRequest request, CancellationToken cancellationToken)
    {
        var (changes, faults) = await provisioner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var fault in faults)
        {
            WriteItemError(fault);
        }

        return changes;
    }

    private async Task<EnvironmentRequest> RequestAsync(CancellationToken cancellationToken)
    {
        var file = Path is null ? null : await InvokeAsync(() => Resolved(Path)).ConfigureAwait(false);
        var told = file is null ? Setting : await EnvironmentFile.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        return await InvokeAsync(() =>
        {
            var request = EnvironmentSettings.Read(Merged(told), HostEnvironment.FromProcess().HomeDirectory);
            return request with
            {
                SshKeyPassphrase = SshKeyPassphrase,
                Module = request.ServerName is null ? null : request.Module ?? Engine.ManagementServers.ModuleSource.Parse(ModuleVersion.Of(MyInvocation), null),
            };
        }).ConfigureAwait(false);
    }

    /// <summary>What the table or file says, and over it what the call says.</summary>
    private Hashtable Merged(IDictionary? told)
    {
        var all = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in told ?? new Hashtable())
        {
            if (all.ContainsKey(entry.Key))
            {
                throw Faults.EnvironmentSettingTwice($"{entry.Key}");
            }

            all[entry.Key] = Plain(entry.Value);
        }

        foreach (var (name, value) in MyInvocation.BoundParameters.Where(bound => EnvironmentSettings.Names.Contains(bound.Key)))
        {
            all[name] = Plain(value);
        }

        foreach (var name in Paths)
        {
            if (all[name] is string { Length: > 0 } path)
            {
                all[name] = Resolved(path);
            }
        }

        return all;
    }

    private string Resolved(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private static object? Plain(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        SwitchParameter told => told.ToBool(),
        var plain => plain,
    };
}
