using KopsPS.Engine.Buckets;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the bucket of the OIDC documents is there and anybody can read it.</summary>
internal sealed class DiscoveryStoreCheck : IPrerequisite
{
    public string Name => "DiscoveryStore";

    public PrerequisiteNeed Need => PrerequisiteNeed.Credentials;

    public bool IsDecisive(KopsCheck check) => check.Name == Name || check.Name is "Bucket" or "Readable";

    public bool Applies(PrerequisiteRequest request) => request.DiscoveryStore is not null;

    public Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken) =>
        new DiscoveryStoreProvisioner(context.Session, context.Feedback).TestAsync(context.Request.DiscoveryStore!, cancellationToken);
}
