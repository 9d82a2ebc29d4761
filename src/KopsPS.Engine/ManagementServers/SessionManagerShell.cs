using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>Runs commands by Systems Manager's Run Command; the server's agent fetches them, so no port is open.</summary>
/// <param name="session">How AWS is reached.</param>
/// <param name="instanceId">The instance.</param>
/// <param name="pace">How often and for how long an answer is asked for.</param>
public sealed class SessionManagerShell(AwsSession session, string instanceId, ServerPace? pace = null) : IServerShell
{
    private const int ShortestLimit = 30;

    private readonly ServerPace _pace = pace ?? new ServerPace(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), TimeProvider.System);

    /// <inheritdoc/>
    public async Task<ShellAnswer> RunAsync(string command, CancellationToken cancellationToken)
    {
        string id;
        try
        {
            var sent = await AwsFaults.CallAsync(
                session, "ssm:SendCommand", instanceId,
                () => session.Ssm().SendCommandAsync(
                    new SendCommandRequest
                    {
                        DocumentName = "AWS-RunShellScript", InstanceIds = [instanceId], TimeoutSeconds = ShortestLimit,
                        Parameters = new Dictionary<string, List<string>> { ["commands"] = [command] },
                    },
                    cancellationToken), cancellationToken).ConfigureAwait(false);
            id = sent.Command.CommandId;
        }
        catch (KopsException fault) when (fault.InnerException is InvalidInstanceIdException or AmazonServiceException { ErrorCode: "InvalidInstanceId" })
        {
            return new ShellAnswer(null, "waiting for the Systems Manager agent to sign in");
        }

        var answer = await _pace.UntilAsync(_ => PollAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        return answer ?? new ShellAnswer(null, "the Systems Manager agent does not answer yet");
    }

    private async Task<ShellAnswer?> PollAsync(string commandId, CancellationToken cancellationToken)
    {
        try
        {
            var found = await AwsFaults.CallAsync(
                session, "ssm:GetCommandInvocation", instanceId,
                () => session.Ssm().GetCommandInvocationAsync(
                    new GetCommandInvocationRequest { CommandId = commandId, InstanceId = instanceId }, cancellationToken), cancellationToken).ConfigureAwait(false);
            return found.Status?.Value switch
            {
                "Success" or "Failed" => new ShellAnswer(found.StandardOutputContent ?? "", null),
                "Pending" or "InProgress" or "Delayed" => null,
                var other => new ShellAnswer(null, $"Systems Manager could not run the command: {other} {found.StandardErrorContent}".TrimEnd()),
            };
        }
        catch (KopsException fault) when (fault.InnerException is InvocationDoesNotExistException)
        {
            // Sent, and not yet known everywhere.
            return null;
        }
    }
}
