using KopsPS.Engine.Aws;

namespace KopsPS.Commands;

/// <summary>Completes from what AWS answers for the region and the identity that the line, the session's default or the environment names.</summary>
public abstract class AwsCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected sealed override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        var environment = settings.Environment;
        return string.Join(
            '\n',
            settings.Region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"],
            settings.ProfileName ?? environment["AWS_PROFILE"],
            settings.EndpointUrl ?? environment["AWS_ENDPOINT_URL"]);
    }

    /// <inheritdoc/>
    protected sealed override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        using var session = AwsSession.Create(CompletionSettings.Of(bound));
        return [.. (await AskAsync(session, cancellationToken).ConfigureAwait(false)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Asks AWS, in any order.</summary>
    private protected abstract Task<IEnumerable<string>> AskAsync(AwsSession session, CancellationToken cancellationToken);
}
