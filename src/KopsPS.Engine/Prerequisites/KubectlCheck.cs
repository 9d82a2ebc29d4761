using KopsPS.Engine.Binaries;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether there is a kubectl, within one minor of the Kubernetes version. KopsPS needs none, people do.</summary>
internal sealed class KubectlCheck : IPrerequisite
{
    public string Name => "Kubectl";

    public PrerequisiteNeed Need => PrerequisiteNeed.Nothing;

    public bool IsDecisive(KopsCheck check) => false;

    public bool Applies(PrerequisiteRequest request) => true;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        var found = await new BinarySearch(context.Settings.Environment, context.Feedback).FindAsync(["kubectl"], cancellationToken).ConfigureAwait(false);
        if (found.FirstOrDefault(binary => binary.Version is not null) is not { } kubectl)
        {
            return [Check(KopsCheckVerdict.Warn, "there is no kubectl; KopsPS needs none, people do", "Install-KopsBinary kubectl", null)];
        }

        var skew = context.Request.KubernetesVersion is { } told && BinaryVersion.TryParse(told, out var kubernetes) && BinaryVersion.TryParse(kubectl.Version!, out var version)
            ? SupportPolicy.SkewWarning(version, kubernetes, "the cluster") : null;
        return [Check(
            skew is null ? KopsCheckVerdict.Pass : KopsCheckVerdict.Warn, skew ?? $"kubectl {kubectl.Version}",
            skew is null ? null : $"Install-KopsBinary kubectl -Version {context.Request.KubernetesVersion}", kubectl.Path)];
    }

    private KopsCheck Check(KopsCheckVerdict verdict, string found, string? remedy, string? path) =>
        new() { Name = Name, Verdict = verdict, Found = found, Wanted = "a kubectl within one minor of the cluster's Kubernetes", Remedy = remedy, Target = path };
}
