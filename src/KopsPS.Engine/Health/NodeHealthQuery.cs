namespace KopsPS.Engine.Health;

/// <summary>Which nodes are wanted.</summary>
public sealed record NodeHealthQuery
{
    /// <summary>Tells whether a name is wanted; null is every one.</summary>
    public Func<string, bool>? Name { get; init; }

    /// <summary>Tells whether an instance group is wanted; null is every one.</summary>
    public Func<string, bool>? InstanceGroup { get; init; }
}
