using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Says which server is meant: by name, as an object, or by the id of its instance.</summary>
public abstract class ManagementServerCmdlet : AwsCmdlet
{
    private protected const string ByName = "Name";
    private protected const string ByServer = "Server";
    private protected const string ById = "InstanceId";

    /// <summary>Name of the server.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ManagementServerCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The server as an object.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByServer)]
    [ValidateNotNull]
    public KopsManagementServer? Server { get; set; }

    /// <summary>Id of the instance.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    public string InstanceId { get; set; } = "";

    /// <summary>Name or id, for questions.</summary>
    private protected string Target => Server is { } server ? $"{server.ServerName} ({server.InstanceId})" : ParameterSetName == ById ? InstanceId : Name;

    /// <inheritdoc/>
    protected override KopsSettings Settings()
    {
        // Given by -Server instead of the pipeline, an object binds no properties.
        var settings = base.Settings();
        return settings with
        {
            Region = Region ?? Server?.Region ?? settings.Region,
            ProfileName = ProfileName ?? Server?.ProfileName ?? settings.ProfileName,
            EndpointUrl = EndpointUrl ?? Server?.EndpointUrl ?? settings.EndpointUrl,
        };
    }

    /// <summary>The server as it is now.</summary>
    private protected Task<KopsManagementServer> FindAsync(CancellationToken cancellationToken)
    {
        var reader = new ManagementServerReader(Session);
        return ParameterSetName == ByName
            ? reader.GetAsync(Name, cancellationToken)
            : reader.GetByIdAsync(Server?.InstanceId ?? InstanceId, cancellationToken);
    }
}
