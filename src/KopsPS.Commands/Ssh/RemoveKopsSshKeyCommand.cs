using System.Management.Automation;
using KopsPS.Engine.Ssh;

namespace KopsPS.Commands;

/// <summary>Removes an imported key pair from EC2.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsSshKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsSshKeyCommand : AwsCmdlet
{
    private const string ByName = "Name";
    private const string ById = "Id";

    /// <summary>Name of the key pair.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [SshKeyNameTransform]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Id of the key pair.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    public string? KeyPairId { get; set; }

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await RequireConfirmationAsync(Force).ConfigureAwait(false);
        var provisioner = new SshKeyProvisioner(Session, Feedback);
        if (await ShouldApplyAsync(
            KeyPairId ?? Name!, "Delete the key pair from EC2; its files stay", () => provisioner.PlanRemovalAsync(Name, KeyPairId, cancellationToken), Force).ConfigureAwait(false))
        {
            foreach (var change in await provisioner.RemoveAsync(Name, KeyPairId, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(change, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
