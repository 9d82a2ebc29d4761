namespace KopsPS.Engine.ManagementServers;

/// <summary>Asks a server how far its first set-up has come, once or until it is done.</summary>
/// <param name="shell">How the server is asked.</param>
/// <param name="feedback">Where it is told what is waited for.</param>
public sealed class ServerReadiness(IServerShell shell, IFeedback feedback)
{
    /// <summary>Asks once.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="KopsException">What waiting will not mend, such as <c>KopsSshHostKeyMismatch</c>.</exception>
    public async Task<KopsCloudInit> AskAsync(CancellationToken cancellationToken = default)
    {
        var answer = await shell.RunAsync(CloudInitStatus.Command, cancellationToken).ConfigureAwait(false);
        return answer.Output is { } output ? CloudInitStatus.Read(output) : new KopsCloudInit { Detail = answer.NotYet };
    }

    /// <summary>Waits until the set-up is done.</summary>
    /// <param name="server">Name of the server.</param>
    /// <param name="pace">How often and for how long it is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KopsException"><c>KopsCloudInitFailed</c>, <c>KopsCloudInitTimeout</c>, and as for <see cref="AskAsync"/>.</exception>
    public async Task<KopsCloudInit> WaitAsync(string server, ServerPace pace, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pace);
        var activity = $"Setting up {server}";
        var last = "nobody was asked";
        try
        {
            var found = await pace.UntilAsync(
                async _ =>
                {
                    var status = await AskAsync(cancellationToken).ConfigureAwait(false);
                    if (status.State is KopsCloudInitState.Done or KopsCloudInitState.Failed)
                    {
                        return status;
                    }

                    last = status.Detail ?? status.State.ToString();
                    feedback.Progress(new ProgressReport(activity, last));
                    feedback.Verbose($"{server}: {last}.");
                    return null;
                },
                cancellationToken).ConfigureAwait(false) ?? throw Faults.CloudInitTimeout(server, pace.Limit, last);
            return found.State == KopsCloudInitState.Done ? found : throw Faults.CloudInitFailed(server, found.Errors);
        }
        finally
        {
            feedback.Progress(new ProgressReport(activity, last, Completed: true));
        }
    }

    /// <summary>Notes on a server how far its set-up was found to be.</summary>
    /// <param name="server">The server.</param>
    /// <param name="status">Its set-up.</param>
    public static KopsManagementServer Note(KopsManagementServer server, KopsCloudInit status)
    {
        ArgumentNullException.ThrowIfNull(server);
        server.CloudInit = status;
        return server;
    }
}
