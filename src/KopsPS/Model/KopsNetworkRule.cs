namespace KopsPS;

/// <summary>What a network policy allows.</summary>
public sealed class KopsNetworkRule
{
    /// <summary><c>Ingress</c> or <c>Egress</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>The policy; null where none holds the pod and everything is allowed.</summary>
    public string? Policy { get; init; }

    /// <summary>Who; empty is everybody.</summary>
    public required KopsNetworkPeer[] Peers { get; init; }

    /// <summary>Where, such as <c>8080/TCP</c> or <c>any</c>; names of ports stand with the number that they mean, where that is known.</summary>
    public required string[] Ports { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Direction == "Ingress" ? "from" : "to")} {(Peers.Length == 0 ? "anything" : string.Join(" or ", Peers.Select(peer => peer.Text)))}{(Ports is ["any"] ? "" : $" at {string.Join(", ", Ports)}")}";
}
