using Amazon.EC2.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Waits for states of an instance.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="feedback">Where it is told what is waited for.</param>
/// <param name="pace">How often and for how long.</param>
internal sealed class InstanceStates(AwsSession session, IFeedback feedback, ServerPace pace)
{
    private readonly ManagementServerReader _reader = new(session);

    /// <summary>Waits for a state.</summary>
    /// <param name="name">Name of the server, for what is told.</param>
    /// <param name="id">Id of the instance.</param>
    /// <param name="wanted">State in EC2's words.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerTimeout</c>, <c>KopsManagementServerEnded</c>, and AWS' own.</exception>
    public async Task<Instance> WaitAsync(string name, string id, string wanted, CancellationToken cancellationToken)
    {
        var activity = $"Waiting for {name}";
        var last = "unknown";
        try
        {
            var found = await pace.UntilAsync(
                async waited =>
                {
                    Instance instance;
                    try
                    {
                        instance = await _reader.InstanceAsync(id, cancellationToken).ConfigureAwait(false);
                    }
                    catch (KopsException fault) when (fault.Id == "KopsManagementServerNotFound")
                    {
                        // A new instance is not known everywhere at once, an ended one is forgotten some time.
                        return wanted == "terminated" ? new Instance { InstanceId = id, State = new InstanceState { Name = wanted } } : null;
                    }

                    last = instance.State.Name.Value;
                    if (last == wanted)
                    {
                        return instance;
                    }

                    if (last is "terminated" or "shutting-down" && wanted != "terminated")
                    {
                        throw Faults.ServerEnded(name, id, last, instance.StateReason?.Message);
                    }

                    feedback.Progress(new ProgressReport(activity, $"{id} is {last}, to be {wanted}"));
                    return null;
                },
                cancellationToken).ConfigureAwait(false);
            return found ?? throw Faults.ServerStateTimeout(name, wanted, last, pace.Limit);
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, wanted, Completed: true));
        }
    }
}
