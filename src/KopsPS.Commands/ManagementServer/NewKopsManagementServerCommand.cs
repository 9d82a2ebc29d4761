using System.Collections;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Makes an EC2 instance from which clusters are managed, or brings one that is there to what was asked for.</summary>
[Cmdlet(VerbsCommon.New, "KopsManagementServer", SupportsShouldProcess = true, DefaultParameterSetName = BySsh)]
[OutputType(typeof(KopsManagementServer))]
public sealed class NewKopsManagementServerCommand : AwsCmdlet
{
    private const string BySsh = "Ssh";
    private const string BySessionManager = "SessionManager";
    private const long Gibibyte = 1L << 30;

    private string? _stateStore;
    private string? _instanceProfile;

    /// <summary>Name of the server, and its host name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Ranges that may use SSH.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySsh)]
    [ValidateNotNullOrEmpty]
    public string[] SshAccess { get; set; } = [];

    /// <summary>Key pair in EC2.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySsh)]
    [Parameter(ParameterSetName = BySessionManager)]
    [ValidateNotNullOrEmpty]
    public string? KeyName { get; set; }

    /// <summary>Private key of the key pair, for <c>-Wait</c>.</summary>
    [Parameter(ParameterSetName = BySsh)]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>Open no port: people get on it by Session Manager.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySessionManager)]
    public SwitchParameter SessionManager { get; set; }

    /// <summary>Name of the instance profile.</summary>
    [Parameter(ParameterSetName = BySsh, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = BySessionManager, ValueFromPipelineByPropertyName = true)]
    public string? InstanceProfile
    {
        get => _instanceProfile;
        set => _instanceProfile = Told(value);
    }

    /// <summary>Instance type.</summary>
    [Parameter]
    [Alias("InstanceType")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Availability zone.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ZoneCompleter))]
    public string? Zone { get; set; }

    /// <summary>Subnet.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubnetId { get; set; }

    /// <summary>VPC.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NetworkId { get; set; }

    /// <summary>Operating system.</summary>
    [Parameter]
    public KopsServerSystem OperatingSystem { get; set; }

    /// <summary>Release of Ubuntu.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SystemVersion { get; set; }

    /// <summary>Image, instead of one that is looked up.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ImageId { get; set; }

    /// <summary>Account to log in with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SshUser { get; set; }

    /// <summary>Size of the root disk, in bytes.</summary>
    [Parameter]
    [SizeTransform]
    public long? VolumeSize { get; set; }

    /// <summary>Whether it gets a public address.</summary>
    [Parameter]
    public SwitchParameter PublicIp { get; set; }

    /// <summary>Whether EC2 refuses to terminate it.</summary>
    [Parameter]
    public SwitchParameter TerminationProtection { get; set; }

    /// <summary>State store that kops on it works with by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StateStore
    {
        get => _stateStore;
        set => _stateStore = Told(value);
    }

    /// <summary>Where it gets this module from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ModuleSource { get; set; }

    /// <summary>Digest of the module's package.</summary>
    [Parameter]
    [ValidateSha256]
    public string? ModuleSha256 { get; set; }

    /// <summary>Version of kops on it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BinaryReleaseCompleter))]
    public string KopsVersion { get; set; } = "Latest";

    /// <summary>Version of kubectl on it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string KubectlVersion { get; set; } = "Stable";

    /// <summary>Environment that it belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>Tags of one's own.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Tag { get; set; }

    /// <summary>How long to wait until the first set-up is done.</summary>
    [Parameter]
    [DurationTransform]
    [ValidatePositiveDuration]
    public TimeSpan? Wait { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (request, keyFile) = await InvokeAsync(() => (Request(), KeyFile is null ? null : SessionPaths.Full(SessionState, KeyFile))).ConfigureAwait(false);
        if (Wait is not null && !request.SessionManager && keyFile is null)
        {
            throw ServerShells.NeedsKey();
        }

        var provisioner = new ManagementServerProvisioner(Session, Feedback);
        const string action = "Make the management server, or bring it to what is asked for";
        if (!await ShouldApplyAsync($"{Name} in {Session.Region}", action, () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            return;
        }

        var server = await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        if (Wait is { } limit && server.State == "running")
        {
            await AwaitAsync(server, keyFile, limit, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(server, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AwaitAsync(KopsManagementServer server, string? keyFile, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var readiness = new ServerReadiness(ServerShells.For(server, keyFile, Session, Feedback), Feedback);
            var pace = new ServerPace(TimeSpan.FromSeconds(10), limit, TimeProvider.System);
            ServerReadiness.Note(server, await readiness.WaitAsync(Name, pace, cancellationToken).ConfigureAwait(false));
        }
        catch (KopsException fault)
        {
            // The server is there, and costs: it is shown in any case.
            var state = fault.Id switch
            {
                "KopsCloudInitFailed" => KopsCloudInitState.Failed,
                "KopsCloudInitTimeout" => KopsCloudInitState.Pending,
                _ => KopsCloudInitState.NotChecked,
            };
            ServerReadiness.Note(server, new KopsCloudInit { State = state, Detail = fault.Message });
            WriteItemError(fault);
        }

        await WriteAsync(server, cancellationToken).ConfigureAwait(false);
    }

    private ManagementServerRequest Request() => new()
    {
        Name = Name,
        InstanceType = Type,
        Zone = Zone,
        SubnetId = SubnetId,
        NetworkId = NetworkId,
        System = OperatingSystem,
        SystemVersion = SystemVersion,
        ImageId = ImageId,
        SshUser = SshUser,
        KeyName = KeyName,
        SshAccess = SshAccess,
        SessionManager = SessionManager,
        InstanceProfile = InstanceProfile,
        DiskGib = VolumeSize is { } bytes ? (int)Math.Min(int.MaxValue, (bytes + Gibibyte - 1) / Gibibyte) : null,
        PublicIp = Switch(nameof(PublicIp), PublicIp),
        TerminationProtection = Switch(nameof(TerminationProtection), TerminationProtection),
        StateStore = StateStore ?? Shared(SessionDefault.StateStore),
        Module = Engine.ManagementServers.ModuleSource.Parse(ModuleSource ?? ModuleVersion.Of(MyInvocation), ModuleSha256),
        KopsVersion = KopsVersion,
        KubectlVersion = KubectlVersion,
        Environment = EnvironmentName,
        Tags = TagTable.Read(Tag),
    };

    private bool? Switch(string name, SwitchParameter value) => MyInvocation.BoundParameters.ContainsKey(name) ? value.ToBool() : null;

    /// <summary>A session's own store may be a folder, which no server can share.</summary>
    private static string? Shared(string? store) => store?.StartsWith("s3://", StringComparison.Ordinal) == true ? store : null;
}
