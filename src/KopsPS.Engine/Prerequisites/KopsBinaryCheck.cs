using KopsPS.Engine.Binaries;
using KopsPS.Engine.Processes;
using NuGet.Versioning;

namespace KopsPS.Engine.Prerequisites;

/// <summary>Whether there is a kops, still in support, that knows the Kubernetes version.</summary>
internal sealed class KopsBinaryCheck : IPrerequisite
{
    // A kops refuses Kubernetes more than five minors older than itself, and any newer one.
    private const int OldestBehind = 5;

    public string Name => "Kops";

    public PrerequisiteNeed Need => PrerequisiteNeed.Nothing;

    public bool IsDecisive(KopsCheck check) => true;

    public bool Applies(PrerequisiteRequest request) => true;

    public async Task<IReadOnlyList<KopsCheck>> CheckAsync(PrerequisiteContext context, CancellationToken cancellationToken)
    {
        KopsExecutable kops;
        try
        {
            kops = await new KopsLocator(context.Settings.Environment).FindAsync(context.Settings.KopsPath, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KopsException fault)
        {
            return [Check(KopsCheckVerdict.Fail, fault.Message, "Install-KopsBinary kops", null)];
        }

        var found = $"kops {kops.Version} ({kops.Source})";
        if (context.Request.KubernetesVersion is { } wanted && SemanticVersion.TryParse(wanted, out var kubernetes)
            && (kubernetes.Minor > kops.Version.Minor || kubernetes.Minor < kops.Version.Minor - OldestBehind))
        {
            return [Check(
                KopsCheckVerdict.Fail, $"{found}, which takes Kubernetes 1.{kops.Version.Minor - OldestBehind} to 1.{kops.Version.Minor} and not {wanted}",
                $"Install-KopsBinary kops -Version 1.{kubernetes.Minor}.0, or another -KubernetesVersion", kops.Path)];
        }

        var warning = SupportPolicy.SupportWarning("kops", kops.Version, SupportPolicy.Newest([kops.Version]));
        return [Check(warning is null ? KopsCheckVerdict.Pass : KopsCheckVerdict.Warn, warning ?? found, warning is null ? null : "Install-KopsBinary kops", kops.Path)];
    }

    private KopsCheck Check(KopsCheckVerdict verdict, string found, string? remedy, string? path) =>
        new() { Name = Name, Verdict = verdict, Found = found, Wanted = "a kops in support that knows the Kubernetes version", Remedy = remedy, Target = path };
}
