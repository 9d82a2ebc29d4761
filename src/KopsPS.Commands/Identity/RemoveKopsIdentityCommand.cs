using System.Management.Automation;
using KopsPS.Engine.Identity;

namespace KopsPS.Commands;

/// <summary>Removes a user or role with all that was made for it.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsIdentity", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsIdentityCommand : AwsCmdlet
{
    /// <summary>Name or ARN.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [IdentityNameTransform]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>A user or a role.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public KopsIdentityKind? Kind { get; set; }

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await RequireConfirmationAsync(Force).ConfigureAwait(false);
        var provisioner = new IdentityProvisioner(Session, Feedback);
        if (await ShouldApplyAsync(
            Name, "Delete the identity with its keys, policies and what else was made for it, for good", () => provisioner.PlanRemovalAsync(Name, Kind, cancellationToken), Force).ConfigureAwait(false))
        {
            foreach (var change in await provisioner.RemoveAsync(Name, Kind, null, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(change, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
