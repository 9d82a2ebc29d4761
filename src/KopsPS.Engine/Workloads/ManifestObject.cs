using System.Text.Json.Nodes;

namespace KopsPS.Engine.Workloads;

/// <summary>An object that is to be in a cluster.</summary>
/// <param name="Body">The whole of what is wanted.</param>
/// <param name="Source">Where it was read, for messages.</param>
public sealed record ManifestObject(JsonObject Body, string Source)
{
    /// <summary>Such as <c>apps/v1</c>.</summary>
    public string ApiVersion { get; } = (string?)Body["apiVersion"] ?? "";

    /// <summary>Such as <c>Deployment</c>.</summary>
    public string Kind { get; } = (string?)Body["kind"] ?? "";

    /// <summary>Name.</summary>
    public string Name { get; } = (string?)Body["metadata"]?["name"] ?? "";

    /// <summary>Namespace; null where the manifest names none.</summary>
    public string? Namespace => (string?)Body["metadata"]?["namespace"] is { Length: > 0 } told ? told : null;

    /// <summary>Group of the API; empty for the core.</summary>
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => Body["metadata"]?["labels"] is JsonObject labels
        ? labels.ToDictionary(label => label.Key, label => label.Value?.ToString() ?? "", StringComparer.Ordinal)
        : new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => Namespace is { } space ? $"{Kind}/{space}/{Name}" : $"{Kind}/{Name}";
}
