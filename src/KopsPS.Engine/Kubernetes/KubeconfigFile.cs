using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// One kubeconfig file as a tree of YAML (or JSON) nodes: fields that KopsPS does not know survive reading and writing.
/// </summary>
public sealed class KubeconfigFile
{
    private KubeconfigFile(string path, YamlMappingNode root)
    {
        Path = path;
        Root = root;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>The whole tree.</summary>
    internal YamlMappingNode Root { get; }

    /// <summary>The context that is used where none is named.</summary>
    public string? CurrentContext => Text(Root, "current-context");

    /// <summary>Reads a file.</summary>
    /// <exception cref="KopsException"><c>KubeconfigInvalid</c> or <c>KubeconfigUnreadable</c>.</exception>
    public static async Task<KubeconfigFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            return Parse(path, await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Faults.KubeconfigUnreadable(path, fault);
        }
    }

    /// <summary>Reads text; <paramref name="path"/> is where relative paths start.</summary>
    public static KubeconfigFile Parse(string path, string text)
    {
        var stream = new YamlStream();
        try
        {
            if (KubeconfigShape.Fault(text) is { } fault)
            {
                throw Faults.KubeconfigInvalid(path, fault, null);
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            throw Faults.KubeconfigInvalid(path, $"line {fault.Start.Line}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The parser's own slips on broken text.
            throw Faults.KubeconfigInvalid(path, fault.Message, fault);
        }

        return stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" or "null" or "~" }
            ? Empty(path)
            : stream.Documents[0].RootNode is YamlMappingNode root
                ? new KubeconfigFile(path, root)
                : throw Faults.KubeconfigInvalid(path, "it is no mapping of fields", null);
    }

    /// <summary>A kubeconfig without entries.</summary>
    public static KubeconfigFile Empty(string path) => new(path, new YamlMappingNode
    {
        { "apiVersion", "v1" },
        { "kind", "Config" },
    });

    /// <summary>The tree as text.</summary>
    public string ToYaml()
    {
        var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(Root)).Save(text, assignAnchors: false);
        var yaml = text.ToString();
        return yaml.EndsWith("...\n", StringComparison.Ordinal) ? yaml[..^4] : yaml;
    }

    /// <summary>The names in <c>clusters</c>, <c>contexts</c> or <c>users</c>.</summary>
    internal IEnumerable<string> Names(string list) => Entries(list).Select(entry => Text(entry, "name")).OfType<string>();

    /// <summary>The body of a named entry: the mapping below <c>cluster</c>, <c>context</c> or <c>user</c>; null where the name is missing.</summary>
    internal YamlMappingNode? Find(string list, string name)
    {
        var entry = Entries(list).FirstOrDefault(entry => Text(entry, "name") == name);
        return entry is null ? null : Child(entry, list[..^1]) as YamlMappingNode ?? [];
    }

    /// <summary>Puts an entry in, in the place of the one of its name.</summary>
    internal void Put(string list, string name, YamlMappingNode body)
    {
        if (Child(Root, list) is not YamlSequenceNode sequence)
        {
            sequence = [];
            Root.Children[list] = sequence;
        }

        var entry = new YamlMappingNode { { list[..^1], body }, { "name", new YamlScalarNode(name) } };
        var old = sequence.Children.OfType<YamlMappingNode>().FirstOrDefault(item => Text(item, "name") == name);
        if (old is null)
        {
            sequence.Style = YamlDotNet.Core.Events.SequenceStyle.Block;
            sequence.Add(entry);
        }
        else
        {
            // Fields beside the body that nobody knows stay.
            old.Children[list[..^1]] = body;
        }
    }

    /// <summary>Sets or removes <c>current-context</c>.</summary>
    internal void SetCurrentContext(string context) => Root.Children["current-context"] = new YamlScalarNode(context);

    internal static YamlNode? Child(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    /// <summary>A scalar's text; null where it is missing, empty or null.</summary>
    internal static string? Text(YamlMappingNode? node, string name) =>
        node is not null && Child(node, name) is YamlScalarNode { Value.Length: > 0 } scalar
            && !(scalar.Style == ScalarStyle.Plain && scalar.Value is "null" or "~")
            ? scalar.Value
            : null;

    internal static bool Flag(YamlMappingNode? node, string name) => Text(node, name) is "true" or "True" or "TRUE";

    internal static IEnumerable<string> Texts(YamlMappingNode? node, string name) =>
        node is not null && Child(node, name) is YamlSequenceNode sequence
            ? sequence.Children.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "")
            : [];

    private IEnumerable<YamlMappingNode> Entries(string list) =>
        Child(Root, list) is YamlSequenceNode sequence ? sequence.Children.OfType<YamlMappingNode>() : [];
}
