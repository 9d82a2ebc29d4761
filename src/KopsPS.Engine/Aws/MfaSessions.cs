using System.Collections.Concurrent;
using Amazon.SecurityToken.Model;

namespace KopsPS.Engine.Aws;

/// <summary>
/// Credentials of roles that a person gave a code for, kept until shortly before they end, so that the next call need not ask again:
/// a code works once, and a person has the next one only half a minute later. In memory only; shows nothing of them. Safe for concurrent use.
/// </summary>
/// <param name="clock">The time; null for the system's.</param>
public sealed class MfaSessions(TimeProvider? clock = null)
{
    /// <summary>Longer than what is left when the SDK renews, lest it be given what it takes for ended.</summary>
    private static readonly TimeSpan LeftAtLeast = StsRoleCredentials.RenewedBefore + TimeSpan.FromMinutes(1);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ConcurrentDictionary<Key, Credentials> _kept = new();

    /// <summary>Forgets all.</summary>
    public void Clear() => _kept.Clear();

    /// <inheritdoc/>
    public override string ToString() => nameof(MfaSessions);

    internal Credentials? Find(Key key)
    {
        if (!_kept.TryGetValue(key, out var found))
        {
            return null;
        }

        if (Ends(found) - _clock.GetUtcNow() > LeftAtLeast)
        {
            return found;
        }

        _kept.TryRemove(KeyValuePair.Create(key, found));
        return null;
    }

    internal void Keep(Key key, Credentials credentials) => _kept[key] = credentials;

    private static DateTimeOffset Ends(Credentials credentials) =>
        credentials.Expiration is { } end ? new DateTimeOffset(end.ToUniversalTime()) : DateTimeOffset.MinValue;

    /// <summary>Whose session it is: another profile, role, device, source or token service is another session.</summary>
    internal sealed record Key(string Profile, string Role, string Device, string? SourceKey, string? ExternalId, string? SessionName, string? Endpoint);
}
