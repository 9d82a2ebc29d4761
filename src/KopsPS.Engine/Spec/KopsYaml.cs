using System.Text;
using KopsPS.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KopsPS.Engine.Spec;

/// <summary>
/// Reads and writes YAML as sigs.k8s.io/yaml does, through which kops handles all its files: fields keep their order
/// and names, unknown ones included; the last of two equal names wins; aliases become copies.
/// </summary>
public static class KopsYaml
{
    /// <summary>Deeper nesting is an attack or a mistake: kops' own objects have a depth of about fifteen.</summary>
    private const int DeepestLevel = 256;

    /// <summary>Reads all documents of a text; empty ones are left out.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What it was read from, for messages.</param>
    /// <param name="unique">Refuses a name that a mapping has twice, as API servers do.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: no YAML, or no mapping at the top.</exception>
    public static IReadOnlyList<KopsSpec> ReadAll(string yaml, string? source = null, bool unique = false)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var documents = new List<KopsSpec>();
        foreach (var value in ReadValues(yaml, source, unique))
        {
            switch (value)
            {
                case null:
                    break;
                case KopsSpec document:
                    documents.Add(document);
                    break;
                default:
                    throw Faults.ManifestInvalid(source, "its top level is not a mapping of fields", null);
            }
        }

        return documents;
    }

    /// <summary>Reads the only document of a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What it was read from, for messages.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: no YAML, no mapping at the top, or not exactly one document.</exception>
    public static KopsSpec Read(string yaml, string? source = null) => ReadAll(yaml, source) switch
    {
        [var document] => document,
        [] => throw Faults.ManifestInvalid(source, "it is empty", null),
        var documents => throw Faults.ManifestInvalid(source, $"it holds {documents.Count} documents instead of one", null),
    };

    /// <summary>Reads the one document in the bytes of a stored object.</summary>
    /// <param name="utf8">UTF-8 text, with or without a byte-order mark.</param>
    /// <param name="source">What it was read from, for messages.</param>
    /// <exception cref="KopsException"><c>KopsManifestInvalid</c>: as for text, or the bytes are no UTF-8.</exception>
    public static KopsSpec Read(ReadOnlyMemory<byte> utf8, string? source = null) => Read(Decode(utf8.Span, source), source);

    /// <summary>Writes documents in kops' own form, divided as <c>kops get -o yaml</c> divides them.</summary>
    /// <param name="documents">The documents.</param>
    public static string Write(IEnumerable<KopsSpec> documents) =>
        string.Join("\n---\n\n", documents.Select(document => document.ToYaml()));

    /// <summary>Reads the values of all documents, whatever they are.</summary>
    internal static IReadOnlyList<object?> ReadValues(string yaml, string? source = null, bool unique = false)
    {
        try
        {
            return new Reader(yaml, source, unique).Documents();
        }
        catch (YamlException fault)
        {
            throw Faults.ManifestInvalid(source, $"line {fault.Start.Line}, column {fault.Start.Column}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The parser's own slips on broken text.
            throw Faults.ManifestInvalid(source, fault.Message, fault);
        }
    }

    private static string Decode(ReadOnlySpan<byte> utf8, string? source)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException fault)
        {
            throw Faults.ManifestInvalid(source, "it is not UTF-8 text", fault);
        }
    }

    /// <summary>Builds values from the parser's events.</summary>
    private sealed class Reader(string yaml, string? source, bool unique)
    {
        private static readonly object MergeKey = new();

        private readonly Parser _parser = new(new StringReader(yaml));
        private readonly Dictionary<AnchorName, (object? Value, int Size)> _anchors = [];

        /// <summary>Values that aliases may still add: as many as the text has characters, so that a bomb of aliases stays small.</summary>
        private int _aliasAllowance = Math.Max(yaml.Length, 1000);

        /// <summary>Values built so far.</summary>
        private int _built;

        public List<object?> Documents()
        {
            var documents = new List<object?>();
            _parser.Consume<StreamStart>();
            while (!_parser.TryConsume<StreamEnd>(out _))
            {
                _parser.Consume<DocumentStart>();
                _anchors.Clear();
                documents.Add(Value(0));
                _parser.Consume<DocumentEnd>();
            }

            return documents;
        }

        private object? Value(int depth)
        {
            if (depth > DeepestLevel)
            {
                throw Fault($"it is nested deeper than {DeepestLevel} levels", _parser.Current);
            }

            if (_parser.TryConsume<AnchorAlias>(out var alias))
            {
                return Copied(alias);
            }

            var before = _built++;
            var node = _parser.Current as NodeEvent ?? throw Fault("a value is missing", _parser.Current);
            var value = node switch
            {
                Scalar scalar => ScalarOf(scalar),
                MappingStart map => Map(map, depth),
                SequenceStart list => List(list, depth),
                _ => throw Fault("a value is missing", node),
            };
            if (!node.Anchor.IsEmpty)
            {
                _anchors[node.Anchor] = (value, _built - before);
            }

            return value;
        }

        private object? Copied(AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value, out var anchored))
            {
                throw Fault($"the alias *{alias.Value} has no anchor", alias);
            }

            _aliasAllowance -= anchored.Size;
            _built += anchored.Size;
            return _aliasAllowance >= 0 ? KopsSpec.Copy(anchored.Value) : throw Fault("its aliases repeat too much", alias);
        }

        private object?[] List(SequenceStart start, int depth)
        {
            _parser.Consume<SequenceStart>();
            Tag(start.Tag, "seq", start);
            var items = new List<object?>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value(depth + 1));
            }

            return [.. items];
        }

        private KopsSpec Map(MappingStart start, int depth)
        {
            _parser.Consume<MappingStart>();
            Tag(start.Tag, "map", start);
            var section = new KopsSpec();
            List<(object? Value, ParsingEvent At)>? merges = null;
            HashSet<string>? names = unique ? new(StringComparer.Ordinal) : null;
            while (!_parser.TryConsume<MappingEnd>(out _))
            {
                var at = _parser.Current!;
                var key = Key(depth);
                var value = Value(depth + 1);
                if (ReferenceEquals(key, MergeKey))
                {
                    (merges ??= []).Add((value, at));
                }
                else if (names?.Add((string)key) == false)
                {
                    throw Fault($"the field '{key}' is there twice", at);
                }
                else
                {
                    section.SetExact((string)key, value);
                }
            }

            foreach (var (value, at) in merges ?? [])
            {
                Merge(section, value, at);
            }

            return section;
        }

        /// <summary>A field's own name wins over a merged one, and the first of several merged ones over the next.</summary>
        private static void Merge(KopsSpec section, object? value, ParsingEvent at)
        {
            foreach (var part in value as object?[] ?? [value])
            {
                if (part is not KopsSpec merged)
                {
                    throw new YamlException(at.Start, at.End, "a merge needs a mapping or a list of mappings");
                }

                foreach (var (key, field) in merged.Entries)
                {
                    section.AddMissing(key, field);
                }
            }
        }

        /// <summary>Names are text: numbers and Booleans become it, as in JSON.</summary>
        private object Key(int depth)
        {
            var at = _parser.Current!;
            if (at is Scalar { IsKey: _, Value: "<<", Style: ScalarStyle.Plain, Tag.IsEmpty: true })
            {
                _parser.MoveNext();
                return MergeKey;
            }

            return Value(depth + 1) switch
            {
                string name => name,
                bool flag => flag ? "true" : "false",
                double number => YamlScalar.Format(number),
                IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                null => throw Fault("a field has no name", at),
                _ => throw Fault("the name of a field is no plain text", at),
            };
        }

        private object? ScalarOf(Scalar scalar)
        {
            _parser.Consume<Scalar>();
            var tag = ShortTag(scalar.Tag);
            if (tag is "str" or "!" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain))
            {
                return scalar.Value;
            }

            var (kind, value) = YamlScalar.Resolve(scalar.Value);
            value = (tag, kind) switch
            {
                (_, YamlScalarKind.Float) when value is double number && !double.IsFinite(number) =>
                    throw Fault($"the number {scalar.Value} has no counterpart in JSON", scalar),
                ("", _) => value,
                ("bool", YamlScalarKind.Boolean) or ("int", YamlScalarKind.Integer) or ("float", YamlScalarKind.Float)
                    or ("null", YamlScalarKind.Null) or ("timestamp", YamlScalarKind.Timestamp) => value,
                ("float", YamlScalarKind.Integer) => Convert.ToDouble(((IFormattable)value!).ToString(null, null), System.Globalization.CultureInfo.InvariantCulture),
                ("binary", _) => Binary(scalar),
                ("bool" or "int" or "float" or "null" or "timestamp", _) => throw Fault($"'{scalar.Value}' is no {tag}", scalar),
                // Go keeps the text of a tag that it does not know.
                _ => scalar.Value,
            };
            return value;
        }

        private string Binary(Scalar scalar)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value));
            }
            catch (FormatException)
            {
                throw Fault("its !!binary is no base64", scalar);
            }
        }

        private void Tag(TagName tag, string expected, ParsingEvent at)
        {
            var name = ShortTag(tag);
            if (name is "str" or "int" or "float" or "bool" or "null" or "binary" or "seq" or "map" && name != expected)
            {
                throw Fault($"a {(expected == "seq" ? "list" : "mapping")} cannot be a {name}", at);
            }
        }

        private static string ShortTag(TagName tag)
        {
            const string prefix = "tag:yaml.org,2002:";
            if (tag.IsEmpty)
            {
                return "";
            }

            return tag.IsNonSpecific ? "!" : tag.Value.StartsWith(prefix, StringComparison.Ordinal) ? tag.Value[prefix.Length..] : tag.Value;
        }

        private KopsException Fault(string why, ParsingEvent? at) => Faults.ManifestInvalid(
            source, at is null ? why : $"line {at.Start.Line}, column {at.Start.Column}: {why}", null);
    }
}
