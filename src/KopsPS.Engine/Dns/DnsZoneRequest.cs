namespace KopsPS.Engine.DnsZones;

/// <summary>A hosted zone that should be there.</summary>
public sealed record DnsZoneRequest
{
    /// <summary>Its name.</summary>
    public required string ZoneName { get; init; }

    /// <summary>The zone to use where there are several of the name; null to go by the name.</summary>
    public string? ZoneId { get; init; }

    /// <summary>VPCs that see it; empty for a public zone.</summary>
    public IReadOnlyList<string> NetworkId { get; init; } = [];

    /// <summary>The parent zone to delegate in; null for the nearest of the account.</summary>
    public string? ParentZoneId { get; init; }

    /// <summary>Replace a delegation in the parent that leads elsewhere.</summary>
    public bool ReplaceDelegation { get; init; }

    /// <summary>Environment that it belongs to.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags of the user's own.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
