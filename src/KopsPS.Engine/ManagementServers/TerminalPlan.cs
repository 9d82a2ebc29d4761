using KopsPS.Engine.Aws;

namespace KopsPS.Engine.ManagementServers;

/// <summary>The program that a person's terminal is handed to: no shell is between, so nothing has to be quoted.</summary>
/// <param name="Program">Path of the program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables that differ from those of this process; null takes one away. They may hold secrets.</param>
public sealed record TerminalPlan(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment)
{
    /// <summary>A session by the ssh client.</summary>
    /// <param name="server">The server.</param>
    /// <param name="user">Account, or null for the server's usual one.</param>
    /// <param name="keyFile">Private key, or null for those that ssh finds itself.</param>
    /// <param name="known">Host keys known.</param>
    /// <param name="environment">The user's environment, for its PATH.</param>
    /// <exception cref="KopsException"><c>KopsSshClientNotFound</c>, <c>KopsManagementServerNotReachable</c>.</exception>
    public static TerminalPlan Ssh(KopsManagementServer server, string? user, string? keyFile, KnownServers known, HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(known);
        CheckRunning(server);
        var program = Find("ssh", environment) ?? throw Faults.SshClientNotFound();
        List<string> arguments = [];
        if (keyFile is not null)
        {
            arguments.AddRange(["-i", keyFile, "-o", "IdentitiesOnly=yes"]);
        }

        // ssh reads the value once more as a line of its configuration: quotes keep blanks, %% is a percent sign.
        arguments.AddRange(
        [
            "-o", $"UserKnownHostsFile=\"{known.Path.Replace("%", "%%", StringComparison.Ordinal)}\"",
            "-o", $"HostKeyAlias={server.InstanceId}",
            "-o", $"StrictHostKeyChecking={(known.Keys(server.InstanceId).Count > 0 ? "yes" : "ask")}",
            "-l", user ?? SshTarget.UserOf(server),
            "--", SshTarget.AddressOf(server),
        ]);
        return new TerminalPlan(program, arguments, new Dictionary<string, string?>());
    }

    /// <summary>A session by Session Manager, through the AWS CLI and its plug-in.</summary>
    /// <param name="server">The server.</param>
    /// <param name="region">Region.</param>
    /// <param name="endpoint">Endpoint of Systems Manager where it is not AWS' own.</param>
    /// <param name="credentials">Credentials of this session; the CLI gets them, and reads no profile.</param>
    /// <param name="environment">The user's environment, for its PATH.</param>
    /// <exception cref="KopsException"><c>KopsAwsCliNotFound</c>, <c>KopsSessionManagerPluginNotFound</c>, <c>KopsManagementServerNotReachable</c>.</exception>
    public static TerminalPlan SessionManager(KopsManagementServer server, string region, string? endpoint, AwsCredentials credentials, HostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(credentials);
        CheckRunning(server);
        _ = Find("session-manager-plugin", environment) ?? throw Faults.SessionManagerPluginNotFound();
        var program = Find("aws", environment) ?? throw Faults.AwsCliNotFound();
        List<string> arguments = ["ssm", "start-session", "--target", server.InstanceId, "--region", region];
        if (endpoint is not null)
        {
            arguments.AddRange(["--endpoint-url", endpoint]);
        }

        return new TerminalPlan(program, arguments, new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = credentials.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = credentials.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = credentials.SessionToken,
            ["AWS_PROFILE"] = null,
        });
    }

    private static void CheckRunning(KopsManagementServer server)
    {
        if (server.State != "running")
        {
            throw Faults.ServerNotEnterable(server.ServerName, $"it is {server.State}", $"Start-KopsManagementServer {server.ServerName}");
        }
    }

    private static string? Find(string name, HostEnvironment environment)
    {
        // No .cmd: Windows would run it by a shell of its own, and quoting would matter again.
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (environment["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
