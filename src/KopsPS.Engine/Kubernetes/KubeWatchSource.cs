using System.Text.Json.Serialization.Metadata;

namespace KopsPS.Engine.Kubernetes;

/// <summary>What is watched, and how its objects are read.</summary>
internal sealed record KubeWatchSource<T>
    where T : class
{
    /// <summary>Path of the list, with or without selectors in a query.</summary>
    public required string Path { get; init; }

    /// <summary>Shape of a page.</summary>
    public required JsonTypeInfo<KubeList<T>> List { get; init; }

    /// <summary>Shape of a line.</summary>
    public required JsonTypeInfo<KubeWatchLine<T>> Line { get; init; }

    /// <summary>Names an object; UIDs tell one from its successor of the same name.</summary>
    public required Func<T, string> KeyOf { get; init; }

    /// <summary>Its <c>metadata.resourceVersion</c>.</summary>
    public required Func<T, string?> VersionOf { get; init; }
}
