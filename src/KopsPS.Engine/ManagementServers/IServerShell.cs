namespace KopsPS.Engine.ManagementServers;

/// <summary>Runs a command on a server, by SSH or by Systems Manager.</summary>
public interface IServerShell
{
    /// <summary>Runs a command once.</summary>
    /// <param name="command">A line for the server's shell.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it wrote, or why the server cannot be asked yet.</returns>
    /// <exception cref="KopsException">A fault that waiting will not mend.</exception>
    Task<ShellAnswer> RunAsync(string command, CancellationToken cancellationToken);
}

/// <summary>What came of a command on a server.</summary>
/// <param name="Output">What it wrote to standard output; null where the server could not be asked.</param>
/// <param name="NotYet">Why the server could not be asked yet; null where it was.</param>
public sealed record ShellAnswer(string? Output, string? NotYet);
