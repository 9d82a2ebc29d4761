using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that reads or changes a state store.</summary>
public abstract class StateStoreCmdlet : AsyncCmdlet
{
    /// <summary>State store, such as <c>s3://acme-kops</c> or <c>file:///srv/kops</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StateStore { get; set; }

    /// <summary>AWS region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>AWS profile with which to sign.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>Endpoint for all AWS services.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? EndpointUrl { get; set; }

    /// <summary>What this call works with: parameters, else the session's defaults; the environment fills in the rest.</summary>
    protected virtual KopsSettings Settings() => new()
    {
        Environment = HostEnvironment.FromProcess(),
        StateStore = StateStore ?? SessionDefault.StateStore,
        Region = Region ?? SessionDefault.Region,
        ProfileName = ProfileName ?? SessionDefault.ProfileName,
        EndpointUrl = EndpointUrl ?? SessionDefault.EndpointUrl,
        KopsPath = SessionDefault.KopsPath,
        Kubeconfig = SessionDefault.Kubeconfig,
        Context = SessionDefault.Context,
    };
}
