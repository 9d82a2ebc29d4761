using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Chooses how a server is asked how far its set-up has come.</summary>
internal static class ServerShells
{
    /// <summary>By Session Manager where that is how people get on it, else by SSH with the key given.</summary>
    /// <exception cref="KopsException"><c>KopsUsage</c>, <c>KopsManagementServerNotReachable</c>.</exception>
    public static IServerShell For(KopsManagementServer server, string? keyFile, AwsSession session, IFeedback feedback) =>
        server.Access == KopsServerAccess.SessionManager ? new SessionManagerShell(session, server.InstanceId)
        : keyFile is null ? throw NeedsKey()
        : SshServerShell.For(server, keyFile, session, HostEnvironment.FromProcess(), feedback);

    /// <summary>What to say where SSH has no key.</summary>
    public static KopsException NeedsKey() =>
        Faults.ParameterConflict("The server is asked by SSH: give the private key of its key pair by -KeyFile.");
}
