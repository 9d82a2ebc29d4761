namespace KopsPS;

/// <summary>A hosted zone of Route 53.</summary>
public sealed class KopsDnsZone
{
    /// <summary>Domain name, without a dot at the end.</summary>
    public required string ZoneName { get; init; }

    /// <summary>Id of the hosted zone.</summary>
    public required string ZoneId { get; init; }

    /// <summary>Whether only VPCs see it.</summary>
    public required bool Private { get; init; }

    /// <summary>VPCs that see a private zone.</summary>
    public string[] NetworkId { get; init; } = [];

    /// <summary>Name servers of a public zone, without a dot at the end.</summary>
    public string[] NameServers { get; init; } = [];

    /// <summary>Number of its record sets, its own NS and SOA included.</summary>
    public long RecordCount { get; init; }

    /// <summary>Hosted zone of the same account that names this one's name servers, where that is known.</summary>
    public string? ParentZoneId { get; init; }

    /// <summary>Records to enter in the parent zone by hand; empty where Route 53 has them already, and for a private zone.</summary>
    public KopsDnsRecord[] Delegation { get; init; } = [];

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What the command that wrote the object did.</summary>
    public KopsChange[] Changes { get; init; } = [];

    /// <summary>AWS region of the session.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile of the session.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Endpoint of the session.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The name, which is what every command takes for the zone.</summary>
    public override string ToString() => ZoneName;
}
