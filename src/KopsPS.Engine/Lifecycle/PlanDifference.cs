namespace KopsPS.Engine.Lifecycle;

/// <summary>Says in words how two plans of a cluster differ.</summary>
internal static class PlanDifference
{
    /// <summary>More than these tell a person nothing new.</summary>
    private const int MaxShown = 5;

    /// <summary>The differences; null where both plans do the same.</summary>
    public static string? Describe(KopsPlan seen, KopsPlan now)
    {
        var gone = Without(seen.Items, now.Items);
        var added = Without(now.Items, seen.Items);
        var parts = new List<string>();

        // The same resource on both sides is one difference, not two.
        foreach (var item in gone)
        {
            var other = added.FirstOrDefault(candidate => candidate.Type == item.Type && candidate.Name == item.Name);
            if (other is null)
            {
                parts.Add($"no longer: {item}");
                continue;
            }

            added.Remove(other);
            parts.Add($"changed: {other}{(other.Change.Length > 0 && other.Change != item.Change ? $" ({other.Change}, planned was {item.Change})" : "")}");
        }

        parts.AddRange(added.Select(item => $"new: {item}"));
        parts.AddRange(now.Unparsed.Except(seen.Unparsed, StringComparer.Ordinal).Select(line => $"not understood: {line.Trim()}"));
        return Listed(parts);
    }

    private static string? Listed(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => null,
        > MaxShown => $"{string.Join("; ", parts.Take(MaxShown))}; and {parts.Count - MaxShown} more.",
        _ => $"{string.Join("; ", parts)}.",
    };

    /// <summary>The same for a plan that comes back from a file: its resources are known by name only, and its hash decides.</summary>
    public static string? DescribeStored(KopsPlan seen, KopsPlan now)
    {
        if (seen.Equals(now))
        {
            return null;
        }

        var names = seen.Items.Select(item => $"{item}").ToHashSet(StringComparer.Ordinal);
        var present = now.Items.Select(item => $"{item}").ToHashSet(StringComparer.Ordinal);
        string[] parts =
        [
            .. names.Except(present).Select(name => $"no longer: {name}"),
            .. present.Except(names).Select(name => $"new: {name}"),
        ];
        return Listed(parts) ?? "the resources are the same, what happens to them is not.";
    }

    private static List<KopsPlanItem> Without(IEnumerable<KopsPlanItem> items, IEnumerable<KopsPlanItem> others)
    {
        var left = others.GroupBy(item => item).ToDictionary(group => group.Key, group => group.Count());
        var rest = new List<KopsPlanItem>();
        foreach (var item in items)
        {
            if (left.TryGetValue(item, out var count) && count > 0)
            {
                left[item] = count - 1;
            }
            else
            {
                rest.Add(item);
            }
        }

        return rest;
    }
}
