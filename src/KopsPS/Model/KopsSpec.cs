using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KopsPS.Yaml;

namespace KopsPS;

/// <summary>
/// A section of a kops object with everything in it, fields that KopsPS does not know included: ordered, names kept as
/// written, looked up without regard to case (an exact match wins), so that <c>$cluster.Spec.kubernetesVersion</c> works.
/// Values are <see cref="string"/>, <see cref="long"/> (<see cref="BigInteger"/> where too big), <see cref="double"/>,
/// <see cref="bool"/>, null, <see cref="KopsSpec"/> and arrays of these.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "PowerShell works with IDictionary; a generic twin would change how it shows and reads the fields.")]
[SuppressMessage("Naming", "CA1710", Justification = "The field's own word is spec.")]
public sealed class KopsSpec : IDictionary
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>For each name without regard to case the first one as written.</summary>
    private readonly Dictionary<string, string> _spelling = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates an empty section.</summary>
    public KopsSpec()
    {
    }

    /// <summary>Creates a section from another dictionary, such as a hashtable; nested ones are copied too.</summary>
    /// <param name="source">Names and values.</param>
    /// <exception cref="ArgumentException">A value has a type that YAML cannot hold.</exception>
    public KopsSpec(IDictionary source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (DictionaryEntry entry in source)
        {
            this[entry.Key] = entry.Value;
        }
    }

    /// <summary>Number of fields.</summary>
    public int Count => _order.Count;

    /// <summary>The names, in order.</summary>
    public ICollection Keys => _order.ToArray();

    /// <summary>The values, in order.</summary>
    public ICollection Values => _order.Select(key => _values[key]).ToArray();

    bool IDictionary.IsFixedSize => false;

    bool IDictionary.IsReadOnly => false;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    /// <summary>Names and values, in order.</summary>
    internal IEnumerable<KeyValuePair<string, object?>> Entries => _order.Select(key => KeyValuePair.Create(key, _values[key]));

    /// <summary>The value of a field, or null where it is missing. A new field goes to the end.</summary>
    /// <param name="key">Name; case matters only where two names differ in nothing else.</param>
    /// <exception cref="ArgumentException">The value set has a type that YAML cannot hold.</exception>
    public object? this[object key]
    {
        get => Find(Name(key)) is { } found ? _values[found] : null;
        set
        {
            var name = Name(key);
            SetExact(Find(name) ?? name, Normal(value));
        }
    }

    /// <summary>Adds a field; names that differ in case only are different here, as in Kubernetes' labels.</summary>
    /// <param name="key">Name.</param>
    /// <param name="value">Value.</param>
    /// <exception cref="ArgumentException">The very name is there already, or the value has a type that YAML cannot hold.</exception>
    public void Add(object key, object? value)
    {
        var name = Name(key);
        if (_values.ContainsKey(name))
        {
            throw new ArgumentException($"There is a field '{name}' already.", nameof(key));
        }

        SetExact(name, Normal(value));
    }

    /// <summary>Removes all fields.</summary>
    public void Clear()
    {
        _order.Clear();
        _values.Clear();
        _spelling.Clear();
    }

    /// <summary>Whether there is such a field, whatever its case.</summary>
    /// <param name="key">Name.</param>
    public bool Contains(object key) => Find(Name(key)) is not null;

    /// <summary>Removes a field; nothing happens where it is missing.</summary>
    /// <param name="key">Name, whatever its case.</param>
    public void Remove(object key)
    {
        if (Find(Name(key)) is not { } found)
        {
            return;
        }

        _order.Remove(found);
        _values.Remove(found);
        if (_spelling.TryGetValue(found, out var spelled) && spelled == found)
        {
            _spelling.Remove(found);
            if (_order.Find(name => name.Equals(found, StringComparison.OrdinalIgnoreCase)) is { } other)
            {
                _spelling[found] = other;
            }
        }
    }

    /// <summary>Goes through the fields in order.</summary>
    public IDictionaryEnumerator GetEnumerator() => new Enumerator([.. Entries]);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection.CopyTo(Array array, int index)
    {
        foreach (var (key, value) in Entries)
        {
            array.SetValue(new DictionaryEntry(key, value), index++);
        }
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public KopsSpec Clone()
    {
        var copy = new KopsSpec();
        foreach (var (key, value) in Entries)
        {
            copy.SetExact(key, Copy(value));
        }

        return copy;
    }

    /// <summary>The section as one YAML document in kops' own style, with a line end behind it.</summary>
    public string ToYaml() => YamlWriter.Write(this);

    /// <summary>The section as JSON.</summary>
    /// <param name="indented">True for a form to read, false for one line.</param>
    public string ToJson(bool indented = false)
    {
        using var buffer = new MemoryStream();
        // Nobody puts this into HTML, and kops writes < and & as they are.
        var options = new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            WriteJson(writer, this);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The names, for a short look.</summary>
    public override string ToString() => $"{{{string.Join(", ", _order)}}}";

    /// <summary>Sets a field by its very name, without a look at the value's type.</summary>
    internal void SetExact(string name, object? value)
    {
        if (!_values.ContainsKey(name))
        {
            _order.Add(name);
            _spelling.TryAdd(name, name);
        }

        _values[name] = value;
    }

    /// <summary>Sets a field unless its very name is there.</summary>
    internal void AddMissing(string name, object? value)
    {
        if (!_values.ContainsKey(name))
        {
            SetExact(name, value);
        }
    }

    /// <summary>Copies sections and arrays, returns the rest as it is.</summary>
    internal static object? Copy(object? value) => value switch
    {
        KopsSpec section => section.Clone(),
        object?[] items => Array.ConvertAll(items, Copy),
        _ => value,
    };

    private static string Name(object key) => key switch
    {
        null => throw new ArgumentNullException(nameof(key)),
        string name => name,
        _ => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "",
    };

    private static object? Normal(object? value)
    {
        switch (value)
        {
            case null or string or bool or long or double or BigInteger or KopsSpec:
                return value;
            case byte or sbyte or short or ushort or int or uint:
                return Convert.ToInt64(value, CultureInfo.InvariantCulture);
            case ulong big:
                return big <= long.MaxValue ? (long)big : (BigInteger)big;
            case float or decimal:
                return Convert.ToDouble(value, CultureInfo.InvariantCulture);
            case char or Enum or Uri or Version:
                return value.ToString();
            case DateTime time:
                return time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            case DateTimeOffset time:
                return time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            case IDictionary map:
                return new KopsSpec(map);
        }

        // PowerShell wraps what carries notes, such as a line of a file; this assembly does not reference it.
        if (value.GetType() is { FullName: "System.Management.Automation.PSObject" } wrapper
            && wrapper.GetProperty("BaseObject")?.GetValue(value) is { } inner && !ReferenceEquals(inner, value))
        {
            return Normal(inner);
        }

        return value is IEnumerable items
            ? items.Cast<object?>().Select(Normal).ToArray()
            : throw new ArgumentException($"A value of the type {value.GetType().Name} cannot be a field of a spec. Use text, numbers, Booleans, hashtables and arrays.");
    }

    private static void WriteJson(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteRawValue(YamlScalar.Format(number), skipInputValidation: true);
                break;
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case KopsSpec section:
                writer.WriteStartObject();
                foreach (var (key, field) in section.Entries)
                {
                    writer.WritePropertyName(key);
                    WriteJson(writer, field);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStartArray();
                foreach (var item in (object?[])value)
                {
                    WriteJson(writer, item);
                }

                writer.WriteEndArray();
                break;
        }
    }

    private string? Find(string name) =>
        _values.ContainsKey(name) ? name : _spelling.GetValueOrDefault(name);

    private sealed class Enumerator(KeyValuePair<string, object?>[] entries) : IDictionaryEnumerator
    {
        private int _at = -1;

        public DictionaryEntry Entry => new(entries[_at].Key, entries[_at].Value);

        public object Key => entries[_at].Key;

        public object? Value => entries[_at].Value;

        public object Current => Entry;

        public bool MoveNext() => ++_at < entries.Length;

        public void Reset() => _at = -1;
    }
}
