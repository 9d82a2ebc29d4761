using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using KopsPS.Engine;
using KopsPS.Engine.Workloads;

namespace KopsPS.Commands;

/// <summary>Turns what is piped in into manifests: lines and texts, files, hashtables, custom objects.</summary>
internal sealed class ManifestInput
{
    private const string Piped = "the pipeline";

    private readonly List<string> _lines = [];

    /// <summary>Takes a piece; text is only gathered, since a pipeline brings a file line by line.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c>, <c>KubernetesManifestUnreadable</c>, <c>KubernetesManifestNotFound</c></exception>
    public async Task<IReadOnlyList<ManifestObject>> TakeAsync(PSObject piece, bool recurse, CancellationToken cancellationToken)
    {
        switch (piece.BaseObject)
        {
            case string marked:
                var text = marked.TrimStart('\uFEFF');
                // A whole text after another one is a document of its own, and so is an object in JSON, which may be all on one line.
                if (_lines.Count > 0 && (text.Contains('\n', StringComparison.Ordinal) || IsWhole(text)))
                {
                    _lines.Add("---");
                }

                _lines.Add(text);
                return [];
            case FileSystemInfo place:
                List<ManifestObject> all = [];
                foreach (var file in ManifestReader.Files(place.FullName, recurse))
                {
                    all.AddRange(await ManifestReader.ReadFileAsync(file, cancellationToken).ConfigureAwait(false));
                }

                return all;
        }

        KopsSpec document;
        try
        {
            document = Plain(piece) as KopsSpec ?? throw Faults.KubernetesManifestInvalid(Piped, $"an object of the type {piece.BaseObject.GetType().Name} is no manifest");
        }
        catch (ArgumentException cause)
        {
            throw Faults.KubernetesManifestInvalid(Piped, cause.Message, cause);
        }

        return [.. ManifestReader.Read(document, Piped)];
    }

    /// <summary>What the gathered text holds.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c></exception>
    public IReadOnlyList<ManifestObject> End() => _lines.Count == 0 ? [] : ManifestReader.Read(string.Join('\n', _lines), Piped);

    private static bool IsWhole(string text)
    {
        if (!text.StartsWith('{') || !text.TrimEnd().EndsWith('}'))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("kind", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static object? Plain(object? value)
    {
        var inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (inner)
        {
            case PSCustomObject:
                var section = new KopsSpec();
                foreach (var property in ((PSObject)value!).Properties)
                {
                    section.Add(property.Name, Plain(property.Value));
                }

                return section;
            case IDictionary map:
                var copy = new KopsSpec();
                foreach (DictionaryEntry entry in map)
                {
                    copy.Add(entry.Key, Plain(entry.Value));
                }

                return copy;
            case string or null or ValueType:
                return inner;
            case IEnumerable several:
                return several.Cast<object?>().Select(Plain).ToArray();
            default:
                return inner;
        }
    }
}
