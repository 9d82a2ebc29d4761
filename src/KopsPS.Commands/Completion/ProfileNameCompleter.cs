using Amazon.Runtime.CredentialManagement;

namespace KopsPS.Commands;

/// <summary>Completes the names of AWS profiles from the shared config and credentials files.</summary>
public sealed class ProfileNameCompleter : TimedCompleter
{
    /// <inheritdoc/>
    protected override string CacheKey(BoundParameters bound) => "";

    /// <inheritdoc/>
    protected override Task<IReadOnlyList<string>> FetchAsync(BoundParameters bound, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. new CredentialProfileStoreChain().ListProfiles().Select(profile => profile.Name).Order(StringComparer.Ordinal)]);
}
