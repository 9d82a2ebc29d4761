namespace KopsPS.Engine;

/// <summary>Finds what somebody may have meant.</summary>
public static class NearestNames
{
    private const int Offered = 3;

    /// <summary>The names that differ least from one that is missing, nearest first; none where all are far away.</summary>
    /// <param name="missing">The name that was asked for.</param>
    /// <param name="known">The names there are.</param>
    public static IReadOnlyList<string> Of(string missing, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(missing);
        ArgumentNullException.ThrowIfNull(known);
        var farthest = Math.Max(2, missing.Length / 3);
        return [.. known
            .Select(name => (Name: name, Distance: name.Contains(missing, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(missing, name, farthest)))
            .Where(candidate => candidate.Distance <= farthest)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Offered).Select(candidate => candidate.Name)];
    }

    /// <summary>Edits from one name to the other, a swap of neighbours counted as one; more than <paramref name="limit"/> is not counted exactly.</summary>
    private static int Distance(string one, string other, int limit)
    {
        if (Math.Abs(one.Length - other.Length) > limit)
        {
            return int.MaxValue;
        }

        var rows = new int[3][];
        for (var i = 0; i < 3; i++)
        {
            rows[i] = new int[other.Length + 1];
        }

        for (var j = 0; j <= other.Length; j++)
        {
            rows[0][j] = j;
        }

        for (var i = 1; i <= one.Length; i++)
        {
            var (row, above, twoAbove) = (rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = Same(one[i - 1], other[j - 1]);
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]))
                {
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
                }
            }
        }

        return rows[one.Length % 3][other.Length];
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
