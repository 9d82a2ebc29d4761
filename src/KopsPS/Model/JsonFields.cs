using System.Text.Json;

namespace KopsPS;

/// <summary>Reads a JSON object as the values that scripts work with.</summary>
internal static class JsonFields
{
    /// <summary>The object's fields; null where the text is none.</summary>
    public static KopsSpec? Parse(string text)
    {
        var start = text.AsSpan().TrimStart();
        if (start.Length < 2 || start[0] != '{')
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return (KopsSpec?)Value(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // It only began like one, or has half of a surrogate pair in its text.
            return null;
        }
    }

    private static object? Value(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new KopsSpec();
                foreach (var property in element.EnumerateObject())
                {
                    // The last one counts where a name comes twice.
                    fields[property.Name] = Value(property.Value);
                }

                return fields;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(Value).ToArray();
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }
}
