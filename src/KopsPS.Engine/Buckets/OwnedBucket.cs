namespace KopsPS.Engine.Buckets;

/// <summary>A bucket that KopsPS made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region, where it is known.</param>
/// <param name="Environment">Environment that it belongs to, or null.</param>
/// <param name="IsDiscoveryStore">Whether it is for OIDC documents.</param>
internal sealed record OwnedBucket(string Name, string? Region, string? Environment, bool IsDiscoveryStore);
