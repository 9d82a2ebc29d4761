using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that reads or changes a state store.</summary>
public abstract class StateStoreCmdlet : AsyncCmdlet
{
    private string? _stateStore;
    private string? _region;
    private string? _profileName;
    private string? _endpointUrl;

    /// <summary>State store, such as <c>s3://acme-kops</c> or <c>file:///srv/kops</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StateStore
    {
        get => _stateStore;
        set => _stateStore = Told(value);
    }

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

    /// <summary>A piped object's property without a value arrives as an empty text and means "not told".</summary>
    protected static string? Told(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
