using System.Management.Automation;

namespace KopsPS.Commands;

/// <summary>Sets values that the cmdlets of this session use where they are not told otherwise.</summary>
[Cmdlet(VerbsCommon.Set, "KopsDefault", SupportsShouldProcess = true)]
[OutputType(typeof(KopsDefault))]
public sealed class SetKopsDefaultCommand : PSCmdlet
{
    /// <summary>State store, such as <c>s3://acme-kops</c>.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? StateStore { get; set; }

    /// <summary>AWS region.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>AWS profile.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>Endpoint for all AWS services.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EndpointUrl { get; set; }

    /// <summary>Path of the kops executable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KopsPath { get; set; }

    /// <summary>Path of a kubeconfig.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>Context within the kubeconfig.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Context { get; set; }

    /// <summary>Write the defaults as they are afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var old = SessionDefaults.Current;
        var changed = new KopsDefault
        {
            StateStore = StateStore ?? old.StateStore,
            Region = Region ?? old.Region,
            ProfileName = ProfileName ?? old.ProfileName,
            EndpointUrl = EndpointUrl ?? old.EndpointUrl,
            // Paths are read where the session stands now, not where it will stand when they are used.
            KopsPath = KopsPath is null ? old.KopsPath : SessionPaths.Full(SessionState, KopsPath),
            Kubeconfig = Kubeconfig is null ? old.Kubeconfig : SessionPaths.Full(SessionState, Kubeconfig),
            Context = Context ?? old.Context,
        };

        if (ShouldProcess("this session", "Set defaults of KopsPS"))
        {
            SessionDefaults.Current = changed;
            if (PassThru)
            {
                WriteObject(changed);
            }
        }
    }
}
