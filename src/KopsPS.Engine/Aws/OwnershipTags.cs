namespace KopsPS.Engine.Aws;

/// <summary>
/// The tags by which KopsPS knows again what it made. Removal touches only what carries <see cref="OwnerKey"/>, unless
/// something is named by its id.
/// </summary>
public static class OwnershipTags
{
    /// <summary>Key of the tag that everything made by KopsPS carries.</summary>
    public const string OwnerKey = "KopsPS:Owner";

    /// <summary>Value of <see cref="OwnerKey"/>.</summary>
    public const string Owner = "KopsPS";

    /// <summary>Key of the tag with the environment's name.</summary>
    public const string EnvironmentKey = "KopsPS:Environment";

    /// <summary>Key of the tag with the cluster's name.</summary>
    public const string ClusterKey = "KopsPS:Cluster";

    /// <summary>All tags of something that is made.</summary>
    /// <param name="environment">Environment that it belongs to, if any.</param>
    /// <param name="cluster">Cluster that it belongs to, if any.</param>
    /// <param name="free">Tags of the user's own.</param>
    /// <exception cref="KopsException"><c>KopsTagInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, string> For(string? environment, string? cluster, IReadOnlyDictionary<string, string>? free = null)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in free ?? new Dictionary<string, string>())
        {
            TagRules.Check(key, value);
            if (key.StartsWith("KopsPS:", StringComparison.OrdinalIgnoreCase))
            {
                throw Faults.TagInvalid(key, "KopsPS keeps names that begin with KopsPS: for itself");
            }

            tags[key] = value;
        }

        tags[OwnerKey] = Owner;
        if (environment is not null)
        {
            tags[EnvironmentKey] = environment;
        }

        if (cluster is not null)
        {
            tags[ClusterKey] = cluster;
        }

        return tags;
    }

    /// <summary>
    /// The tags that something should carry which is there already. What belongs to another environment is used and stays that one's:
    /// with its name it would change hands, and be removed with the wrong one.
    /// </summary>
    /// <param name="wanted">All tags of something that is made.</param>
    /// <param name="found">The tags that it has.</param>
    public static IReadOnlyDictionary<string, string> Beside(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> found)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(found);
        if (!found.TryGetValue(EnvironmentKey, out var environment) || !wanted.TryGetValue(EnvironmentKey, out var other) || environment == other)
        {
            return wanted;
        }

        var tags = new SortedDictionary<string, string>(wanted.Where(tag => tag.Key.StartsWith("KopsPS:", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal)
        {
            [EnvironmentKey] = environment,
        };
        return tags;
    }

    /// <summary>Whether something with these tags was made by KopsPS.</summary>
    /// <param name="tags">Its tags.</param>
    public static bool AreOurs(IEnumerable<KeyValuePair<string, string>> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return tags.Any(tag => tag.Key == OwnerKey && tag.Value == Owner);
    }
}
