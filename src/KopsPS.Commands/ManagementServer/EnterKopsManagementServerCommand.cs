using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Hands the terminal to a session on a management server, by SSH or by Session Manager.</summary>
[Cmdlet(VerbsCommon.Enter, "KopsManagementServer", DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsTerminalCommand))]
public sealed class EnterKopsManagementServerCommand : ManagementServerCmdlet
{
    /// <summary>What ssh ends with for faults of its own, and not of the remote shell.</summary>
    private const int SshFailed = 255;

    /// <summary>Private key; without it ssh looks for one itself.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>Account to log in with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SshUser { get; set; }

    /// <summary>Write what would be run, and run nothing.</summary>
    [Parameter]
    public SwitchParameter ShowCommand { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!ShowCommand && !await InvokeAsync(HasTerminal).ConfigureAwait(false))
        {
            throw Faults.TerminalRequired("Enter-KopsManagementServer");
        }

        var server = await FindAsync(cancellationToken).ConfigureAwait(false);
        var plan = await PlanAsync(server, cancellationToken).ConfigureAwait(false);
        Feedback.Verbose($"{plan.Program} {string.Join(' ', plan.Arguments)}");
        if (ShowCommand)
        {
            await WriteAsync(
                new KopsTerminalCommand { ServerName = server.ServerName, InstanceId = server.InstanceId, Program = plan.Program, Arguments = [.. plan.Arguments] },
                cancellationToken).ConfigureAwait(false);
            return;
        }

        var exit = await RunAsync(plan).ConfigureAwait(false);
        if (exit != 0 && (exit == SshFailed || server.Access == KopsServerAccess.SessionManager))
        {
            throw Faults.SessionFailed(server.ServerName, Path.GetFileName(plan.Program), exit);
        }
    }

    private async Task<TerminalPlan> PlanAsync(KopsManagementServer server, CancellationToken cancellationToken)
    {
        var environment = HostEnvironment.FromProcess();
        if (server.Access == KopsServerAccess.SessionManager)
        {
            return TerminalPlan.SessionManager(
                server, Session.Region!, Session.Endpoint("SSM"), await Session.GetCredentialsAsync(cancellationToken).ConfigureAwait(false), environment);
        }

        var known = KnownServers.Of(environment);
        await new ServerHostKeys(Session, known, Feedback).LearnAsync(server.InstanceId, cancellationToken).ConfigureAwait(false);
        var keyFile = KeyFile is null ? null : await InvokeAsync(() => SessionPaths.Full(SessionState, KeyFile)).ConfigureAwait(false);
        return TerminalPlan.Ssh(server, SshUser, keyFile, known, environment);
    }

    /// <summary>
    /// Runs the client on this terminal. Ctrl+C is the client's: it is not ended with the pipeline, and waited for, as the
    /// shell itself does with programs that it starts.
    /// </summary>
    private static async Task<int> RunAsync(TerminalPlan plan)
    {
        var start = new ProcessStartInfo(plan.Program) { UseShellExecute = false };
        foreach (var argument in plan.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in plan.Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (Win32Exception fault)
        {
            throw Faults.TerminalProgramFailed(plan.Program, fault);
        }
    }

    private bool HasTerminal() =>
        HostFacts.Of(this).CanAsk && !Console.IsInputRedirected && !Console.IsOutputRedirected;
}
