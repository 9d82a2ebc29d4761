using System.Globalization;
using System.Xml.Linq;

namespace KopsPS.Engine.Aws;

/// <summary>Reads the query protocol's XML, whatever its namespace.</summary>
internal static class QueryXml
{
    /// <summary>A child; empty where there is none.</summary>
    public static XElement Child(this XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name) ?? new XElement(name);

    /// <summary>The members of a list.</summary>
    public static IEnumerable<XElement> Members(this XElement parent, string name) =>
        parent.Child(name).Elements().Where(element => element.Name.LocalName == "member");

    /// <summary>The text of a child; empty where there is none.</summary>
    public static string Text(this XElement parent, string name) => parent.Child(name).Value;

    /// <summary>The text of a child; null where it is empty or there is none.</summary>
    public static string? TextOrNull(this XElement parent, string name) => parent.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>The number in a child; zero where there is none.</summary>
    public static int Number(this XElement parent, string name) => int.TryParse(parent.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The time of a child in UTC, or null.</summary>
    public static DateTimeOffset? Date(this XElement parent, string name) =>
        DateTimeOffset.TryParse(parent.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>The tags of something.</summary>
    public static IReadOnlyDictionary<string, string> Tags(this XElement parent)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in parent.Members("Tags"))
        {
            tags[tag.Text("Key")] = tag.Text("Value");
        }

        return tags;
    }
}
