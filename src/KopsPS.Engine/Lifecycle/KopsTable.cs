using System.Text;
using System.Text.RegularExpressions;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// A table as kops prints it: titles in capitals, cells padded with tabs to columns that are multiples of 8. Splitting
/// rows at tabs would lose empty cells, so the expanded rows are cut where the titles begin.
/// </summary>
internal sealed partial class KopsTable
{
    private const int TabWidth = 8;
    private readonly Dictionary<string, int> _columns;

    private KopsTable(Dictionary<string, int> columns, IReadOnlyList<string[]> rows)
    {
        _columns = columns;
        Rows = rows;
    }

    /// <summary>The cells of each row, in the order of the columns; empty cells are empty texts.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>The titles.</summary>
    public IEnumerable<string> Columns => _columns.Keys;

    /// <summary>The cell of a row, or an empty text where the table has no such column.</summary>
    public string this[int row, string column] => _columns.TryGetValue(column, out var at) ? Rows[row][at] : "";

    /// <summary>True where a line can be the titles of a table.</summary>
    public static bool IsHeader(string line) => HeaderLine().IsMatch(line);

    /// <summary>Reads the table whose titles are in a line.</summary>
    /// <param name="lines">Lines of kops' standard output.</param>
    /// <param name="header">Number of the line with the titles.</param>
    /// <param name="next">The first line after the table.</param>
    public static KopsTable Read(IReadOnlyList<string> lines, int header, out int next)
    {
        var starts = new List<int>();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var expanded = Expand(lines[header]);
        foreach (var title in Title().EnumerateMatches(expanded))
        {
            columns.TryAdd(expanded.Substring(title.Index, title.Length), starts.Count);
            starts.Add(title.Index);
        }

        var rows = new List<string[]>();
        for (next = header + 1; next < lines.Count; next++)
        {
            // The last cell has no padding after it, so a row of several columns has a tab; what has none is other output.
            if (lines[next].Length == 0 || (starts.Count > 1 && !lines[next].Contains('\t', StringComparison.Ordinal)))
            {
                break;
            }

            rows.Add(Cut(Expand(lines[next]), starts));
        }

        return new KopsTable(columns, rows);
    }

    private static string[] Cut(string row, List<int> starts)
    {
        var cells = new string[starts.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var from = Math.Min(starts[i], row.Length);
            var to = i + 1 < cells.Length ? Math.Min(starts[i + 1], row.Length) : row.Length;
            cells[i] = row[from..to].TrimEnd();
        }

        return cells;
    }

    private static string Expand(string line)
    {
        var text = new StringBuilder(line.Length * 2);
        foreach (var c in line)
        {
            if (c == '\t')
            {
                text.Append(' ', TabWidth - (text.Length % TabWidth));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^[A-Z][A-Z0-9-]*(?:\t+[A-Z][A-Z0-9-]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderLine();

    [GeneratedRegex(@"[^ ]+", RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
