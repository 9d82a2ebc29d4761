using KopsPS.Engine.Buckets;
using KopsPS.Engine.StateStore;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether the state store is there, is as it should be, and can be written and read.</summary>
internal sealed class StateStoreCheck : IPrerequisite
{
    public string Name => "StateStore";

    // A folder needs no AWS; for a bucket the check looks itself.
    public PrerequisiteNeed Need => PrerequisiteNeed.Nothing;

    public bool IsDecisive(KopsCheck check) => check.Name == Name || StateStoreChecks.Decisive.Contains(check.Name);

    public bool Applies(PrerequisiteRequest request) => request.HasStateStore;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var location = StateStoreLocation.Resolve(context.Settings);
        if (location.Folder is { } folder)
        {
            return [Directory.Exists(folder)
                ? Check(KopsCheckVerdict.Pass, "the folder is there", null, location)
                : Check(KopsCheckVerdict.Warn, "there is no such folder yet; kops makes it", null, location)];
        }

        if (!context.Offers(PrerequisiteNeed.Credentials))
        {
            return [Check(KopsCheckVerdict.NotChecked, "AWS does not take the credentials", null, location)];
        }

        List<KopsCheck> checks = [];
        var request = new StateStoreRequest { Name = location.Bucket!, Region = context.Region };
        await foreach (var check in new StateStoreChecks(context.Session, context.Feedback).RunAsync(request, probe: true, cancellationToken).ConfigureAwait(false))
        {
            checks.Add(check);
        }

        return checks;
    }

    private KopsCheck Check(KopsCheckVerdict verdict, string found, string? remedy, StateStoreLocation location) =>
        new() { Name = Name, Verdict = verdict, Found = found, Wanted = "a state store", Remedy = remedy, Target = location.Url };
}
