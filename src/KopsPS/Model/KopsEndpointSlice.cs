namespace KopsPS;

/// <summary>An EndpointSlice of a service.</summary>
public sealed class KopsEndpointSlice
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary><c>IPv4</c>, <c>IPv6</c> or <c>FQDN</c>.</summary>
    public required string AddressType { get; init; }

    /// <summary>How many endpoints it holds.</summary>
    public required int Count { get; init; }

    /// <summary>How many of them take traffic.</summary>
    public required int Ready { get; init; }

    /// <summary>Where they listen, such as <c>http 8080/TCP</c>.</summary>
    public required string[] Ports { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name} ({AddressType}, {Ready}/{Count})");
}
