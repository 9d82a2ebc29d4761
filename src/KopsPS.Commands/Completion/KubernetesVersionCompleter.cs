using KopsPS.Engine;
using KopsPS.Engine.Aws;
using KopsPS.Engine.Binaries;
using KopsPS.Engine.StateStore;
using NuGet.Versioning;

namespace KopsPS.Commands;

/// <summary>
/// Completes versions of Kubernetes: those of the clusters in the state store, and the newest of each minor that the
/// official site lists. Which of them a kops builds, it says itself.
/// </summary>
public sealed class KubernetesVersionCompleter : TimedCompleter
{
    /// <summary>Of one source: less than a completer has in all, so that the other one's versions are offered where it is silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound)
    {
        var settings = CompletionSettings.Of(bound);
        return string.Join('\n', settings.StateStore ?? settings.Environment["KOPS_STATE_STORE"], settings.Region, settings.ProfileName, settings.EndpointUrl);
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var found = await Task.WhenAll(
            OrNoneAsync(InUseAsync(CompletionSettings.Of(bound), limit.Token)), OrNoneAsync(ReleasedAsync(limit.Token))).ConfigureAwait(false);
        return
        [
            .. found.SelectMany(versions => versions)
                .Select(text => SemanticVersion.TryParse(text, out var version) ? version : null).OfType<SemanticVersion>()
                .Where(version => !version.IsPrerelease)
                .Distinct().OrderDescending().Select(version => version.ToNormalizedString()),
        ];
    }

    private static async Task<IReadOnlyList<string>> InUseAsync(KopsSettings settings, CancellationToken cancellationToken)
    {
        using var session = AwsSession.Create(settings);
        var versions = new List<string>();
        await foreach (var outcome in ClusterReader.Open(settings, session).ReadClustersAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (outcome.Value?.KubernetesVersion is { } version)
            {
                versions.Add(version);
            }
        }

        return versions;
    }

    private static async Task<IReadOnlyList<string>> ReleasedAsync(CancellationToken cancellationToken)
    {
        // kubectl is released with Kubernetes, under its versions.
        var releases = await new BinaryInstaller(HostEnvironment.FromProcess(), NoFeedback.Instance)
            .ListAvailableAsync("kubectl", null, false, cancellationToken).ConfigureAwait(false);
        return [.. releases.Select(release => release.Version)];
    }

    private static async Task<IReadOnlyList<string>> OrNoneAsync(Task<IReadOnlyList<string>> versions)
    {
        try
        {
            return await versions.ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is KopsException or OperationCanceledException)
        {
            return [];
        }
    }
}
