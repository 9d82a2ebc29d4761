namespace KopsPS.Engine.DnsZones;

/// <summary>A hosted zone that should go.</summary>
public sealed record DnsZoneRemoval
{
    /// <summary>Its name; null where only the id is told.</summary>
    public string? ZoneName { get; init; }

    /// <summary>Its id; null to go by the name.</summary>
    public string? ZoneId { get; init; }

    /// <summary>Remove it also if somebody else made it: the user named it by its id.</summary>
    public bool NotOnlyOurs { get; init; }
}
