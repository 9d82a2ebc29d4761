using System.Text;
using System.Text.Json;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Lifecycle;

/// <summary>
/// The JSON that kops prints, in all its forms: one object or array, documents one after another with nothing between
/// (<c>validate --wait -o json</c>), lines of comments before it (<c>get --full -o json</c>), objects whose lines begin
/// with a comma (<c>create --dry-run -o json</c>), other text before it, or cut off in the middle.
/// </summary>
internal static class KopsDocuments
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads all whole documents; arrays are given as their elements where <paramref name="flatten"/> is set.</summary>
    /// <param name="text">kops' standard output.</param>
    /// <param name="rest">What was not JSON, in the order it came; empty where all was read.</param>
    /// <param name="flatten">Give the elements of arrays instead of the arrays.</param>
    public static IReadOnlyList<JsonElement> Read(string text, out string rest, bool flatten = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var documents = new List<JsonElement>();
        var skipped = new StringBuilder();
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = 0;
        while ((at = SkipToDocument(bytes, at, documents.Count > 0, skipped)) < bytes.Length)
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(at), new JsonReaderOptions { MaxDepth = Options.MaxDepth });
            try
            {
                using var document = JsonDocument.ParseValue(ref reader);
                var root = document.RootElement.Clone();
                documents.AddRange(flatten && root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root]);
            }
            catch (JsonException)
            {
                // Cut off or broken: nothing that follows can be trusted.
                skipped.Append(Encoding.UTF8.GetString(bytes.AsSpan(at)));
                break;
            }

            at += (int)reader.BytesConsumed;
        }

        rest = skipped.ToString();
        return documents;
    }

    /// <summary>Reads kops' YAML: its documents, or the elements of a list. A comment before it (<c>get --full</c>) is passed.</summary>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c> where it is no YAML.</exception>
    public static IReadOnlyList<KopsSpec> ReadYaml(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = 0;
        while (start < text.Length && (text[start] == '\n' || text.AsSpan(start).StartsWith("//", StringComparison.Ordinal)))
        {
            var end = text.IndexOf('\n', start);
            start = end < 0 ? text.Length : end + 1;
        }

        var documents = new List<KopsSpec>();
        foreach (var value in KopsYaml.ReadValues(text[start..]))
        {
            documents.AddRange((value is object?[] list ? list : [value]).Select(item =>
                item as KopsSpec ?? throw Faults.ManifestInvalid(null, "it is no mapping of fields", null)));
        }

        return documents;
    }

    /// <summary>Passes blanks, the comma between documents, and lines that begin no document; comments are no rest.</summary>
    private static int SkipToDocument(byte[] bytes, int at, bool afterDocument, StringBuilder skipped)
    {
        var commaAllowed = afterDocument;
        while (at < bytes.Length)
        {
            var c = bytes[at];
            if (c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                at++;
            }
            else if (c == (byte)',' && commaAllowed)
            {
                commaAllowed = false;
                at++;
            }
            else if (c is (byte)'{' or (byte)'[')
            {
                return at;
            }
            else
            {
                var end = Array.IndexOf(bytes, (byte)'\n', at);
                end = end < 0 ? bytes.Length : end + 1;
                var line = Encoding.UTF8.GetString(bytes.AsSpan(at, end - at));
                if (!line.StartsWith("//", StringComparison.Ordinal))
                {
                    skipped.Append(line);
                }

                at = end;
            }
        }

        return at;
    }
}
