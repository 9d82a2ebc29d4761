using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Processes;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that runs kops, and the runner made of them.</summary>
public abstract class KopsProcessCmdlet : StateStoreCmdlet
{
    private string? _kopsPath;

    /// <summary>The kops to run: an executable, or the folder it lies in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KopsPath
    {
        get => _kopsPath;

        // PowerShell's paths (its location, ~, drives of its own) are read now, on its own thread.
        set => _kopsPath = value is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(value);
    }

    /// <summary>kops is interrupted after this time; what was done so far stays.</summary>
    [Parameter]
    [DurationTransform]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>Wait the ten minutes that kops retries a task also where its cause can never pass.</summary>
    [Parameter]
    public SwitchParameter NoFailFast { get; set; }

    /// <summary>Runs kops with what this cmdlet was told.</summary>
    protected KopsRunner CreateRunner() => new(Settings(), Session, Feedback);

    /// <summary>A call with the limits that this cmdlet was given.</summary>
    protected KopsCall Call(params string[] arguments) => new(arguments) { TimeLimit = TimeLimit, FailFast = !NoFailFast };

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        var settings = base.Settings();
        return settings with { KopsPath = KopsPath ?? settings.KopsPath };
    }
}
