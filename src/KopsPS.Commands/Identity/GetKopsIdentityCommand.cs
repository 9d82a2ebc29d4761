using System.Management.Automation;
using KopsPS.Engine.Identity;

namespace KopsPS.Commands;

/// <summary>Reads users and roles that work with kops.</summary>
[Cmdlet(VerbsCommon.Get, "KopsIdentity")]
[OutputType(typeof(KopsIdentity))]
public sealed class GetKopsIdentityCommand : AwsCmdlet
{
    /// <summary>Names or ARNs.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [IdentityNameTransform]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Only users or only roles.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public KopsIdentityKind? Kind { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var provisioner = new IdentityProvisioner(Session, Feedback);
        if (Name is null)
        {
            await foreach (var identity in provisioner.GetOwnedAsync(Kind, cancellationToken).ConfigureAwait(false))
            {
                await WriteAsync(identity, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        foreach (var name in Name)
        {
            try
            {
                foreach (var identity in await provisioner.GetAsync(name, Kind, cancellationToken).ConfigureAwait(false))
                {
                    await WriteAsync(identity, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Engine.KopsException fault) when (fault.Id is "KopsIdentityNotFound" or "KopsIdentityNameInvalid")
            {
                WriteItemError(fault);
            }
        }
    }
}
