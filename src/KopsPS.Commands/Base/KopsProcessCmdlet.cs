using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Processes;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that runs kops, and the runner made of them.</summary>
public abstract class KopsProcessCmdlet : StateStoreCmdlet
{
    private readonly Dictionary<(string?, string?, string?), AwsSession> _sessions = [];
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

    /// <summary>The AWS session for the object at hand: objects from the pipeline may bring regions and profiles of their own.</summary>
    protected AwsSession Session
    {
        get
        {
            var settings = Settings();
            var key = (settings.Region, settings.ProfileName, settings.EndpointUrl);
            lock (_sessions)
            {
                return _sessions.TryGetValue(key, out var session) ? session : _sessions[key] = AwsSession.Create(settings);
            }
        }
    }

    /// <summary>Runs kops with what this cmdlet was told.</summary>
    protected KopsRunner CreateRunner() => new(Settings(), Session, Feedback);

    /// <summary>A call with the limits that this cmdlet was given.</summary>
    protected KopsCall Call(params string[] arguments) => new(arguments) { TimeLimit = TimeLimit, FailFast = !NoFailFast };

    /// <summary>For destructive cmdlets, before any call: fails where the confirmation could not be asked for.</summary>
    /// <param name="force">The cmdlet's <c>-Force</c>.</param>
    /// <exception cref="KopsException"><c>KopsConfirmationRequired</c>.</exception>
    protected async Task RequireConfirmationAsync(bool force)
    {
        if (await InvokeAsync(() => DestructiveGuard.FindFault(this, force)).ConfigureAwait(false) is { } fault)
        {
            throw fault;
        }
    }

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        var settings = base.Settings();
        return settings with { KopsPath = KopsPath ?? settings.KopsPath };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var session in _sessions.Values)
            {
                session.Dispose();
            }

            _sessions.Clear();
        }

        base.Dispose(disposing);
    }
}
