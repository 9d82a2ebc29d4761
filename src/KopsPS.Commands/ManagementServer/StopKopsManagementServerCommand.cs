using System.Management.Automation;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Stops management servers and waits until they have stopped. Their disks stay.</summary>
[Cmdlet(VerbsLifecycle.Stop, "KopsManagementServer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsManagementServer))]
public sealed class StopKopsManagementServerCommand : ManagementServerCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var server = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (await ShouldProcessAsync(Target, "Stop the management server").ConfigureAwait(false))
        {
            var power = new ManagementServerPower(Session, Feedback);
            await WriteAsync(await power.StopAsync(server, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }
}
