namespace KopsPS.Engine;

/// <summary>
/// A fault that a person or a script can act on. Made only by the factories in <see cref="Faults"/>, which fix its id.
/// </summary>
public sealed class KopsException : Exception
{
    /// <summary>Creates a fault.</summary>
    /// <param name="id">Stable id; becomes the first part of PowerShell's <c>FullyQualifiedErrorId</c>.</param>
    /// <param name="kind">Kind, which becomes PowerShell's error category.</param>
    /// <param name="message">What happened, in a sentence that needs no other text.</param>
    /// <param name="target">The object it is about, by name or itself.</param>
    /// <param name="recommendedAction">What to do, where a person can do something.</param>
    /// <param name="inner">The cause.</param>
    public KopsException(
        string id, FaultKind kind, string message, object? target = null, string? recommendedAction = null, Exception? inner = null)
        : base(message, inner)
    {
        Id = id;
        Kind = kind;
        Target = target;
        RecommendedAction = recommendedAction;
    }

    /// <summary>Stable id, such as <c>KopsStateStoreNotFound</c>.</summary>
    public string Id { get; }

    /// <summary>Kind of the fault.</summary>
    public FaultKind Kind { get; }

    /// <summary>The object it is about.</summary>
    public object? Target { get; }

    /// <summary>What to do about it.</summary>
    public string? RecommendedAction { get; }
}
