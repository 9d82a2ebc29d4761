using System.Management.Automation;
using KopsPS.Engine;

namespace KopsPS.Commands;

/// <summary>Parameters of every cmdlet that asks an API server and can look into AWS beside it.</summary>
public abstract class KubernetesAwsCmdlet : KubernetesCmdlet
{
    private readonly MfaPrompt _mfa;
    private string? _region;
    private string? _profileName;
    private string? _endpointUrl;

    /// <summary>On the pipeline thread, as all cmdlets are made.</summary>
    protected KubernetesAwsCmdlet() => _mfa = new(this);

    /// <summary>AWS region, where AWS is looked into.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region
    {
        get => _region;
        set => _region = Told(value);
    }

    /// <summary>AWS profile, where AWS is looked into.</summary>
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

    /// <summary>How AWS is reached: parameters, else the session's defaults; the environment fills in the rest.</summary>
    private protected KopsSettings AwsSettings() => new()
    {
        Environment = HostEnvironment.FromProcess(),
        Region = Region ?? SessionDefault.Region,
        ProfileName = ProfileName ?? SessionDefault.ProfileName,
        EndpointUrl = EndpointUrl ?? SessionDefault.EndpointUrl,
        MfaCode = _mfa.AskAsync,
        MfaSessions = _mfa.Sessions,
    };
}
