using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Runspaces;

namespace KopsPS.Commands.Tests;

/// <summary>
/// A PowerShell session with the staged module imported. The engine is the real one; only its core cmdlets are there
/// (no Select-Object, Sort-Object, Format-*, ConvertTo-*).
/// </summary>
public sealed class ModuleHost : IDisposable
{
    private readonly RecordingHost _host;
    private readonly Runspace _runspace;

    /// <param name="interactive">Whether questions can be answered; see <see cref="RecordingHost.Answers"/>.</param>
    /// <param name="width">Columns of the pretended terminal.</param>
    /// <param name="progressBy">The clock by which progress is shown; null shows all of it at once.</param>
    public ModuleHost(bool interactive = false, int width = 160, TimeProvider? progressBy = null)
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Path.Combine(Repository.Module, "KopsPS.psd1"));
        _host = new RecordingHost(interactive, width, progressBy);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Run("$ProgressPreference = 'Continue'").Objects();
    }

    /// <summary>The host, for what was shown and asked.</summary>
    public RecordingHost Host => _host;

    /// <summary>Runs a script to its end. Variables are set in the session before.</summary>
    public ShellResult Run(string script, params (string Name, object? Value)[] variables)
    {
        using var shell = Prepare(script, variables);
        try
        {
            return Result(shell, [.. shell.Invoke()], null);
        }
        catch (RuntimeException fault)
        {
            return Result(shell, [], fault);
        }
    }

    /// <summary>What a person would see: the script's objects in their views, without colours.</summary>
    public string Show(string script, params (string Name, object? Value)[] variables)
    {
        _host.Forget();
        Run($"& {{ {script} }} | Out-Default", variables).Objects();
        return new StringDecorated(_host.Text).ToString(OutputRendering.PlainText);
    }

    /// <summary>Starts a script that a test stops, as Ctrl+C would, with <see cref="RunningScript.StopAsync"/>.</summary>
    public RunningScript Start(string script, params (string Name, object? Value)[] variables) => new(Prepare(script, variables));

    public void Dispose() => _runspace.Dispose();

    internal static ShellResult Result(PowerShell shell, IReadOnlyList<PSObject> output, RuntimeException? fault, bool stopped = false) => new(
        output,
        [.. shell.Streams.Error.Where(error => !ReferenceEquals(error, fault?.ErrorRecord))],
        fault?.ErrorRecord,
        [.. shell.Streams.Warning.Select(record => record.Message)],
        [.. shell.Streams.Verbose.Select(record => record.Message)],
        [.. shell.Streams.Debug.Select(record => record.Message)],
        [.. shell.Streams.Progress],
        stopped);

    private PowerShell Prepare(string script, (string Name, object? Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            _runspace.SessionStateProxy.SetVariable(name, value);
        }

        return PowerShell.Create(_runspace).AddScript(script);
    }
}
