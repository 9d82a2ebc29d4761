using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KopsPS;

/// <summary>
/// What applying a cluster's configuration would change in the cloud. Plans with the same changes are equal, in
/// whatever order kops listed them.
/// </summary>
public sealed class KopsPlan : IEquatable<KopsPlan>
{
    private string? _hash;

    /// <summary>The cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>State store that the plan was made from.</summary>
    public string? StateStore { get; init; }

    /// <summary>AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>Name of the AWS profile.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint for all AWS services.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Version of the kops that made the plan.</summary>
    public string? KopsVersion { get; init; }

    /// <summary>Version of the kops that last applied the cluster; null where none did.</summary>
    public string? LastAppliedBy { get; init; }

    /// <summary>The instance groups that the plan was limited to; none means all.</summary>
    public string[] InstanceGroup { get; init; } = [];

    /// <summary>True where the plan was made with <c>-Prune</c>, so that deferred deletions are part of it.</summary>
    public bool Prune { get; init; }

    /// <summary>The changes: creations, modifications, and deletions that the update does.</summary>
    public KopsPlanItem[] Items { get; init; } = [];

    /// <summary>Deletions that wait for <c>-Prune</c>; they are no changes.</summary>
    public KopsPlanItem[] Deferred { get; init; } = [];

    /// <summary>kops' own records that differ in nothing but a counter; they are no changes.</summary>
    public KopsPlanItem[] Bookkeeping { get; init; } = [];

    /// <summary>What kops announced beside the plan, such as newer versions; one text each.</summary>
    public string[] Notices { get; init; } = [];

    /// <summary>Lines of kops that were not understood. Where there are any, the plan may be more than it shows.</summary>
    public string[] Unparsed { get; init; } = [];

    /// <summary>Number of resources to create.</summary>
    public int ToCreate => Items.Count(item => item.Action == KopsPlanAction.Create);

    /// <summary>Number of resources to modify.</summary>
    public int ToModify => Items.Count(item => item.Action == KopsPlanAction.Modify);

    /// <summary>Number of resources to delete.</summary>
    public int ToDelete => Items.Count(item => item.Action is KopsPlanAction.Delete or KopsPlanAction.Prune);

    /// <summary>True where applying would create, modify or delete something.</summary>
    public bool HasChanges => Items.Length > 0;

    /// <summary>The instance groups that the changes touch.</summary>
    public string[] AffectedInstanceGroups =>
        [.. Items.Select(item => item.InstanceGroup).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// SHA-256 over cluster and changes, in hexadecimal: the same for equal plans in every process. Given for a plan that comes
    /// back from a file, which has lost parts of its content.
    /// </summary>
    public string Hash
    {
        get => _hash ??= Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Content())));
        init => (_hash, IsStored) = (value, true);
    }

    /// <summary>Counts in words, such as <c>9 to create, 3 to modify, 0 to delete</c>.</summary>
    public string Summary
    {
        get
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"{ToCreate} to create, {ToModify} to modify, {ToDelete} to delete");
            if (Deferred.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {Deferred.Length} deferred until -Prune");
            }

            if (Unparsed.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {Unparsed.Length} lines not understood");
            }

            return text.ToString();
        }
    }

    /// <summary>The plan as a table, as it is shown: a line with the counts, then what happens to each resource.</summary>
    /// <param name="width">Columns of the terminal; 0 for any.</param>
    public string ToTable(int width = 0) => PlanTable.Of(this, width);

    /// <inheritdoc/>
    public bool Equals(KopsPlan? other) => other is not null && string.Equals(Hash, other.Hash, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KopsPlan);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{ClusterName}: {Summary}";

    /// <summary>True where the hash was given: only it tells whether the plan still holds.</summary>
    internal bool IsStored { get; private init; }

    private string Content() => string.Join(
        '\u0002',
        [ClusterName, .. Sorted(Items), "\u0003", .. Sorted(Deferred), "\u0003", .. Unparsed]);

    private static IEnumerable<string> Sorted(IEnumerable<KopsPlanItem> items) =>
        items.Select(item => item.Content).Order(StringComparer.Ordinal);
}
