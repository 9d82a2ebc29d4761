namespace KopsPS.Engine.Kubernetes;

/// <summary>A page of a list.</summary>
/// <param name="Items">Its objects, as far as they are wanted.</param>
/// <param name="Date">The server's clock when it answered, or null.</param>
/// <param name="IsLast">True for the last page.</param>
/// <param name="Remaining">How many objects follow, where the server says so.</param>
public sealed record KubePage<T>(IReadOnlyList<T> Items, DateTimeOffset? Date, bool IsLast, long? Remaining)
{
    /// <summary>Version of the whole list, from which a watch goes on.</summary>
    public string? ResourceVersion { get; init; }
}
