using KopsPS.Engine.Aws;
using KopsPS.Engine.ManagementServers;

namespace KopsPS.Commands;

/// <summary>Completes the names of the management servers in the region.</summary>
public sealed class ManagementServerCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        return string.Join('\n', settings.Region ?? settings.Environment["AWS_REGION"], settings.ProfileName, settings.EndpointUrl);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        using var session = AwsSession.Create(CompletionSettings.Of(bound));
        var servers = await new ManagementServerReader(session).ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. servers.Select(server => server.ServerName).Distinct()];
    }
}
