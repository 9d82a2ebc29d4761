namespace KopsPS;

/// <summary>A DNS record set, such as the name servers that a parent zone should name.</summary>
public sealed class KopsDnsRecord
{
    /// <summary>Domain name, with a dot at the end.</summary>
    public required string Name { get; init; }

    /// <summary>Type, such as <c>NS</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Seconds that resolvers may keep it.</summary>
    public required long Ttl { get; init; }

    /// <summary>Values, one a record.</summary>
    public required string[] Values { get; init; }

    /// <summary>The records as a zone file has them, one a line.</summary>
    public override string ToString() => string.Join('\n', Values.Select(value => $"{Name} {Ttl} IN {Type} {value}"));
}
