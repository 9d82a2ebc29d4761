namespace KopsPS.Engine.Networking;

/// <summary>What of the network is wanted.</summary>
public sealed record NetworkHealthQuery
{
    /// <summary>Namespaces of services and policies by name; empty is the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Tells whether a namespace is wanted, where patterns were told; null is every one.</summary>
    public Func<string, bool>? Namespace { get; init; }

    /// <summary>Tells whether a finding is left out.</summary>
    public Func<string, bool>? ExcludeCheck { get; init; }
}
