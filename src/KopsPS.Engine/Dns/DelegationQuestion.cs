namespace KopsPS.Engine.DnsZones;

/// <summary>A zone, and what the world should know of it.</summary>
/// <param name="ZoneName">Its name, without a dot at the end.</param>
/// <param name="NameServers">The servers that have the zone.</param>
/// <param name="Primary">Primary name server in its SOA; null where that is not known.</param>
public sealed record DelegationQuestion(string ZoneName, IReadOnlyList<string> NameServers, string? Primary = null);
