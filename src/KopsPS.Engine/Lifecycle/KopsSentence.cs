using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>What a sentence of kops tells.</summary>
internal enum KopsSentenceKind
{
    /// <summary>The version of kops.</summary>
    Version,

    /// <summary>The version of kops that last applied the cluster, or why that is not known.</summary>
    ServerVersion,

    /// <summary>A validation begins; the subject is the cluster.</summary>
    Validating,

    /// <summary>The cluster, which is the subject, is ready.</summary>
    Ready,

    /// <summary>The validation failed.</summary>
    NotReady,

    /// <summary>The name of the API server still has the placeholder's address.</summary>
    DnsNotUpdated,

    /// <summary>A kubeconfig was written for the cluster that is the subject.</summary>
    ContextSet,

    /// <summary>This was only shown; <c>--yes</c> does it.</summary>
    NeedsYes,

    /// <summary>Something was made: the subject is its kind (a keyset, <c>cluster</c>, <c>instancegroup</c>, <c>ssh credential</c>), the detail which.</summary>
    Created,

    /// <summary>A keypair was made its keyset's primary; keyset and keypair.</summary>
    Promoted,

    /// <summary>A keypair was distrusted; keyset and keypair.</summary>
    Distrusted,

    /// <summary>There was nothing to promote; the keyset and its primary keypair.</summary>
    NothingToPromote,

    /// <summary>An add-on was updated.</summary>
    AddonUpdated,

    /// <summary>An instance group is about to be deleted, or kops asks whether it shall be.</summary>
    Deleting,

    /// <summary>An instance group was deleted.</summary>
    Deleted,

    /// <summary>An editor was left without a change.</summary>
    EditCancelled,

    /// <summary>The update is done, the cluster starts or changes.</summary>
    Applied,

    /// <summary>Files for Terraform were written to the folder that is the subject.</summary>
    TerraformWritten,

    /// <summary>What a person might do next.</summary>
    Advice,
}

/// <summary>A sentence of kops' standard output.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Subject">What it is about, where it names something.</param>
/// <param name="Detail">More of it, where the kind says so.</param>
internal sealed partial record KopsSentence(KopsSentenceKind Kind, string? Subject, string? Detail)
{
    private static readonly (Regex Pattern, KopsSentenceKind Kind)[] Patterns =
    [
        (Version(), KopsSentenceKind.Version), (ServerVersion(), KopsSentenceKind.ServerVersion), (Validating(), KopsSentenceKind.Validating),
        (Ready(), KopsSentenceKind.Ready), (NotReady(), KopsSentenceKind.NotReady), (DnsNotUpdated(), KopsSentenceKind.DnsNotUpdated),
        (ContextSet(), KopsSentenceKind.ContextSet), (NeedsYes(), KopsSentenceKind.NeedsYes), (Created(), KopsSentenceKind.Created),
        (Promoted(), KopsSentenceKind.Promoted), (Distrusted(), KopsSentenceKind.Distrusted), (NothingToPromote(), KopsSentenceKind.NothingToPromote),
        (AddonUpdated(), KopsSentenceKind.AddonUpdated), (Deleting(), KopsSentenceKind.Deleting), (Deleted(), KopsSentenceKind.Deleted),
        (EditCancelled(), KopsSentenceKind.EditCancelled), (Applied(), KopsSentenceKind.Applied), (TerraformWritten(), KopsSentenceKind.TerraformWritten),
        (Advice(), KopsSentenceKind.Advice),
    ];

    /// <summary>Reads a line; null where it is no sentence that is known.</summary>
    public static KopsSentence? Read(string line)
    {
        foreach (var (pattern, kind) in Patterns)
        {
            if (pattern.Match(line) is { Success: true } match)
            {
                return new KopsSentence(kind, Value(match.Groups["s"]), Value(match.Groups["d"]));
            }
        }

        return null;

        static string? Value(Group group) => group.Success ? group.Value : null;
    }

    [GeneratedRegex(@"^(?:Client version: )?(?<s>\d+\.\d+\.\d+[\w.+-]*)(?: \((?<d>git-[^)]+)\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"^Last applied server version: (?<s>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ServerVersion();

    [GeneratedRegex(@"^Validating cluster (?<s>\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Validating();

    [GeneratedRegex(@"^Your cluster (?<s>\S+) is ready$", RegexOptions.CultureInvariant)]
    private static partial Regex Ready();

    [GeneratedRegex(@"^Validation Failed$", RegexOptions.CultureInvariant)]
    private static partial Regex NotReady();

    [GeneratedRegex(@"^The (?<s>dns-controller|external-dns) Kubernetes deployment has not updated the Kubernetes cluster's API DNS entry .+$", RegexOptions.CultureInvariant)]
    private static partial Regex DnsNotUpdated();

    [GeneratedRegex(@"^kOps has set your kubectl context to (?<s>\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ContextSet();

    [GeneratedRegex(@"^Must specify --yes to .+$", RegexOptions.CultureInvariant)]
    private static partial Regex NeedsYes();

    [GeneratedRegex(@"^(?:Created (?<s>[a-z][a-z-]*)(?: (?<d>\d+)|/(?<d>\S+))|Added (?<s>ssh credential))$", RegexOptions.CultureInvariant)]
    private static partial Regex Created();

    [GeneratedRegex(@"^Promoted (?<s>\S+) (?<d>\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Promoted();

    [GeneratedRegex(@"^Distrusted (?<s>\S+) (?<d>\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Distrusted();

    [GeneratedRegex(@"^No (?<s>\S+) keypair newer than current primary (?<d>\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NothingToPromote();

    [GeneratedRegex(@"^Updated ""(?<s>[^""]+)""$", RegexOptions.CultureInvariant)]
    private static partial Regex AddonUpdated();

    [GeneratedRegex(
        @"^(?:InstanceGroup ""(?<s>[^""]+)"" found for deletion|Do you really want to delete instance group ""(?<s>[^""]+)""\? This action cannot be undone\. \(y/N\)\s*)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Deleting();

    [GeneratedRegex(@"^Deleted InstanceGroup: ""(?<s>[^""]+)""$", RegexOptions.CultureInvariant)]
    private static partial Regex Deleted();

    [GeneratedRegex(@"^Edit cancelled: no changes made\.$", RegexOptions.CultureInvariant)]
    private static partial Regex EditCancelled();

    [GeneratedRegex(@"^(?:Cluster is starting\.  It should be ready in a few minutes\.|Cluster changes have been applied to the cloud\.)$", RegexOptions.CultureInvariant)]
    private static partial Regex Applied();

    [GeneratedRegex(@"^Terraform output has been placed into (?<s>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TerraformWritten();

    [GeneratedRegex(
        @"^(?:Suggestions:| \* .+|To deploy these resources, run: kops .+|Changes may require instances to restart: kops rolling-update cluster"
        + @"|Run these commands to apply the configuration:|   cd .+|   terraform (?:plan|apply))$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Advice();
}
