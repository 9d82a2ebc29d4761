using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that asks AWS, and the session made of them.</summary>
public abstract class AwsCmdlet : AsyncCmdlet
{
    private readonly Dictionary<(string?, string?, string?), AwsSession> _sessions = [];
    private readonly MfaPrompt _mfa;
    private string? _region;
    private string? _profileName;
    private string? _endpointUrl;

    /// <summary>On the pipeline thread, as all cmdlets are made.</summary>
    protected AwsCmdlet() => _mfa = new(this);

    /// <summary>AWS region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region
    {
        get => _region;
        set => _region = Told(value);
    }

    /// <summary>AWS profile with which to sign.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName
    {
        get => _profileName;
        set => _profileName = Told(value);
    }

    /// <summary>Endpoint for all AWS services.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? EndpointUrl
    {
        get => _endpointUrl;
        set => _endpointUrl = Told(value);
    }

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

    /// <summary>What this call works with: parameters, else the session's defaults; the environment fills in the rest.</summary>
    protected virtual KopsSettings Settings() => new()
    {
        Environment = HostEnvironment.FromProcess(),
        Region = Region ?? SessionDefault.Region,
        ProfileName = ProfileName ?? SessionDefault.ProfileName,
        EndpointUrl = EndpointUrl ?? SessionDefault.EndpointUrl,
        KopsPath = SessionDefault.KopsPath,
        Kubeconfig = SessionDefault.Kubeconfig,
        Context = SessionDefault.Context,
        MfaCode = _mfa.AskAsync,
        MfaSessions = _mfa.Sessions,
    };

    /// <summary>
    /// Under <c>-WhatIf</c> tells each change of a plan, which is made only then; else asks once, where asking is wanted.
    /// </summary>
    /// <param name="target">What is changed.</param>
    /// <param name="action">What is done with it.</param>
    /// <param name="plan">Reads what would be changed.</param>
    /// <param name="force">The cmdlet's <c>-Force</c>, where it has one: nobody is asked.</param>
    /// <returns>Whether to go ahead.</returns>
    /// <exception cref="KopsException">The plan's; <c>KopsConfirmationRequired</c> where the host cannot ask.</exception>
    protected async Task<bool> ShouldApplyAsync(string target, string action, Func<Task<IReadOnlyList<KopsChange>>> plan, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (await InvokeAsync(IsWhatIf).ConfigureAwait(false))
        {
            foreach (var change in await plan().ConfigureAwait(false))
            {
                if (change.Action != KopsChangeAction.Keep)
                {
                    await ShouldProcessAsync(change.Name, $"{change.Action} {change.Kind}{(change.Detail is null ? "" : $" ({change.Detail})")}").ConfigureAwait(false);
                }
            }

            return false;
        }

        return force || await AskAsync(target, action).ConfigureAwait(false);
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
