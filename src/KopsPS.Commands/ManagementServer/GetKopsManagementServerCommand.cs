using System.Management.Automation;
using KopsPS.Engine;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Lists management servers.</summary>
[Cmdlet(VerbsCommon.Get, "KopsManagementServer", DefaultParameterSetName = ByName)]
[OutputType(typeof(KopsManagementServer))]
public sealed class GetKopsManagementServerCommand : AwsCmdlet
{
    private const string ByName = "Name";
    private const string ById = "InstanceId";

    /// <summary>Names; wildcards are allowed. All without it.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ManagementServerCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Id of an instance, whoever made it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    public string? InstanceId { get; set; }

    /// <summary>Ask each running server how far its first set-up has come.</summary>
    [Parameter]
    public SwitchParameter CloudInit { get; set; }

    /// <summary>Private key, for servers that are asked by SSH.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var keyFile = KeyFile is null ? null : await InvokeAsync(() => SessionPaths.Full(SessionState, KeyFile)).ConfigureAwait(false);
        foreach (var server in await FindAsync(cancellationToken).ConfigureAwait(false))
        {
            if (CloudInit)
            {
                ServerReadiness.Note(server, await AskAsync(server, keyFile, cancellationToken).ConfigureAwait(false));
            }

            await WriteAsync(server, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<KopsManagementServer>> FindAsync(CancellationToken cancellationToken)
    {
        var reader = new ManagementServerReader(Session);
        if (InstanceId is { } id)
        {
            return [await reader.GetByIdAsync(id, cancellationToken).ConfigureAwait(false)];
        }

        var all = await reader.ListAsync(cancellationToken).ConfigureAwait(false);
        if (Name is null)
        {
            return all;
        }

        foreach (var missing in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name) && !all.Any(server => server.ServerName == name)))
        {
            WriteItemError(Faults.ManagementServerNotFound(missing, Session.Region!, NearestNames.Of(missing, [.. all.Select(server => server.ServerName)])));
        }

        var fits = Wildcards.Matcher(Name)!;
        return [.. all.Where(server => fits(server.ServerName))];
    }

    private async Task<KopsCloudInit> AskAsync(KopsManagementServer server, string? keyFile, CancellationToken cancellationToken)
    {
        if (server.State != "running")
        {
            return new KopsCloudInit { Detail = $"the server is {server.State}" };
        }

        try
        {
            return await new ServerReadiness(ServerShells.For(server, keyFile, Session, Feedback), Feedback).AskAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            WriteItemError(fault);
            return new KopsCloudInit { Detail = fault.Message };
        }
    }
}
