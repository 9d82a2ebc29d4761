using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Spec;

/// <summary>By what an object was reached; the next cmdlet in a pipeline uses the same. Names only, never secrets.</summary>
/// <param name="StateStore">State store.</param>
/// <param name="Region">AWS region, where told.</param>
/// <param name="ProfileName">AWS profile, where told.</param>
/// <param name="EndpointUrl">Endpoint, where told.</param>
public sealed record ManifestOrigin(string? StateStore, string? Region, string? ProfileName, string? EndpointUrl)
{
    /// <summary>The origin that a call's settings stand for; what only the environment says stays with the environment.</summary>
    /// <param name="settings">What the call was told.</param>
    /// <param name="location">The state store that it came to.</param>
    public static ManifestOrigin Of(KopsSettings settings, StateStoreLocation location)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(location);
        return new ManifestOrigin(location.Url, settings.Region, settings.ProfileName, settings.EndpointUrl);
    }
}
