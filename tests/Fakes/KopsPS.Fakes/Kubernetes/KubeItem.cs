using System.Text;
using System.Text.Json;

namespace KopsPS.Fakes.Kubernetes;

/// <summary>One object of a list, as bytes.</summary>
internal sealed class KubeItem
{
    private readonly byte[] _template;
    private readonly int[] _nameAt;
    private int[] _otherAt = [];
    private string _other = "";

    private KubeItem(byte[] template, int[] nameAt, string @namespace, string name)
    {
        _template = template;
        _nameAt = nameAt;
        Namespace = @namespace;
        Name = name;
    }

    public string Namespace { get; }

    public string Name { get; }

    public int Length => _template.Length;

    public static KubeItem FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        // A row of a table has its object in it.
        var metadata = (document.RootElement.TryGetProperty("object", out var row) ? row : document.RootElement).GetProperty("metadata");
        var @namespace = metadata.TryGetProperty("namespace", out var value) ? value.GetString()! : "";
        return new KubeItem(Encoding.UTF8.GetBytes(json), [], @namespace, metadata.GetProperty("name").GetString()!);
    }

    /// <summary>Copies of one object that differ in the name, which must keep its length; they share the template's bytes.</summary>
    public static IEnumerable<KubeItem> Series(string json, string name, IEnumerable<string> names)
    {
        var template = FromJson(json);
        var places = Places(template._template, name);
        return names.Select(other => new KubeItem(template._template, places, template.Namespace, other));
    }

    /// <summary>The same, with a second text that differs.</summary>
    public static IEnumerable<KubeItem> Series(string json, string name, IEnumerable<string> names, string second, Func<int, string> other)
    {
        var places = Places(Encoding.UTF8.GetBytes(json), second);
        return Series(json, name, names).Select((item, index) =>
        {
            (item._otherAt, item._other) = (places, other(index));
            return item;
        });
    }

    public void CopyTo(Span<byte> target)
    {
        _template.CopyTo(target);
        foreach (var at in _nameAt)
        {
            Encoding.UTF8.GetBytes(Name, target[at..]);
        }

        foreach (var at in _otherAt)
        {
            Encoding.UTF8.GetBytes(_other, target[at..]);
        }
    }

    public JsonDocument Parse()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return JsonDocument.Parse(bytes);
    }

    private static int[] Places(byte[] template, string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        var at = new List<int>();
        for (var from = 0; template.AsSpan(from).IndexOf(needle) is >= 0 and var found; from += found + needle.Length)
        {
            at.Add(from + found);
        }

        return [.. at];
    }
}
