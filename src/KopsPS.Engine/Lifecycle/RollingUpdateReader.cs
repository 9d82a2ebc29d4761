using System.Globalization;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>One instance group in the table of <c>kops rolling-update cluster</c>.</summary>
/// <param name="Name">The instance group.</param>
/// <param name="Status"><c>Ready</c> or <c>NeedsUpdate</c>.</param>
/// <param name="NeedUpdate">Instances to replace, detached ones included.</param>
/// <param name="Ready">Instances that are up to date; says nothing about nodes.</param>
/// <param name="Min">Smallest size.</param>
/// <param name="Target">Size wanted now.</param>
/// <param name="Max">Largest size.</param>
/// <param name="Nodes">Nodes, detached ones included; null with <c>--cloudonly</c>.</param>
internal sealed record RollingUpdateGroup(string Name, string Status, int NeedUpdate, int Ready, int Min, int Target, int Max, int? Nodes);

/// <summary>What a rolling update printed.</summary>
/// <param name="Groups">The groups of the last table.</param>
/// <param name="NeedsYes">True where kops only showed what it would do.</param>
/// <param name="Nothing">True where kops found nothing to do.</param>
/// <param name="Evicted">Pods evicted, as <c>namespace/name</c>, again for every retry.</param>
/// <param name="Unparsed">Lines that were not understood.</param>
internal sealed record RollingUpdateText(
    IReadOnlyList<RollingUpdateGroup> Groups, bool NeedsYes, bool Nothing, IReadOnlyList<string> Evicted, IReadOnlyList<string> Unparsed);

/// <summary>
/// Reads the standard output of <c>rolling-update cluster</c>, <c>reconcile cluster --yes</c> and <c>delete instance</c>.
/// The steps of a roll are on standard error.
/// </summary>
internal static partial class RollingUpdateReader
{
    private const string Prompt = "Continue? (Y)es, (N)o, (A)lwaysYes: [Y] ";

    /// <summary>Reads the text.</summary>
    public static RollingUpdateText Read(string stdout)
    {
        ArgumentNullException.ThrowIfNull(stdout);
        var lines = stdout.Split('\n');
        IReadOnlyList<RollingUpdateGroup> groups = [];
        var evicted = new List<string>();
        var unparsed = new List<string>();
        var (needsYes, nothing) = (false, false);
        for (var i = 0; i < lines.Length;)
        {
            if (lines[i].StartsWith("NAME\t", StringComparison.Ordinal) && KopsTable.IsHeader(lines[i]))
            {
                var table = KopsTable.Read(lines, i, out i);
                if (table.Columns.Contains("NEEDUPDATE"))
                {
                    groups = Groups(table);
                }

                continue;
            }

            // The prompt has no line end; what comes next stands on its line.
            var line = lines[i++].Replace(Prompt, "", StringComparison.Ordinal);
            if (line.StartsWith("evicting pod ", StringComparison.Ordinal))
            {
                evicted.Add(line["evicting pod ".Length..]);
            }
            else if (line is "Must specify --yes to rolling-update." or "Must specify --yes to delete instance")
            {
                needsYes = true;
            }
            else if (line == "No rolling-update required.")
            {
                nothing = true;
            }
            else if (!Known().IsMatch(line))
            {
                unparsed.Add(line);
            }
        }

        return new RollingUpdateText(groups, needsYes, nothing, evicted, unparsed);
    }

    private static RollingUpdateGroup[] Groups(KopsTable table)
    {
        return [.. Enumerable.Range(0, table.Rows.Count).Select(row => new RollingUpdateGroup(
            table[row, "NAME"], table[row, "STATUS"], Number(row, "NEEDUPDATE") ?? 0, Number(row, "READY") ?? 0, Number(row, "MIN") ?? 0,
            Number(row, "TARGET") ?? 0, Number(row, "MAX") ?? 0, Number(row, "NODES")))];

        int? Number(int row, string column) =>
            int.TryParse(table[row, column], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    // Phases of reconcile and the frame of its validations.
    [GeneratedRegex(
        @"^(?:|Updating (?:control plane|node) configuration|Cluster changes have been applied to the cloud\.|"
        + @"Changes may require instances to restart: kops rolling-update cluster|Waiting for the kubernetes API to be served|"
        + @"Validating cluster .+|INSTANCE GROUPS|NODE STATUS|Your cluster .+ is ready|Performing rolling-update for (?:control plane|nodes)|"
        + @"Pruning old resources that are no longer used|Instance .+ found for deletion|kOps has set your kubectl context to .+)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Known();
}
