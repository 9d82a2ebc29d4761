using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Workloads;

/// <summary>Reads manifests: documents of YAML or JSON, lists taken apart.</summary>
public static class ManifestReader
{
    /// <summary>Manifests in etcd are at most 1.5 MB each; a file of this size is none.</summary>
    private const long LargestFile = 256L * 1024 * 1024;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON, any number of documents.</param>
    /// <param name="source">Where it was read, for messages.</param>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c></exception>
    public static IReadOnlyList<ManifestObject> Read(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        IReadOnlyList<KopsSpec> documents;
        try
        {
            // Texts that were downloaded may still have their byte-order mark.
            documents = KopsYaml.ReadAll(text.TrimStart('\uFEFF'), source, unique: true);
        }
        catch (KopsException fault) when (fault.Id == "KopsManifestInvalid")
        {
            // Its message begins with the source as ours does.
            var at = fault.Message.IndexOf("manifest: ", StringComparison.Ordinal);
            throw Faults.KubernetesManifestInvalid(source, at < 0 ? fault.Message : fault.Message[(at + "manifest: ".Length)..].TrimEnd('.'), fault);
        }

        return [.. documents.SelectMany((document, index) => Read(document, documents.Count > 1 ? $"{source} (document {index + 1})" : source))];
    }

    /// <summary>Takes a document, or each object of a list.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c></exception>
    public static IEnumerable<ManifestObject> Read(KopsSpec document, string source)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Objects(JsonNode.Parse(document.ToJson())!.AsObject(), source);
    }

    /// <summary>The files that a path means: itself, or those of a folder in the order of their names.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestNotFound</c></exception>
    public static IReadOnlyList<string> Files(string path, bool recurse)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw Faults.KubernetesManifestNotFound(path, "does not exist");
        }

        var files = Directory.EnumerateFiles(path, "*", recurse ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Where(file => Extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToArray();
        return files.Length > 0 ? files : throw Faults.KubernetesManifestNotFound(path, "is a folder without manifests");
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c>, <c>KubernetesManifestUnreadable</c></exception>
    public static async Task<IReadOnlyList<ManifestObject>> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            if (new FileInfo(file).Length > LargestFile)
            {
                throw Faults.KubernetesManifestUnreadable(file, "it is larger than 256 MB");
            }

            // A byte-order mark tells UTF-16. Letters of any other encoding would be applied as something else.
            text = await File.ReadAllTextAsync(file, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken).ConfigureAwait(false);
        }
        catch (DecoderFallbackException cause)
        {
            throw Faults.KubernetesManifestInvalid(file, "it is not UTF-8 text", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Faults.KubernetesManifestUnreadable(file, cause.Message, cause);
        }

        return Read(text, file);
    }

    /// <summary>Reads files at once; what they hold comes in their order, and so does the fault that is told where several have one.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c>, <c>KubernetesManifestUnreadable</c></exception>
    public static async Task<IReadOnlyList<ManifestObject>> ReadFilesAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        var all = new Task<IReadOnlyList<ManifestObject>>[files.Count];
        await Parallel.ForAsync(0, files.Count, cancellationToken, async (index, token) =>
        {
            all[index] = ReadFileAsync(files[index], token);
            await all[index].ContinueWith(read => _ = read.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }).ConfigureAwait(false);
        List<ManifestObject> objects = [];
        foreach (var file in all)
        {
            objects.AddRange(await file.ConfigureAwait(false));
        }

        return objects;
    }

    /// <summary>Reads what a URL serves.</summary>
    /// <exception cref="KopsException"><c>KubernetesManifestInvalid</c>, <c>KubernetesManifestUnreadable</c></exception>
    public static async Task<IReadOnlyList<ManifestObject>> ReadUrlAsync(Uri url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        try
        {
            using var http = new HttpClient { MaxResponseContentBufferSize = 64 * 1024 * 1024, Timeout = TimeSpan.FromMinutes(1) };
            http.DefaultRequestHeaders.UserAgent.ParseAdd("KopsPS/0");
            return Read(await http.GetStringAsync(url, cancellationToken).ConfigureAwait(false), url.GetLeftPart(UriPartial.Path));
        }
        catch (Exception cause) when ((cause is HttpRequestException or OperationCanceledException) && !cancellationToken.IsCancellationRequested)
        {
            throw Faults.KubernetesManifestUnreadable(url.GetLeftPart(UriPartial.Path), cause.Message, cause);
        }
    }

    private static IEnumerable<ManifestObject> Objects(JsonObject body, string source)
    {
        try
        {
            return Take(body, source);
        }
        catch (InvalidOperationException cause)
        {
            throw Faults.KubernetesManifestInvalid(source, "a field of apiVersion, kind, metadata.name or metadata.namespace is no text", cause);
        }
    }

    private static IEnumerable<ManifestObject> Take(JsonObject body, string source)
    {
        var kind = Text(body, "kind") ?? throw Faults.KubernetesManifestInvalid(source, "it has no kind");
        if (Text(body, "apiVersion") is null)
        {
            throw Faults.KubernetesManifestInvalid(source, $"its {kind} has no apiVersion");
        }

        if (kind.EndsWith("List", StringComparison.Ordinal) && body["items"] is JsonArray items)
        {
            return [.. items.SelectMany((item, index) => item is JsonObject inner
                ? Objects(inner.DeepClone().AsObject(), $"{source}, item {index + 1}")
                : throw Faults.KubernetesManifestInvalid(source, $"item {index + 1} of its {kind} is no object"))];
        }

        if (body["metadata"] is JsonObject { } prefixed && Text(prefixed, "name") is null && Text(prefixed, "generateName") is not null)
        {
            throw Faults.KubernetesManifestInvalid(source, $"its {kind} has a generateName and no metadata.name: what is applied must have a name of its own");
        }

        if (body["metadata"] is not JsonObject metadata || Text(metadata, "name") is null)
        {
            throw Faults.KubernetesManifestInvalid(source, $"its {kind} has no metadata.name");
        }

        _ = Text(metadata, "namespace");

        // What an API server said of an object is not to be told to it again.
        metadata.Remove("managedFields");
        metadata.Remove("resourceVersion");
        metadata.Remove("uid");
        metadata.Remove("creationTimestamp");
        metadata.Remove("generation");
        body.Remove("status");
        return [new ManifestObject(body, source)];
    }

    private static string? Text(JsonObject body, string field) => body[field] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string?)value is { Length: > 0 } text ? text : null,
        _ => throw new InvalidOperationException(),
    };
}
