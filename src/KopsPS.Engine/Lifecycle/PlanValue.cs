using System.Text;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// Puts values of kops' plan into one order: Go prints maps (<c>{a: b, c: d}</c>) in a new order every time, so that
/// equal plans differ as text. Lists keep theirs.
/// </summary>
internal static class PlanValue
{
    /// <summary>Deeper than any spec of kops; keeps the work linear.</summary>
    private const int MaxDepth = 8;

    /// <summary>The value with every map in the order of its keys.</summary>
    public static string Normalize(string value) => Normalize(value, 0);

    private static string Normalize(string value, int depth)
    {
        if (depth >= MaxDepth || value.Length < 2 || (value[0], value[^1]) is not (('{', '}') or ('[', ']')))
        {
            return value;
        }

        var isMap = value[0] == '{';
        var entries = Split(value[1..^1]);
        if (isMap)
        {
            entries = Glue(entries);
        }

        // Most values are in order already, and then nothing is copied.
        var inOrder = true;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.Length > 0 && entry[^1] is '}' or ']')
            {
                // In a map the value may be a map itself; the key is what stands before the first ": ".
                var start = isMap ? entry.IndexOf(": ", StringComparison.Ordinal) + 2 : 0;
                if (start != 1)
                {
                    var inner = Normalize(entry[start..], depth + 1);
                    if (!entry.AsSpan(start).SequenceEqual(inner))
                    {
                        inOrder = false;
                        entries[i] = string.Concat(entry.AsSpan(0, start), inner);
                    }
                }
            }

            inOrder &= !isMap || i == 0 || string.CompareOrdinal(entries[i - 1], entries[i]) <= 0;
        }

        if (inOrder)
        {
            return value;
        }

        if (isMap)
        {
            entries.Sort(StringComparer.Ordinal);
        }

        return $"{value[0]}{string.Join(", ", entries)}{value[^1]}";
    }

    /// <summary>Splits at ", " outside of brackets; at every ", " where the brackets do not match.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    depth--;
                    break;
                case ',' when depth == 0 && i + 1 < text.Length && text[i + 1] == ' ':
                    parts.Add(text[start..i]);
                    start = i + 2;
                    break;
            }

            if (depth < 0)
            {
                break;
            }
        }

        if (depth != 0)
        {
            return [.. text.Split(", ")];
        }

        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>A part without a key belongs to the value before it: a comma in a tag.</summary>
    private static List<string> Glue(List<string> parts)
    {
        if (parts.TrueForAll(part => part.Contains(": ", StringComparison.Ordinal)))
        {
            return parts;
        }

        var entries = new List<StringBuilder>();
        foreach (var part in parts)
        {
            if (entries.Count > 0 && !part.Contains(": ", StringComparison.Ordinal))
            {
                entries[^1].Append(", ").Append(part);
            }
            else
            {
                entries.Add(new StringBuilder(part));
            }
        }

        return [.. entries.Select(entry => entry.ToString())];
    }
}
