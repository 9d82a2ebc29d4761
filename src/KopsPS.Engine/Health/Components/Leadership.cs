namespace KopsPS.Engine.Health.Components;

/// <summary>Who leads by a lease, and whether the lease still holds.</summary>
/// <param name="Holder">Holder; null where it was given back.</param>
/// <param name="Renewed">When it was renewed last.</param>
/// <param name="Duration">How long a renewal holds.</param>
/// <param name="Age">Time since the renewal; null where no clock is known.</param>
internal sealed record Leadership(string? Holder, DateTimeOffset? Renewed, TimeSpan Duration, TimeSpan? Age)
{
    /// <summary>Long after another would have taken over. A dead holder stays named in its lease.</summary>
    public bool IsStale => Age is { } age && age > Duration + (Duration / 2 > TimeSpan.FromSeconds(5) ? Duration / 2 : TimeSpan.FromSeconds(5));

    /// <summary>Node or pod of the holder: what stands before the id that makes it unique.</summary>
    public string? HolderName => Holder?.Split('_')[0];

    public static Leadership Of(LeaderRow lease, DateTimeOffset? readAt)
    {
        // The holder writes renewTime by its own clock, which may be wrong; the API server notes by its own when it was written.
        var seconds = lease.Spec?.LeaseDurationSeconds is > 0 and < 1_000_000 ? lease.Spec.LeaseDurationSeconds.Value : 15;
        var duration = TimeSpan.FromSeconds(seconds);
        var renewed = lease.Spec?.RenewTime;
        var written = (lease.Metadata?.ManagedFields ?? []).Max(write => write?.Time);
        if (written is not null && (renewed is null || written > renewed || renewed > readAt + duration))
        {
            renewed = written;
        }

        return new Leadership(lease.Spec?.HolderIdentity is { Length: > 0 } holder ? holder : null, renewed, duration, readAt - renewed);
    }
}
