namespace KopsPS.Engine.StateStore;

/// <summary>One of many objects read: itself, or why it could not be.</summary>
/// <typeparam name="T">The object's type.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Value">The object, or null.</param>
/// <param name="Fault">Why there is none, or null.</param>
public sealed record ReadOutcome<T>(string Name, T? Value, KopsException? Fault)
    where T : class
{
    /// <summary>Faults of parts that the object lacks therefore.</summary>
    public IReadOnlyList<KopsException> PartFaults { get; init; } = [];
}
