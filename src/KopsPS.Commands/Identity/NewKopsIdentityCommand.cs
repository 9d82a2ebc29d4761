using System.Collections;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Identity;
using KopsPS.Engine.StateStore;

namespace KopsPS.Commands;

/// <summary>Makes the user or role that works with kops.</summary>
[Cmdlet(VerbsCommon.New, "KopsIdentity", SupportsShouldProcess = true, DefaultParameterSetName = AsUser)]
[OutputType(typeof(KopsIdentity))]
public sealed class NewKopsIdentityCommand : AwsCmdlet
{
    private const string AsUser = "User";
    private const string ForGitHub = "GitHub";
    private const string ForAzureDevOps = "AzureDevOps";
    private const string ForInstances = "Instance";

    private string? _stateStore;

    /// <summary>Name of the user or role.</summary>
    [Parameter(Position = 0, ParameterSetName = AsUser)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ForGitHub)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ForAzureDevOps)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ForInstances)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "kops";

    /// <summary>Group that holds the user's policies.</summary>
    [Parameter(ParameterSetName = AsUser)]
    [ValidateNotNullOrEmpty]
    public string? Group { get; set; }

    /// <summary>Make an access key although the user has one.</summary>
    [Parameter(ParameterSetName = AsUser)]
    public SwitchParameter NewAccessKey { get; set; }

    /// <summary>Profile of the shared credentials file to store the new access key in.</summary>
    [Parameter(ParameterSetName = AsUser)]
    [ValidateNotNullOrEmpty]
    public string? StoreProfile { get; set; }

    /// <summary>Replace a profile of that name.</summary>
    [Parameter(ParameterSetName = AsUser)]
    public SwitchParameter Force { get; set; }

    /// <summary>Make a role in place of a user.</summary>
    [Parameter(ParameterSetName = ForGitHub)]
    [Parameter(ParameterSetName = ForAzureDevOps)]
    [Parameter(ParameterSetName = ForInstances)]
    public SwitchParameter Role { get; set; }

    /// <summary>Repository whose workflows may take the role.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForGitHub)]
    [ValidateNotNullOrEmpty]
    public string? GitHubRepository { get; set; }

    /// <summary>Branches from which the role may be taken.</summary>
    [Parameter(ParameterSetName = ForGitHub)]
    [ValidateNotNullOrEmpty]
    public string[]? Branch { get; set; }

    /// <summary>Deployment environments of the repository that may take the role.</summary>
    [Parameter(ParameterSetName = ForGitHub)]
    [ValidateNotNullOrEmpty]
    public string[]? GitHubEnvironment { get; set; }

    /// <summary>Id of the Azure DevOps organization.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForAzureDevOps)]
    public Guid AzureDevOpsOrganizationId { get; set; }

    /// <summary>Service connection that may take the role.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForAzureDevOps)]
    [ValidateNotNullOrEmpty]
    public string? ServiceConnection { get; set; }

    /// <summary>Let EC2 instances take the role.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ForInstances)]
    public SwitchParameter InstanceProfile { get; set; }

    /// <summary>Write a scoped policy in place of the full-access ones.</summary>
    [Parameter]
    public SwitchParameter LeastPrivilege { get; set; }

    /// <summary>State store that the policy is limited to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StateStore
    {
        get => _stateStore;
        set => _stateStore = Told(value);
    }

    /// <summary>Store of the OIDC documents that the policy also takes in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DiscoveryStore { get; set; }

    /// <summary>Hosted zones that the policy is limited to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? HostedZoneId { get; set; }

    /// <summary>Clusters that the policy is limited to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ClusterName { get; set; }

    /// <summary>KMS keys that the policy also takes in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? KmsKeyArn { get; set; }

    /// <summary>Further managed policies to attach.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? PolicyArn { get; set; }

    /// <summary>Managed policy that limits the identity.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>Environment that it belongs to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentName { get; set; }

    /// <summary>Tags of your own.</summary>
    [Parameter]
    public IDictionary? Tag { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!LeastPrivilege && MyInvocation.BoundParameters.Keys.FirstOrDefault(
            name => name is nameof(StateStore) or nameof(DiscoveryStore) or nameof(HostedZoneId) or nameof(ClusterName) or nameof(KmsKeyArn)) is { } scope)
        {
            throw Faults.PolicyScopeUnused(scope);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var provisioner = new IdentityProvisioner(Session, Feedback);
        var request = new IdentityRequest
        {
            Name = Name,
            Trust = Trust(),
            Group = Group,
            Scope = LeastPrivilege ? Scope() : null,
            PolicyArns = PolicyArn ?? [],
            PermissionsBoundary = PermissionsBoundary,
            NewAccessKey = NewAccessKey,
            StoreProfile = StoreProfile,
            ReplaceProfile = Force,
            Environment = EnvironmentName,
            Tags = TagTable.Read(Tag),
        };
        if (await ShouldApplyAsync(Name, $"Set up the {request.Kind.ToString().ToLowerInvariant()} and its policies", () => provisioner.PlanAsync(request, cancellationToken)).ConfigureAwait(false))
        {
            var identity = await provisioner.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
            await WriteAsync(WithCredential(identity), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A new access key also as what PowerShell passes on, which the model cannot have: it is PowerShell's own type.</summary>
    private static PSObject WithCredential(KopsIdentity identity)
    {
        var output = new PSObject(identity);
        if (identity is { AccessKeyId: { } id, SecretAccessKey: { } secret })
        {
            output.Properties.Add(new PSNoteProperty("Credential", new PSCredential(id, secret)));
        }

        return output;
    }

    private IdentityTrust? Trust() => ParameterSetName switch
    {
        // Without any branch or environment, the branch that most repositories deploy from.
        ForGitHub => IdentityTrust.GitHub(GitHubRepository!, Branch ?? (GitHubEnvironment is null ? ["main"] : []), GitHubEnvironment ?? []),
        ForAzureDevOps => IdentityTrust.AzureDevOps(AzureDevOpsOrganizationId, ServiceConnection!),
        ForInstances => IdentityTrust.Instances(),
        _ => null,
    };

    private PolicyScope Scope() => new()
    {
        StateStore = StateStoreLocation.Resolve(Settings() with { StateStore = StateStore ?? SessionDefault.StateStore }).Url,
        DiscoveryStore = DiscoveryStore,
        HostedZoneIds = HostedZoneId ?? [],
        ClusterNames = ClusterName ?? [],
        KmsKeyArns = KmsKeyArn ?? [],
        Region = Session.Region ?? throw Faults.RegionNotSet(),
    };
}
