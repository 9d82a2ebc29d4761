using System.Collections.Frozen;

namespace KopsPS.Engine.Lifecycle;

/// <summary>A table of kops' text, with the line above it that says what it shows, where there is one.</summary>
/// <param name="Title">Such as <c>NODE STATUS</c>; null where kops prints the table alone.</param>
/// <param name="Table">The table.</param>
internal sealed record KopsTextTable(string? Title, KopsTable Table);

/// <summary>What kops' standard output says outside of plans, rolls and deletions.</summary>
/// <param name="Tables">Its tables, in order.</param>
/// <param name="Said">Its sentences, in order.</param>
/// <param name="Notices">Announcements between rows of stars.</param>
/// <param name="Unparsed">Lines that were not understood.</param>
internal sealed record KopsText(
    IReadOnlyList<KopsTextTable> Tables, IReadOnlyList<KopsSentence> Said, IReadOnlyList<string> Notices, IReadOnlyList<string> Unparsed);

/// <summary>
/// Reads the text of the many small commands: <c>get</c>, <c>validate</c>, <c>version</c>, <c>toolbox addons</c>,
/// <c>create</c>, <c>promote</c> and <c>distrust keypair</c>, <c>edit</c>, <c>export</c>, <c>delete instancegroup</c>,
/// and what <c>update --yes</c> and <c>create --yes</c> say at their end. Read off kops 1.36.2 and 1.30.1.
/// </summary>
internal static class KopsTextReader
{
    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(
        ["Cluster", "Instance Groups", "INSTANCE GROUPS", "NODE STATUS", "VALIDATION ERRORS"], StringComparer.Ordinal);

    private static readonly string Stars = new('*', 81);

    /// <summary>Reads the text.</summary>
    public static KopsText Read(string stdout)
    {
        ArgumentNullException.ThrowIfNull(stdout);
        var lines = stdout.Split('\n');
        var tables = new List<KopsTextTable>();
        var said = new List<KopsSentence>();
        var notices = new List<string>();
        var unparsed = new List<string>();
        string? title = null;
        for (var i = 0; i < lines.Length;)
        {
            var line = lines[i];
            if (KopsTable.IsHeader(line))
            {
                tables.Add(new KopsTextTable(title, KopsTable.Read(lines, i, out i)));
                title = null;
                continue;
            }

            if (title is not null)
            {
                // Nothing stood below the title.
                unparsed.Add(title);
                title = null;
            }

            if (line == Stars && Array.IndexOf(lines, Stars, i + 1) is > 0 and var end)
            {
                notices.Add(string.Join('\n', lines[(i + 1)..end].Where(text => text.Length > 0)));
                i = end + 1;
                continue;
            }

            i++;
            if (Titles.Contains(line))
            {
                title = line;
            }
            else if (KopsSentence.Read(line) is { } sentence)
            {
                said.Add(sentence);
            }
            else if (line.Length > 0)
            {
                unparsed.Add(line);
            }
        }

        if (title is not null)
        {
            unparsed.Add(title);
        }

        return new KopsText(tables, said, notices, unparsed);
    }
}
