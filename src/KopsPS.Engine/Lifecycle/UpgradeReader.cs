namespace KopsPS.Engine.Lifecycle;

/// <summary>One line of the table of <c>kops upgrade cluster</c>.</summary>
/// <param name="Item">What is changed: the cluster or an instance group.</param>
/// <param name="Property">The property.</param>
/// <param name="Old">Its value.</param>
/// <param name="New">Its value afterwards.</param>
internal sealed record UpgradeChange(string Item, string Property, string Old, string New);

/// <summary>What an upgrade would change or has changed in a cluster's configuration.</summary>
/// <param name="Changes">The changes; none where the cluster is up to date.</param>
/// <param name="Applied">True where they were stored.</param>
internal sealed record UpgradeText(IReadOnlyList<UpgradeChange> Changes, bool Applied);

/// <summary>Reads what <c>kops upgrade cluster</c> prints.</summary>
internal static class UpgradeReader
{
    /// <summary>Reads both streams; null where they say nothing that is known.</summary>
    public static UpgradeText? Read(string stdout, string stderr)
    {
        ArgumentNullException.ThrowIfNull(stdout);
        ArgumentNullException.ThrowIfNull(stderr);

        // This one result comes on standard error, without a log's prefix.
        if (stdout.Length == 0)
        {
            return stderr.Split('\n').Contains("No upgrade required") ? new UpgradeText([], Applied: false) : null;
        }

        var lines = stdout.Split('\n');
        var header = Array.FindIndex(lines, line => line.StartsWith("ITEM\t", StringComparison.Ordinal) && KopsTable.IsHeader(line));
        var applied = lines.Contains("Updates applied to configuration.");
        if (header < 0 || !(applied || lines.Contains("Must specify --yes to perform upgrade")))
        {
            return null;
        }

        var table = KopsTable.Read(lines, header, out _);
        return new UpgradeText(
            [.. Enumerable.Range(0, table.Rows.Count).Select(row => new UpgradeChange(
                table[row, "ITEM"], table[row, "PROPERTY"], table[row, "OLD"], table[row, "NEW"]))],
            applied);
    }
}
