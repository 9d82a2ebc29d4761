using System.Management.Automation;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Starts management servers and waits until they run.</summary>
[Cmdlet(VerbsLifecycle.Start, "KopsManagementServer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsManagementServer))]
public sealed class StartKopsManagementServerCommand : ManagementServerCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var server = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (await ShouldProcessAsync(Target, "Start the management server").ConfigureAwait(false))
        {
            var power = new ManagementServerPower(Session, Feedback);
            await WriteAsync(await power.StartAsync(server, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }
}
