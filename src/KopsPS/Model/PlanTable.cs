using System.Text;

namespace KopsPS;

/// <summary>Shows a plan as a table under a line with its counts: the view of one object with its many items.</summary>
internal static class PlanTable
{
    /// <summary>Long names would leave no room for what changes.</summary>
    private const int MaxName = 60;

    /// <summary>What a narrow terminal leaves of a name, and shows of a change before names are cut.</summary>
    private const int MinName = 20;
    private const int MinChange = 24;

    public static string Of(KopsPlan plan, int width)
    {
        var text = new StringBuilder($"   {plan}");
        var rows = plan.Items.Concat(plan.Deferred)
            .Select(item => new[] { item.Action.ToString(), item.Type, item.Name, item.Change })
            .Prepend(["Action", "Type", "Name", "Change"])
            .ToArray();
        if (rows.Length == 1)
        {
            return text.ToString();
        }

        var widths = new[] { rows.Max(row => row[0].Length), rows.Max(row => row[1].Length), Math.Min(MaxName, rows.Max(row => row[2].Length)) };
        if (width > 0)
        {
            var change = Math.Min(MinChange, rows.Max(row => row[3].Length));
            widths[2] = Math.Clamp(width - 1 - change - widths[0] - widths[1] - 6, Math.Min(MinName, widths[2]), widths[2]);
        }

        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var i = 0; i < widths.Length; i++)
            {
                // A deletion has only a name, which says all about it.
                line.Append(row[3].Length == 0 && i == 2 ? row[i] : Cut(row[i], widths[i])).Append("  ");
            }

            text.Append('\n').Append(Cut(line.Append(row[3]).ToString(), width <= 0 ? int.MaxValue : width - 1).TrimEnd());
        }

        return text.ToString();
    }

    private static string Cut(string text, int width) =>
        text.Length <= width ? (width == int.MaxValue ? text : text.PadRight(width)) : width < 2 ? "" : $"{text[..(width - 1)]}…";
}
