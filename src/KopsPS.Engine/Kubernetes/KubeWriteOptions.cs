namespace KopsPS.Engine.Kubernetes;

/// <summary>How a change is made.</summary>
public sealed record KubeWriteOptions
{
    /// <summary>The field manager that KopsPS is to the API server.</summary>
    public const string Manager = "kopsps";

    /// <summary>Who owns the fields that are set.</summary>
    public string FieldManager { get; init; } = Manager;

    /// <summary>Server-side apply only: take over fields that belong to others.</summary>
    public bool Force { get; init; }

    /// <summary>Everything but keeping it.</summary>
    public bool DryRun { get; init; }

    /// <summary>Unknown and doubled fields: <c>Strict</c>, <c>Warn</c> (the API server's own choice) or <c>Ignore</c>; null says nothing.</summary>
    public string? FieldValidation { get; init; }

    /// <summary>Only for what can be sent twice without harm, such as an access review or an eviction of one UID.</summary>
    public bool Repeatable { get; init; }

    internal string Query(string path, bool isApply = false) => KubePath.WithQuery(
        path,
        ("fieldManager", FieldManager),
        ("force", isApply && Force ? "true" : null),
        ("dryRun", DryRun ? "All" : null),
        ("fieldValidation", FieldValidation));
}

/// <summary>How a deletion is made.</summary>
public sealed record KubeDeleteOptions
{
    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null is the kind's own way.</summary>
    public string? Propagation { get; init; }

    /// <summary>Delete only the object with this UID.</summary>
    public string? Uid { get; init; }

    /// <summary>Delete only this version of the object.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Time for a graceful end; null is the object's own.</summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>Everything but doing it.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Kinds of patch.</summary>
public enum KubePatch
{
    /// <summary>Server-side apply: the whole of what the caller wants to own.</summary>
    Apply,

    /// <summary>JSON merge patch (RFC 7386).</summary>
    Merge,

    /// <summary>Kubernetes' own merge, which knows the keys of lists; built-in kinds only.</summary>
    Strategic,

    /// <summary>JSON patch (RFC 6902).</summary>
    Json,
}
