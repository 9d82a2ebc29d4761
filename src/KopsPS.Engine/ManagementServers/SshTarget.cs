namespace KopsPS.Engine.ManagementServers;

/// <summary>Where SSH goes, and as whom.</summary>
/// <param name="InstanceId">The instance, by which its host key is known.</param>
/// <param name="Address">Address or name.</param>
/// <param name="User">Account.</param>
/// <param name="KeyFile">Private key.</param>
public sealed record SshTarget(string InstanceId, string Address, string User, string KeyFile)
{
    /// <summary>Port.</summary>
    public int Port { get; init; } = 22;

    /// <summary>How long a connection or a command may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The target of a server: its public address, else its private one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="keyFile">Private key.</param>
    /// <exception cref="KopsException"><c>KopsManagementServerNotReachable</c>.</exception>
    public static SshTarget Of(KopsManagementServer server, string keyFile)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new SshTarget(server.InstanceId, AddressOf(server), UserOf(server), keyFile);
    }

    internal static string AddressOf(KopsManagementServer server) => server.PublicIp ?? server.PrivateIp
        ?? throw Faults.ServerNotEnterable(server.ServerName, $"it is {server.State} and has no address", $"Start-KopsManagementServer {server.ServerName}");

    internal static string UserOf(KopsManagementServer server) => server.SshUser
        ?? throw Faults.ServerNotEnterable(server.ServerName, "nobody noted which account it has", "Give -SshUser.");
}
