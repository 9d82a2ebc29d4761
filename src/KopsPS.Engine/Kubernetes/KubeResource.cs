namespace KopsPS.Engine.Kubernetes;

/// <summary>A resource that the API server serves.</summary>
public sealed record KubeResource
{
    /// <summary>Group; empty for the core.</summary>
    public required string Group { get; init; }

    /// <summary>Version, such as <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Kind, such as <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Plural name in paths, such as <c>deployments</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>Name of one, such as <c>deployment</c>.</summary>
    public string Singular { get; init; } = "";

    /// <summary>Whether its objects live in namespaces.</summary>
    public required bool IsNamespaced { get; init; }

    /// <summary>What can be done: <c>get</c>, <c>list</c>, <c>watch</c>, <c>patch</c>, …</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Such as <c>deploy</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Such as <c>scale</c> and <c>status</c>.</summary>
    public IReadOnlyList<string> Subresources { get; init; } = [];

    /// <summary><c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : Group + "/" + Version;

    /// <summary>Path of its list (without a name), an object, or a subresource. The namespace of a cluster's resource is left out.</summary>
    public string Path(string? @namespace = null, string? name = null, string? subresource = null) =>
        KubePath.For(Group, Version, Plural, IsNamespaced ? @namespace : null, name, subresource);
}
