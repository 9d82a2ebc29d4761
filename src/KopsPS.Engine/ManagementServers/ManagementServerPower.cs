using Amazon.EC2.Model;
using Amazon.Runtime;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Starts and stops management servers. Both are done already where the state is the one wanted.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what is waited for.</param>
/// <param name="pace">How long a state is waited for.</param>
public sealed class ManagementServerPower(AwsSession session, IFeedback feedback, ServerPace? pace = null)
{
    private readonly InstanceStates _states = new(session, feedback, pace ?? ServerPace.States);

    /// <summary>Starts a server and waits until it runs.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KopsException">
    /// <c>KopsManagementServerTimeout</c>, <c>KopsManagementServerEnded</c>, <c>KopsInstanceCapacityInsufficient</c>, <c>KopsVcpuLimitExceeded</c>, and AWS' own.
    /// </exception>
    public async Task<KopsManagementServer> StartAsync(KopsManagementServer server, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var state = await CurrentAsync(server, cancellationToken).ConfigureAwait(false);
        if (state == "stopping")
        {
            // EC2 refuses to start what has not come to a stop.
            await _states.WaitAsync(server.ServerName, server.InstanceId, "stopped", cancellationToken).ConfigureAwait(false);
            state = "stopped";
        }

        if (state == "stopped")
        {
            try
            {
                await AwsFaults.CallAsync(
                    session, "ec2:StartInstances", server.InstanceId,
                    () => session.Ec2().StartInstancesAsync(new StartInstancesRequest { InstanceIds = [server.InstanceId] }, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "InsufficientInstanceCapacity" } answer)
            {
                throw Faults.InstanceCapacityInsufficient(server.InstanceType, server.Zone ?? "its zone", [], answer);
            }
            catch (KopsException fault) when (fault.InnerException is AmazonServiceException { ErrorCode: "VcpuLimitExceeded" or "InstanceLimitExceeded" } answer)
            {
                throw Faults.VcpuLimitExceeded(server.InstanceType, session.Region!, answer.Message, answer);
            }
        }

        return await AfterAsync(server, state, "running", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops a server and waits until it has stopped. Its disk stays and goes on costing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerTimeout</c>, <c>KopsManagementServerEnded</c>, and AWS' own.</exception>
    public async Task<KopsManagementServer> StopAsync(KopsManagementServer server, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var state = await CurrentAsync(server, cancellationToken).ConfigureAwait(false);
        if (state == "pending")
        {
            await _states.WaitAsync(server.ServerName, server.InstanceId, "running", cancellationToken).ConfigureAwait(false);
            state = "running";
        }

        if (state == "running")
        {
            await AwsFaults.CallAsync(
                session, "ec2:StopInstances", server.InstanceId,
                () => session.Ec2().StopInstancesAsync(new StopInstancesRequest { InstanceIds = [server.InstanceId] }, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return await AfterAsync(server, state, "stopped", cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> CurrentAsync(KopsManagementServer server, CancellationToken cancellationToken)
    {
        var instance = await new ManagementServerReader(session).InstanceAsync(server.InstanceId, cancellationToken).ConfigureAwait(false);
        var state = instance.State.Name.Value;
        return state is "terminated" or "shutting-down" ? throw Faults.ServerEnded(server.ServerName, server.InstanceId, state, instance.StateReason?.Message) : state;
    }

    private async Task<KopsManagementServer> AfterAsync(KopsManagementServer server, string before, string wanted, CancellationToken cancellationToken)
    {
        var instance = await _states.WaitAsync(server.ServerName, server.InstanceId, wanted, cancellationToken).ConfigureAwait(false);
        var change = new KopsChange
        {
            Action = before == wanted ? KopsChangeAction.Keep : KopsChangeAction.Change, Kind = "Instance", Name = server.ServerName,
            Detail = before == wanted ? wanted : $"{before} -> {wanted}",
        };
        return ServerMapper.Map(instance, session, [change], server.CloudInit);
    }
}
