using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Environments;

namespace KopsPS.Commands;

/// <summary>Removes everything that was made for an environment.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsEnvironment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsEnvironmentCommand : AwsCmdlet
{
    /// <summary>Name of the environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string EnvironmentName { get; set; } = "";

    /// <summary>Do not ask, and delete objects in the stores that belong to no cluster.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) => RequireConfirmationAsync(Force);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var removal = new EnvironmentRemoval(Session, Feedback);
        const string action = "Delete everything that carries the environment's name: servers, identities, key pairs, hosted zones, stores; for good";
        if (!await ShouldApplyAsync(EnvironmentName, action, () => PlanAsync(removal, cancellationToken), Force).ConfigureAwait(false))
        {
            return;
        }

        foreach (var fault in await removal.RemoveAsync(EnvironmentName, Force, change => WriteAsync(change, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false))
        {
            WriteItemError(fault);
        }

        Feedback.Verbose($"Files on this machine stay, such as the SSH key {EnvironmentSettings.DefaultKeyPath(HostEnvironment.FromProcess().HomeDirectory, EnvironmentName)}, kops and kubectl.");
    }

    private async Task<IReadOnlyList<KopsChange>> PlanAsync(EnvironmentRemoval removal, CancellationToken cancellationToken)
    {
        var (changes, faults) = await removal.PlanAsync(EnvironmentName, Force, cancellationToken).ConfigureAwait(false);
        foreach (var fault in faults)
        {
            WriteItemError(fault);
        }

        return changes;
    }
}
