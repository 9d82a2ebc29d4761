using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Terminates a management server and deletes its security group.</summary>
[Cmdlet(VerbsCommon.Remove, "KopsManagementServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsChange))]
public sealed class RemoveKopsManagementServerCommand : ManagementServerCmdlet
{
    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        await RequireConfirmationAsync(Force).ConfigureAwait(false);
        var removal = new ManagementServerRemoval(Session, Feedback, KnownServers.Of(HostEnvironment.FromProcess()));
        var name = ParameterSetName == ByName ? Name : null;
        var id = name is null ? Server?.InstanceId ?? InstanceId : null;
        const string action = "Terminate the instance with all that is on its disk, and delete its security group, for good";
        if (!await ShouldApplyAsync(Target, action, () => removal.PlanAsync(name, id, cancellationToken), Force).ConfigureAwait(false))
        {
            return;
        }

        var changes = await removal.RemoveAsync(name, id, cancellationToken).ConfigureAwait(false);
        foreach (var change in changes)
        {
            await WriteAsync(change, cancellationToken).ConfigureAwait(false);
        }
    }
}
