namespace KopsPS;

/// <summary>Who a rule of a network policy is for.</summary>
public sealed class KopsNetworkPeer
{
    /// <summary>In words, such as <c>pods app=web in namespace shop</c> or <c>172.20.0.0/16</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The pods that are meant now, as <c>namespace/name</c>; empty for blocks of addresses.</summary>
    public string[] Pods { get; init; } = [];

    /// <summary>The namespaces that are meant now; empty for blocks of addresses.</summary>
    public string[] Namespaces { get; init; } = [];

    /// <summary>Block of addresses; null where it is for pods.</summary>
    public string? Cidr { get; init; }

    /// <summary>Blocks within it that are left out.</summary>
    public string[] Except { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Text;
}
