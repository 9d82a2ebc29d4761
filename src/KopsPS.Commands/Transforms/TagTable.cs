using System.Collections;

namespace KopsPS.Commands;

/// <summary>Reads the hashtable of a <c>-Tag</c> parameter.</summary>
internal static class TagTable
{
    /// <summary>Names and values as texts; null where nothing was told.</summary>
    public static Dictionary<string, string>? Read(IDictionary? table) =>
        table?.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString() ?? "", entry => entry.Value?.ToString() ?? "", StringComparer.Ordinal);
}
