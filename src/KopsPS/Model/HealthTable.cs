using System.Globalization;
using System.Text;

namespace KopsPS;

/// <summary>Shows the health of a cluster as a table of its problems under a line that sums them up, each with what suffers from it.</summary>
internal static class HealthTable
{
    /// <summary>Effects shown under a problem; the object has all.</summary>
    private const int MaxEffects = 5;

    /// <summary>Checks shown that could not run; the object has all.</summary>
    private const int MaxNotChecked = 3;

    private const int MaxName = 64;

    /// <summary>What a narrow terminal leaves of a name, and shows of a finding before names are cut.</summary>
    private const int MinName = 34;
    private const int MinFinding = 28;

    public static string Of(KopsHealth health, int width)
    {
        var text = new StringBuilder($"   {health.Summary}");
        List<(string Verdict, string Name, string Since, string Finding)> rows = [];
        foreach (var problem in health.Problems)
        {
            rows.Add((problem.Verdict.ToString(), problem.ToString(), Ago(problem.Since, health), problem.Finding));
            foreach (var effect in problem.Effects.Take(MaxEffects))
            {
                rows.Add(("", $"  > {effect}", Ago(effect.Finding.Since, health), effect.Finding.Code));
            }

            if (problem.Effects.Length > MaxEffects)
            {
                rows.Add(("", string.Create(CultureInfo.InvariantCulture, $"  > and {problem.Effects.Length - MaxEffects} more"), "", ""));
            }
        }

        if (rows.Count > 0)
        {
            rows.Insert(0, ("Verdict", "Object", "Since", "Finding"));
            text.Append('\n');
        }

        var name = Math.Min(MaxName, rows.Select(row => row.Name.Length).DefaultIfEmpty().Max());
        var verdict = rows.Select(row => row.Verdict.Length).DefaultIfEmpty().Max();
        var since = rows.Select(row => row.Since.Length).DefaultIfEmpty().Max();
        if (width > 0)
        {
            name = Math.Clamp(width - 1 - verdict - since - 6 - MinFinding, Math.Min(MinName, name), name);
        }

        foreach (var row in rows)
        {
            Line($"{row.Verdict.PadRight(verdict)}  {Fit(row.Name, name)}  {row.Since.PadRight(since)}  {row.Finding}");
        }

        if (health.NotChecked.Length > 0)
        {
            text.Append('\n');
            Line(string.Create(CultureInfo.InvariantCulture, $"Not checked: {health.NotChecked.Length}"));
            foreach (var skipped in health.NotChecked.Take(MaxNotChecked))
            {
                Line($"  {skipped}");
            }

            if (health.NotChecked.Length > MaxNotChecked)
            {
                Line(string.Create(CultureInfo.InvariantCulture, $"  and {health.NotChecked.Length - MaxNotChecked} more"));
            }
        }

        return text.ToString();

        void Line(string line)
        {
            line = line.ReplaceLineEndings(" ").TrimEnd();
            text.Append('\n').Append(width > 1 && line.Length > width - 1 ? $"{line[..(width - 2)]}…" : line);
        }
    }

    private static string Ago(DateTimeOffset? since, KopsHealth health) => since is { } time && health.ObservedAt is { } now && now > time ? KopsAge.Format(now - time) : "";

    /// <summary>The end of a name tells more than its beginning: that is kept.</summary>
    private static string Fit(string name, int width) => name.Length <= width ? name.PadRight(width) : $"{name[..(width / 3)]}…{name[^(width - (width / 3) - 1)..]}";
}
